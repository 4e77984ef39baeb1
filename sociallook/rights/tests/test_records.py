# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Records through the door: what is refused, pages, versions, deletion."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from sociallook_protocol import changes
from sociallook_protocol.encoding import b64u, unb64u
from sociallook_protocol.formats import decode, encode
from sociallook_protocol.records import Draft

from sociallook.rights.tests import world
from sociallook.rights.tests.world import Person, Town
from sociallook.vault.models import Record


def post(person: Person, space: str, body: Any) -> tuple[int, str]:
    """Status and code."""
    answer = person.post(f"/spaces/{space}/records", body)
    return answer.status_code, answer.json().get("code", "")


def altered(sealed: dict[str, Any], **values: Any) -> dict[str, Any]:
    """The same record with another header."""
    header = decode("record-header", unb64u(sealed["header"])) | values
    return sealed | {"header": b64u(encode("record-header", header))}


SIZES = [512, 2048, 8192, 32768]


@pytest.mark.parametrize("size", SIZES)
def test_a_record_has_one_of_four_sizes(town: Town, size: int) -> None:
    space = town.thread()
    sealed = world.letter(town.worker, space)
    for wrong in (size + 79, size + 81, size - 1):
        status, code = post(town.worker, space, sealed | {"sealed": b64u(bytes(wrong))})
        assert (status, code) in {(400, "E_SCHEMA"), (413, "too_large")}
    assert post(town.worker, space, sealed | {"sealed": b64u(bytes(size + 80))}) == (201, "")


def test_what_is_too_long_is_said_in_words(town: Town) -> None:
    space = town.thread()
    answer = town.worker.post(
        f"/spaces/{space}/records", world.letter(town.worker, space) | {"sealed": b64u(bytes(1 << 20))}
    )
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert "Dokument" in answer.json()["message"]


WRONG: dict[str, tuple[Callable[[dict[str, Any]], Any], int, str]] = {
    "no record": (lambda _: {"hello": 1}, 400, "E_SCHEMA"),
    "a list": (lambda _: [1, 2], 400, "E_SCHEMA"),
    "header not base64url": (lambda it: it | {"header": "ä"}, 400, "E_SCHEMA"),
    "header not canonical": (lambda it: it | {"header": b64u(b" " + unb64u(it["header"]))}, 400, "E_SCHEMA"),
    "another suite": (
        lambda it: it | {"header": b64u(unb64u(it["header"]).replace(b"sociallook/1", b"sociallook/2"))},
        400,
        "E_SUITE",
    ),
    "another space": (lambda it: altered(it, space=str(uuid.uuid4())), 400, "E_CHAIN_CTX"),
    "another vault": (lambda it: altered(it, vault=str(uuid.uuid4())), 404, "not_available"),
    "as the owner": (lambda it: altered(it, role="owner"), 400, "E_SCHEMA"),
    "a verb nobody has": (lambda it: altered(it, verb="add"), 404, "not_available"),
    "version two of nothing": (lambda it: altered(it, version=2), 400, "E_SCHEMA"),
    "an epoch that is not": (lambda it: altered(it, epoch=bytes(32)), 409, "E_STALE"),
    "after nothing": (lambda it: altered(it, prev=b""), 409, "E_PREV"),
    "after another record": (lambda it: altered(it, prev=bytes(32)), 409, "E_PREV"),
    "a document that is not": (lambda it: it | {"blobs": [str(uuid.uuid4())]}, 400, "E_SCHEMA"),
    "documents that are no ids": (lambda it: it | {"blobs": [7]}, 400, "E_SCHEMA"),
    "too many documents": (lambda it: it | {"blobs": [str(uuid.uuid4()) for _ in range(21)]}, 400, "E_SCHEMA"),
}


@pytest.mark.parametrize("how", WRONG)
def test_what_is_refused_leaves_nothing(town: Town, how: str) -> None:
    space = town.thread()
    change, status, code = WRONG[how]
    sealed = world.letter(town.worker, space)
    assert post(town.worker, space, change(sealed)) == (status, code)
    assert len(world.records(town.worker, space)) == 1
    assert post(town.worker, space, sealed) == (201, "")


def test_the_slower_one_is_told_where_the_space_stands(town: Town) -> None:
    space = town.thread()
    slow = world.letter(town.worker, space)
    world.say(town.client, space, "schneller")
    answer = town.worker.post(f"/spaces/{space}/records", slow).json()
    (newest,) = world.records(town.worker, space)[-1:]
    assert (answer["code"], answer["position"]) == ("E_PREV", newest["position"])
    assert unb64u(answer["prev"]) == world.header(newest).hash(unb64u(newest["sealed"]))


def test_only_its_author_changes_a_record_and_versions_rise_by_one(town: Town) -> None:
    space = town.thread()
    record = world.say(town.worker, space, "erste Fassung")

    def version(person: Person, number: int) -> tuple[int, str]:
        draft = Draft(world.message(f"Fassung {number}"), record, number)
        known = world.ground(person, space)
        (sealed,) = changes.write(world.act(person), known, [draft]).plain()["records"]
        return post(person, space, sealed)

    for somebody_else in (town.standin, town.client):
        assert version(somebody_else, 2) == (400, "E_SCHEMA")
    assert version(town.worker, 3) == (400, "E_SCHEMA")
    assert version(town.worker, 1) == (400, "E_SCHEMA")
    assert version(town.worker, 2) == (201, "")
    assert world.texts(town.client, space) == ["erste Fassung", "Fassung 2"]


def test_pages_go_both_ways_and_end(town: Town) -> None:
    space = town.thread()
    for number in range(4):
        world.say(town.client, space, str(number))

    def page(query: str) -> list[int]:
        answer = town.worker.get(f"/spaces/{space}/records?{query}")
        assert answer.status_code == 200
        assert answer.json()["position"] == 5
        return [each["position"] for each in answer.json()["records"]]

    assert page("limit=2") == [1, 2]
    assert page("after=2&limit=2") == [3, 4]
    assert page("after=5") == []
    assert page("before=4&limit=2") == [2, 3]
    assert page(f"before={2**53 - 1}&limit=2") == [4, 5]
    for wrong in ("limit=0", "limit=1001", "after=-1", "after=x"):
        assert town.worker.get(f"/spaces/{space}/records?{wrong}").status_code == 400


def test_deleting_takes_the_ciphertext_and_leaves_the_chain(town: Town) -> None:
    space = town.thread()
    mine, theirs = world.say(town.client, space, "von mir"), world.say(town.worker, space, "vom Amt")
    for nobody in (town.standin, town.reader):
        assert nobody.delete(f"/spaces/{space}/records/{theirs}").status_code == 404
    assert town.worker.delete(f"/spaces/{space}/records/{mine}").status_code == 404
    assert town.worker.delete(f"/spaces/{space}/records/{theirs}").status_code == 204
    assert town.worker.delete(f"/spaces/{space}/records/{theirs}").status_code == 204
    assert town.client.delete(f"/spaces/{space}/records/{mine}").status_code == 204
    assert town.client.delete(f"/spaces/{space}/records/{uuid.uuid4()}").status_code == 404
    stored = world.records(town.worker, space)
    assert [(each["sealed"], "hash" in each) for each in stored[1:]] == [("", True), ("", True)]
    assert [world.header(each).prev for each in stored[2:]] == [unb64u(stored[1]["hash"])]
    world.say(town.worker, space, "danach")
    assert world.texts(town.client, space) == ["danach"]


def test_rows_do_not_tell_who_wrote_them(town: Town) -> None:
    """Two records of one person have nothing in common that two records of two persons have not."""
    space = town.thread()
    for person in (town.worker, town.worker, town.standin):
        world.say(person, space, "Guten Tag")
    world.bundle(town.client, space)
    rows = list(Record.objects.filter(space=space).values())
    persons = [town.worker.person, town.standin.person, town.client.person]
    assert len({bytes(row["hand"]) for row in rows}) == len(rows)
    for row in rows:
        values = b"".join(bytes(value) for value in row.values() if isinstance(value, bytes | memoryview))
        assert not any(person in values or person.hex().encode() in values for person in persons)
