# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Streams of the real server: who hears what, until when, and how fast."""

import os
import signal
import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import psycopg
import pytest

from config.postgres import Cluster
from sociallook.notifications.tests.hearing import (
    OWN,
    PATIENCE,
    SPACE,
    Database,
    Ear,
    again,
    answered_by_a_table,
    as_the_application,
    may_read,
    signed_in,
    tell,
    tell_record,
)
from tests.live import Live, serving


@pytest.fixture(scope="module")
def server(live: Live) -> Live:
    return answered_by_a_table(live)


@pytest.fixture
def database(server: Live) -> Iterator[Database]:
    with as_the_application(server) as connection:
        yield connection


def test_readers_hear_ids_and_nobody_else_hears_anything(server: Live, database: Database) -> None:
    alma, stranger = signed_in(server), signed_in(server, "Fremd")
    may_read(database, alma)
    with alma.listening() as ear, stranger.listening() as other:
        tell_record(database, 7)
        assert ear.next() == ("record", {"space": str(SPACE), "position": 7})
        tell(database, "spaces", stranger)
        assert other.next() == ("spaces", {})


def test_a_revoked_reader_gets_nothing_even_in_flight(server: Live, database: Database) -> None:
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


def test_what_was_undone_is_told_to_nobody(server: Live, database: Database) -> None:
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


def test_a_browser_listens_with_its_cookie(server: Live, database: Database) -> None:
    alma = signed_in(server)
    may_read(database, alma)
    headers = {"Authorization": "", "Cookie": f"sociallook_session={alma.token}", "Sec-Fetch-Site": "same-origin"}
    with alma.listening(**headers) as ear:
        tell_record(database, 1)
        assert ear.next()[0] == "record"


def test_when_the_database_hangs_up_streams_end_and_come_back(server: Live, database: Database) -> None:
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


@pytest.mark.alone
def test_events_come_at_once(server: Live, database: Database) -> None:
    """20 records a second, from before the commit until the event is read. bench/ measures; this notices a stall."""
    alma = signed_in(server)
    may_read(database, alma)
    taken = []
    with alma.listening() as ear:
        due = time.perf_counter()
        for position in range(40):
            due += 0.05
            while time.perf_counter() < due:
                os.sched_yield()
            begun = time.perf_counter()
            tell_record(database, position)
            assert ear.next()[1]["position"] == position
            taken.append(time.perf_counter() - begun)
    assert statistics.median(taken) < 0.1


@pytest.mark.alone
def test_hundreds_of_streams_are_cheap(server: Live, database: Database) -> None:
    """200 streams: all of them hear one record, and the server grows by less than 0.2 MB for each."""
    alma = signed_in(server)
    may_read(database, alma)
    before = _memory(server)
    with ExitStack() as stack:
        limits = httpx.Limits(max_connections=None)
        client = stack.enter_context(httpx.Client(limits=limits, timeout=PATIENCE))
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


def test_streams_end_at_once_when_the_server_stops(postgres: Cluster, template: str) -> None:
    """Otherwise the server would wait for them until its patience ends, three seconds."""
    with serving(postgres, template) as server, signed_in(server).listening() as ear:
        begun = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        with pytest.raises(EOFError):
            ear.next()
        assert time.monotonic() - begun < 2
        server.process.wait(15)
