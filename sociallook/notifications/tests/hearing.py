# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""People signed in on a running server, and a table that answers in place of `rights`, which lies floors above."""

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import psycopg
from sociallook_protocol.encoding import b64u

from tests.live import Live
from tests.people import Person

SPACE = uuid.uuid4()
OWN = {"X-Sociallook": "1"}
PATIENCE = 60
"""Seconds; a busy machine is no failure."""
Database = psycopg.Connection[Any]

ANSWERS = """
    CREATE TABLE test_reader (space uuid, person bytea);
    GRANT ALL ON test_reader TO PUBLIC;
    CREATE OR REPLACE FUNCTION notifications_readers(spaces uuid[]) RETURNS TABLE (space uuid, person bytea)
        LANGUAGE sql STABLE SECURITY DEFINER AS
        $$ SELECT r.space, r.person FROM test_reader r WHERE r.space = ANY (spaces) $$;
    CREATE OR REPLACE FUNCTION notifications_followers(in_space uuid) RETURNS SETOF bytea
        LANGUAGE sql STABLE SECURITY DEFINER AS
        $$ SELECT r.person FROM test_reader r WHERE r.space = in_space $$;
"""


def answered_by_a_table(server: Live) -> Live:
    """Let `test_reader` say who may read what on this server."""
    with psycopg.connect(server.environment["DATABASE_OWNER_URL"]) as connection:
        connection.execute(ANSWERS)
    return server


@contextmanager
def as_the_application(server: Live) -> Iterator[Database]:
    """A connection like those of the rooms that tell something; nobody may read anything yet."""
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
        """Through the JSON door."""
        headers = OWN | {"Authorization": f"Bearer {self.token}"}
        return httpx.request(method, f"{self.url}/api/v1{path}", json=body, headers=headers, timeout=PATIENCE)

    @property
    def sign_in(self) -> str:
        """The id of this very sign-in."""
        rows = self.call("GET", "/account/sign-ins").json()
        return str(next(row["sign_in"] for row in rows if row["current"]))

    @contextmanager
    def listening(self, **headers: str) -> Iterator["Ear"]:
        """With a stream open."""
        own = {"Authorization": f"Bearer {self.token}", **headers}
        with httpx.stream("GET", f"{self.url}/api/v1/events", headers=own, timeout=PATIENCE) as response:
            assert response.status_code == 200, response.read()
            assert response.headers["content-type"].startswith("text/event-stream")
            ear = Ear(response.iter_lines())
            ear.until_greeted()
            yield ear


@dataclass
class Ear:
    """The events of one stream, as a browser's EventSource reads them."""

    lines: Iterator[str]

    def until_greeted(self) -> None:
        """Events count from here on."""
        while next(self.lines) != ": sociallook":
            pass

    def next(self) -> tuple[str, dict[str, Any]]:
        """The next event; the stream's time-out is the deadline. EOFError: the server has ended the stream."""
        event = ""
        for line in self.lines:
            name, _, value = line.partition(": ")
            if name == "event":
                event = value
            elif name == "data":
                return event, json.loads(value)
        raise EOFError


def signed_in(server: Live, name: str = "Alma") -> SignedIn:
    """Somebody new."""
    person = Person(name)
    body = person.registration() | {"bearer": True}
    answer = httpx.post(f"{server.url}/api/v1/accounts", json=body, headers=OWN, timeout=PATIENCE)
    assert answer.status_code == 201, answer.text
    return SignedIn(person, server.url, answer.json()["token"])


def again(server: Live, who: SignedIn) -> SignedIn:
    """The same person on another device."""
    body = {"login": who.person.login, "verifier": b64u(who.person.verifier), "bearer": True}
    answer = httpx.post(f"{server.url}/api/v1/sign-in", json=body, headers=OWN, timeout=PATIENCE)
    return SignedIn(who.person, server.url, answer.json()["token"])


def may_read(database: Database, *people: SignedIn, space: uuid.UUID = SPACE) -> None:
    """Give these people the right."""
    for each in people:
        database.execute("INSERT INTO test_reader VALUES (%s, %s)", [space, each.person.person])


def tell_record(database: Database, position: int, sign_in: str | None = None) -> None:
    """A record was appended."""
    database.execute("SELECT notifications_tell_record(%s, %s, %s)", [SPACE, position, sign_in])


def tell(database: Database, event: str, *to: SignedIn, **ids: Any) -> None:
    """What `actions.tell` sends."""
    payload = {"event": event, "to": [each.person.person.hex() for each in to], **ids}
    database.execute("SELECT pg_notify('sociallook', %s)", [json.dumps(payload, default=str)])
