# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Streams of the real server: who hears what, until when, and how fast.

Who may read a space is answered by a table of the test in place of `rights`, which lies floors above.
"""

import json
import os
import statistics
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from tests.live import Live
from tests.people import Person

SPACE = uuid.uuid4()
OWN = {"X-Sociallook": "1"}

READERS = """
    CREATE TABLE test_reader (space uuid, person bytea);
    GRANT ALL ON test_reader TO PUBLIC;
    CREATE OR REPLACE FUNCTION notifications_readers(spaces uuid[]) RETURNS TABLE (space uuid, person bytea)
        LANGUAGE sql STABLE SECURITY DEFINER AS
        $$ SELECT r.space, r.person FROM test_reader r WHERE r.space = ANY (spaces) $$;
"""


@pytest.fixture(scope="module")
def server(live: Live) -> Live:
    with psycopg.connect(live.environment["DATABASE_OWNER_URL"]) as connection:
        connection.execute(READERS)
    return live


@pytest.fixture
def database(server: Live) -> Iterator[psycopg.Connection[Any]]:
    """As the application, like the rooms that tell something."""
    with psycopg.connect(server.environment["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("DELETE FROM test_reader")
        yield connection


@dataclass
class SignedIn:
    """Somebody with a token on the running server."""

    person: Person
    url: str
    token: str

    def call(self, method: str, path: str, body: object = None) -> httpx.Response:
        headers = OWN | {"Authorization": f"Bearer {self.token}"}
        return httpx.request(method, f"{self.url}/api/v1{path}", json=body, headers=headers)

    @contextmanager
    def listening(self, **headers: str) -> Iterator["Ear"]:
        own = {"Authorization": f"Bearer {self.token}", **headers}
        with httpx.stream("GET", f"{self.url}/api/v1/events", headers=own, timeout=20) as response:
            assert response.status_code == 200, response.read()
            assert response.headers["content-type"].startswith("text/event-stream")
            ear = Ear(response.iter_lines())
            ear.until_greeted()
            yield ear


@dataclass
class Ear:
    """The events of one stream, as a browser's EventSource reads them."""

    lines: Iterator[str]
    heard: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def until_greeted(self) -> None:
        while next(self.lines) != ": sociallook":
            pass

    def next(self) -> tuple[str, dict[str, Any]]:
        """The next event; the stream's time-out is the deadline."""
        event = ""
        for line in self.lines:
            name, _, value = line.partition(": ")
            if name == "event":
                event = value
            elif name == "data":
                return event, json.loads(value)
        raise EOFError


def signed_in(server: Live, name: str = "Alma") -> SignedIn:
    person = Person(name)
    body = person.registration() | {"bearer": True}
    answer = httpx.post(f"{server.url}/api/v1/accounts", json=body, headers=OWN)
    assert answer.status_code == 201, answer.text
    return SignedIn(person, server.url, answer.json()["token"])


def again(server: Live, who: SignedIn) -> SignedIn:
    """The same person on another device."""
    from sociallook_protocol.encoding import b64u  # noqa: PLC0415

    body = {"login": who.person.login, "verifier": b64u(who.person.verifier), "bearer": True}
    answer = httpx.post(f"{server.url}/api/v1/sign-in", json=body, headers=OWN)
    return SignedIn(who.person, server.url, answer.json()["token"])


def may_read(database: psycopg.Connection[Any], *people: SignedIn, space: uuid.UUID = SPACE) -> None:
    for each in people:
        database.execute("INSERT INTO test_reader VALUES (%s, %s)", [space, each.person.person])


def tell_record(database: psycopg.Connection[Any], position: int, space: uuid.UUID = SPACE) -> None:
    database.execute("SELECT notifications_tell_record(%s, %s, NULL)", [space, position])


def tell(database: psycopg.Connection[Any], event: str, *to: SignedIn, **ids: Any) -> None:
    payload = {"event": event, "to": [each.person.person.hex() for each in to], **ids}
    database.execute("SELECT pg_notify('sociallook', %s)", [json.dumps(payload, default=str)])


def test_readers_hear_ids_and_nobody_else_hears_anything(server: Live, database: psycopg.Connection[Any]) -> None:
    alma, stranger = signed_in(server), signed_in(server, "Fremd")
    may_read(database, alma)
    with alma.listening() as ear, stranger.listening() as other:
        tell_record(database, 7)
        assert ear.next() == ("record", {"space": str(SPACE), "position": 7})
        tell(database, "spaces", stranger)
        assert other.next() == ("spaces", {})


def test_a_revoked_reader_gets_nothing_even_in_flight(server: Live, database: psycopg.Connection[Any]) -> None:
    """The right is taken in the very transaction that follows the record: the record's event is still on its way."""
    alma, bruno = signed_in(server), signed_in(server, "Bruno")
    may_read(database, alma, bruno)
    with alma.listening() as ear, bruno.listening() as other:
        with psycopg.connect(server.environment["DATABASE_URL"]) as writer:
            writer.execute("SELECT notifications_tell_record(%s, 1, NULL)", [SPACE])
            writer.execute("DELETE FROM test_reader WHERE person = %s", [bruno.person.person])
        tell_record(database, 2)
        tell(database, "space", alma, bruno, space=SPACE)
        tell(database, "spaces", bruno)
        assert other.next() == ("spaces", {})
        assert [ear.next() for _ in range(3)] == [
            ("record", {"space": str(SPACE), "position": 1}),
            ("record", {"space": str(SPACE), "position": 2}),
            ("space", {"space": str(SPACE)}),
        ]


def test_what_was_undone_is_told_to_nobody(server: Live, database: psycopg.Connection[Any]) -> None:
    alma = signed_in(server)
    may_read(database, alma)
    with alma.listening() as ear:
        with psycopg.connect(server.environment["DATABASE_URL"]) as writer:
            writer.execute("SELECT notifications_tell_record(%s, 1, NULL)", [SPACE])
            writer.rollback()
        tell_record(database, 2)
        assert ear.next() == ("record", {"space": str(SPACE), "position": 2})


def test_a_stream_ends_with_its_sign_in(server: Live) -> None:
    alma = signed_in(server)
    elsewhere = again(server, alma)
    with alma.listening() as ear, elsewhere.listening() as other:
        rows = elsewhere.call("GET", "/account/sign-ins").json()
        (mine,) = [row["sign_in"] for row in rows if not row["current"]]
        assert elsewhere.call("DELETE", f"/account/sign-ins/{mine}").status_code == 204
        with pytest.raises(EOFError):
            ear.next()
        assert elsewhere.call("POST", "/account/sheet").status_code == 204
        assert other.next() == ("account", {})
    answer = httpx.get(f"{server.url}/api/v1/events", headers={"Authorization": f"Bearer {alma.token}"})
    assert (answer.status_code, answer.json()["code"]) == (401, "signed_out")


def test_an_account_hears_of_its_changes_elsewhere(server: Live) -> None:
    alma, stranger = signed_in(server), signed_in(server, "Fremd")
    with alma.listening() as ear, stranger.listening() as other:
        alma.call("POST", "/account/sheet")
        stranger.call("POST", "/account/language", {"language": "en"})
        assert ear.next() == other.next() == ("account", {})


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({}, 401, "signed_out"),
        ({"Authorization": "Bearer wrong"}, 401, "signed_out"),
        ({"Cookie": "sociallook_session=wrong"}, 401, "signed_out"),
        ({"Sec-Fetch-Site": "cross-site"}, 403, "origin"),
        ({"Origin": "https://example.org"}, 403, "origin"),
    ],
)
def test_refusals(server: Live, headers: dict[str, str], status: int, code: str) -> None:
    answer = httpx.get(f"{server.url}/api/v1/events", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_only_get(server: Live) -> None:
    assert httpx.post(f"{server.url}/api/v1/events", headers=OWN).status_code == 405


def test_a_browser_listens_with_its_cookie(server: Live, database: psycopg.Connection[Any]) -> None:
    alma = signed_in(server)
    may_read(database, alma)
    headers = {"Authorization": "", "Cookie": f"sociallook_session={alma.token}", "Sec-Fetch-Site": "same-origin"}
    with alma.listening(**headers) as ear:
        tell_record(database, 1)
        assert ear.next()[0] == "record"


def test_when_the_database_hangs_up_streams_end_and_come_back(server: Live, database: psycopg.Connection[Any]) -> None:
    alma = signed_in(server)
    may_read(database, alma)
    with alma.listening() as ear:
        database.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND query LIKE 'LISTEN%' AND usename = current_user"
        )
        with pytest.raises(EOFError):
            ear.next()
    with alma.listening() as ear:
        tell_record(database, 3)
        assert ear.next() == ("record", {"space": str(SPACE), "position": 3})


def test_events_come_at_once(server: Live, database: psycopg.Connection[Any]) -> None:
    """100 records at 20 a second: p50 within 10 ms from before the commit until the event is read."""
    alma = signed_in(server)
    may_read(database, alma)
    taken = []
    with alma.listening() as ear:
        due = time.perf_counter()
        for position in range(100):
            due += 0.05
            while time.perf_counter() < due:
                os.sched_yield()
            begun = time.perf_counter()
            tell_record(database, position)
            assert ear.next()[1]["position"] == position
            taken.append(time.perf_counter() - begun)
    assert statistics.median(taken) < 0.010


def test_hundreds_of_streams_are_cheap(server: Live, database: psycopg.Connection[Any]) -> None:
    """200 streams: all of them hear one record, and the server grows by less than 0.2 MB for each."""
    alma = signed_in(server)
    may_read(database, alma)
    before = _memory(server)
    with ExitStack() as stack:
        limits = httpx.Limits(max_connections=None)
        client = stack.enter_context(httpx.Client(limits=limits, timeout=20))
        ears = []
        for _ in range(200):
            request = client.stream(
                "GET", f"{server.url}/api/v1/events", headers={"Authorization": f"Bearer {alma.token}"}
            )
            ear = Ear(stack.enter_context(request).iter_lines())
            ear.until_greeted()
            ears.append(ear)
        tell_record(database, 1)
        assert {ear.next()[1]["position"] for ear in ears} == {1}
        assert _memory(server) - before < 200 * 200_000


def _memory(server: Live) -> int:
    """Resident bytes of the server's process (proc(5))."""
    pages = int(Path(f"/proc/{server.process.pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
