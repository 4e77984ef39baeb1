# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Nothing can be told from an answer: not why one is refused (S-2), not whether the client was there (S-1)."""

import json
import statistics
import time
import uuid
from collections.abc import Callable

import pytest
from sociallook_protocol import changes

from sociallook.base.clock import now
from sociallook.rights.tests import world
from sociallook.rights.tests.world import Person, Town


def paused(town: Town) -> str:
    space = town.thread()
    change = changes.pause(world.act(town.client), [world.ground(town.client, space)], town.team_a.subject)
    world.send(town.client, change)
    return space


def revoked(town: Town) -> str:
    space = town.thread()
    world.revoke(town, space, town.team_a.subject)
    return space


def ended(town: Town) -> str:
    space = town.thread()
    world.send(town.client, changes.end_relation(world.act(town.client), [world.ground(town.client, space)]))
    return space


def never(town: Town) -> str:
    return town.thread([])


def of_somebody_else(town: Town) -> str:
    return town.thread([world.giving(town.youth.subject, ["read"])])


def not_existing(_town: Town) -> str:
    return str(uuid.uuid4())


REASONS = (paused, revoked, ended, never, of_somebody_else, not_existing)

Ask = Callable[[Person, str], object]


def calls(space: str, sealed: object) -> list[tuple[str, str, object]]:
    """Every call on a space."""
    blob, record = uuid.uuid4(), uuid.uuid4()
    return [
        ("GET", f"/spaces/{space}", None),
        ("GET", f"/spaces/{space}/records", None),
        ("GET", f"/spaces/{space}/records?before=5&limit=1", None),
        ("POST", f"/spaces/{space}/records", sealed),
        ("DELETE", f"/spaces/{space}/records/{record}", None),
        ("POST", f"/spaces/{space}/blobs", {"blob": str(blob), "size": 100}),
        ("PUT", f"/spaces/{space}/blobs/{blob}/parts/0", None),
        ("GET", f"/spaces/{space}/blobs/{blob}", None),
    ]


def test_every_refusal_is_the_same_answer(town: Town) -> None:
    answers = set()
    for reason in REASONS:
        space = reason(town)
        sealed = world.forged_letter(town.worker, town.client.vault, space)
        for method, path, body in calls(space, sealed):
            answer = town.worker._send(method, path, body, {})
            headers = tuple(sorted((name, value) for name, value in answer.items() if name != "Date"))
            answers.add((answer.status_code, answer.content, headers))
    assert len(answers) == 1, answers
    ((status, body, _headers),) = answers
    assert (status, json.loads(body)) == (404, {"code": "not_available", "message": "Nicht verfügbar."})


@pytest.mark.parametrize("call", range(8))
@pytest.mark.alone
def test_no_refusal_takes_longer_than_another(town: Town, call: int) -> None:
    """500 calls of each kind, interleaved, so that what else the machine does falls on all alike."""
    asked = {}
    for reason in REASONS:
        space = reason(town)
        asked[reason.__name__] = calls(space, world.forged_letter(town.worker, town.client.vault, space))[call]
    times: dict[str, list[float]] = {name: [] for name in asked}
    for _ in range(500 // len(asked) + 1):
        for name, (method, path, body) in asked.items():
            began = time.perf_counter()
            assert town.worker._send(method, path, body, {}).status_code == 404
            times[name].append(time.perf_counter() - began)
    medians = {name: statistics.median(each) for name, each in times.items()}
    assert max(medians.values()) - min(medians.values()) < 0.005, medians


def test_a_helper_cannot_tell_that_the_client_was_there(town: Town) -> None:
    """Byte for byte, headers and all."""
    space = town.thread()
    blob = world.upload(town.worker, space, bytes(100))
    world.say(town.worker, space, "Haben Sie das gelesen?", blobs=[blob])
    paths = [
        "/spaces",
        f"/spaces/{space}",
        f"/spaces/{space}/records",
        f"/spaces/{space}/blobs/{blob}",
        "/relations",
        "/account",
    ]

    def answers() -> list[tuple[int, bytes, list[tuple[str, str]]]]:
        found = [town.worker.get(path) for path in paths]
        return [(each.status_code, world.body(each), sorted(each.items())) for each in found]

    world.time_stands_still(answers)  # what the worker itself causes is done
    before = world.time_stands_still(answers)
    for path in (*paths, "/access-log"):
        town.client.get(path)
    assert world.texts(town.client, space) == ["Haben Sie das gelesen?"]
    assert world.time_stands_still(answers) == before


@pytest.mark.parametrize("path", ["/spaces", "/relations", "/access-log", f"/spaces/{uuid.UUID(int=7)}"])
def test_nobody_is_answered_without_a_sign_in(town: Town, path: str) -> None:  # noqa: ARG001
    answer = Person("Niemand").get(path)
    assert (answer.status_code, answer.json()["code"]) == (401, "signed_out")


def test_what_a_helper_hears_of_a_relation_ends_with_it(town: Town) -> None:
    space = town.thread()
    (line,) = town.worker.get("/relations").json()
    assert (line["vault"], line["spaces"], line["team"]) == (town.client.vault, [space], town.team_a.id)
    assert town.reader.get("/relations").json() == []
    world.revoke(town, space, town.team_a.subject)
    assert town.worker.get("/relations").json() == []
    (own,) = town.client.get("/relations").json()
    assert own["subject"]["team"] == town.team_a.id


def test_networking_is_shown_as_such(town: Town) -> None:
    space = town.thread()
    world.grant(town, space, world.giving(town.youth.subject, ["read"]))
    through = {
        who.name: each["through"]
        for who in (town.client, town.worker, town.reader)
        for each in who.get("/spaces").json()["spaces"]
        if each["space"] == space
    }
    assert through == {"Ida": "own", "Wanda": "relation", "Rita": "network"}
    assert town.reader.get("/relations").json() == []


def test_the_number_of_queries_does_not_grow(town: Town) -> None:
    """Neither with records nor with spaces nor with chains."""
    space = town.thread()

    def queries() -> list[int]:
        return [
            world.statements(town.worker, path) for path in (f"/spaces/{space}/records", f"/spaces/{space}", "/spaces")
        ]

    queries()
    few = queries()
    for number in range(5):
        world.say(town.client, space, str(number))
        town.thread()
    world.grant(town, space, world.giving(town.youth.subject, ["read"], until=now() + 1_000_000))
    world.say(town.client, space, "zuletzt")
    assert queries() == few
    assert few[0] <= 2
