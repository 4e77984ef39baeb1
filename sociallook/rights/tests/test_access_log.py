# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Who looked in: complete, for the owner alone, chained, and not growing with polling."""

import hashlib
import struct
import uuid
from typing import Any

import time_machine
from sociallook_protocol.encoding import b64u, unb64u

from sociallook.base.clock import DAY, now
from sociallook.rights.tests import world
from sociallook.rights.tests.world import Person, Town


def log(person: Person, before: int | None = None) -> list[dict[str, Any]]:
    """The lines, newest first."""
    answer = person.get("/access-log" + (f"?before={before}" if before is not None else ""))
    assert answer.status_code == 200
    return list(answer.json())


def brief(lines: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    """Who, at which door, with which outcome; oldest first."""
    return [(line["name"], line["act"], line["outcome"]) for line in reversed(lines)]


def test_openings_are_noted_and_the_clients_own_reading_is_not(town: Town) -> None:
    space = town.thread()
    world.texts(town.client, space)
    assert log(town.client) == []
    world.texts(town.worker, space)
    (line,) = log(town.client)
    assert line | {"at": 0, "prev": "", "hash": "", "relation": ""} == {
        "seq": 0,
        "at": 0,
        "person": b64u(town.worker.person),
        "name": "Wanda",
        "institution": b64u(town.team_a.institution.fingerprint),
        "space": space,
        "area": "messages",
        "relation": "",
        "act": "records",
        "outcome": "opened",
        "position": 1,
        "prev": "",
        "hash": "",
    }


def test_polling_adds_nothing_and_news_adds_a_line(town: Town) -> None:
    space = town.thread()
    for _ in range(5):
        world.records(town.worker, space)
    assert len(log(town.client)) == 1
    world.say(town.client, space, "neu")
    world.records(town.worker, space, after=1)
    world.records(town.worker, space, after=2)
    assert [line["position"] for line in log(town.client)] == [2, 1]
    with time_machine.travel((now() + DAY) / 1000, tick=True):
        world.records(town.worker, space)
        assert [line["position"] for line in log(town.client)] == [2, 2, 1]


def test_failed_attempts_are_noted_once_a_day(town: Town) -> None:
    space = town.thread([world.giving(town.youth.subject, ["read"])])
    blob = uuid.uuid4()
    for _ in range(3):
        for path in (f"/spaces/{space}", f"/spaces/{space}/records", f"/spaces/{space}/blobs/{blob}"):
            assert town.worker.get(path).status_code == 404
        sealed = world.forged_letter(town.worker, town.client.vault, space)
        assert town.worker.post(f"/spaces/{space}/records", sealed).status_code == 404
    assert brief(log(town.client)) == [
        ("Wanda", "rights", "refused"),
        ("Wanda", "records", "refused"),
        ("Wanda", "blob", "refused"),
        ("Wanda", "write", "refused"),
    ]


def test_reading_along_does_not_let_one_write_unnoticed(town: Town) -> None:
    space = town.thread([world.giving(town.youth.subject, ["read"])])
    answer = town.reader.post(f"/spaces/{space}/blobs", {"blob": str(uuid.uuid4()), "size": 5})
    assert answer.status_code == 404
    assert brief(log(town.client)) == [("Rita", "write", "refused")]


def test_nobody_else_sees_it_and_looking_leaves_no_trace(town: Town) -> None:
    space = town.thread()
    world.records(town.worker, space)
    first = log(town.client)
    assert log(town.client) == first
    for other in (town.worker, town.other_client, town.admin):
        assert log(other) == []


def test_the_lines_are_chained(town: Town) -> None:
    """The hash is the one of docs/api/rights.md, so that anybody can check it."""
    space = town.thread()
    for person in (town.worker, town.standin, town.stranger):
        person.get(f"/spaces/{space}/records")
    lines = log(town.client)[::-1]
    prev = b""
    for line in lines:
        assert unb64u(line["prev"]) == prev
        prev = _hash(town.client.vault, line, prev)
        assert unb64u(line["hash"]) == prev
    assert len(lines) == 3


def _hash(vault: str, line: dict[str, Any], prev: bytes) -> bytes:
    fields = [
        uuid.UUID(vault).bytes,
        struct.pack(">Q", line["seq"]),
        struct.pack(">Q", len(prev)),
        prev,
        struct.pack(">Q", line["at"]),
        unb64u(line["person"]),
        uuid.UUID(line["space"]).bytes,
        struct.pack(">Q", line["position"]),
        f"{line['act']} {line['outcome']}".encode(),
    ]
    return hashlib.sha256(b"".join(fields)).digest()


def test_pages_of_the_log(town: Town) -> None:
    space = town.thread()
    for person in (town.worker, town.standin, town.stranger):
        person.get(f"/spaces/{space}/records")
    assert [line["seq"] for line in log(town.client, before=2)] == [1, 0]
    assert log(town.client, before=0) == []
