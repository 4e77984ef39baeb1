# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Documents through the door: parts, ranges, references, sharing, and what is swept away."""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from sociallook.rights.tests import world
from sociallook.rights.tests.world import Person, Town
from sociallook.vault import blobs

MIB = 1 << 20


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    """A blob storage of this test alone."""
    settings.BLOBS = tmp_path
    blobs.storage.cache_clear()
    yield tmp_path
    blobs.storage.cache_clear()


@pytest.fixture
def space(town: Town) -> str:
    """Documents with team A, which may add; the youth office may read along."""
    return town.thread(
        [world.giving(town.team_a.subject, ["add", "read"]), world.giving(town.youth.subject, ["read"])],
        area="documents",
    )


def fetch(person: Person, space: str, blob: str, **headers: str) -> tuple[int, bytes]:
    """Status and bytes."""
    answer = person.get(f"/spaces/{space}/blobs/{blob}", **headers)
    return answer.status_code, world.body(answer)


def file(person: Person, space: str, data: bytes) -> str:
    """A document with the record that refers to it; returns the id of the blob."""
    blob = world.upload(person, space, data)
    world.deposit(person, space, blob)
    return blob


def test_what_goes_in_comes_out(town: Town, space: str) -> None:
    data = bytes(range(256)) * 4096 + b"and a little more"
    assert len(data) > MIB
    blob = file(town.worker, space, data)
    for reader in (town.client, town.worker, town.standin, town.reader):
        assert fetch(reader, space, blob) == (200, data)
    for nobody in (town.colleague, town.stranger, town.admin, town.other_client):
        assert fetch(nobody, space, blob)[0] == 404


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-9", 206, slice(0, 10)),
        ("bytes=1048570-1048585", 206, slice(MIB - 6, MIB + 10)),
        ("bytes=1048576-", 206, slice(MIB, None)),
        ("bytes=-5", 206, slice(-5, None)),
        ("bytes=0-99999999", 200, slice(None)),
        ("bytes=99999999-", 416, slice(0)),
        ("lines=1-2", 200, slice(None)),
        ("bytes=5-2", 416, slice(0)),
    ],
)
def test_ranges(town: Town, space: str, asked: str, status: int, part: slice) -> None:
    data = bytes(range(256)) * 4097
    blob = file(town.worker, space, data)
    assert fetch(town.client, space, blob, Range=asked) == (status, data[part])


def test_a_cut_upload_goes_on_and_is_nothing_until_it_is_whole(town: Town, space: str) -> None:
    blob, data = str(uuid.uuid4()), bytes(2 * MIB + 5)
    begin = {"blob": blob, "size": len(data)}
    assert town.worker.post(f"/spaces/{space}/blobs", begin).json() == {"part": MIB}
    path = f"/spaces/{space}/blobs/{blob}/parts"
    assert world.put(town.worker, f"{path}/2", data[2 * MIB :]).status_code == 204
    assert world.put(town.worker, f"{path}/0", data[:MIB]).status_code == 204
    assert world.deposit(town.worker, space, blob, must=False) == (400, "E_SCHEMA")
    assert fetch(town.worker, space, blob)[0] == 404
    assert town.worker.post(f"/spaces/{space}/blobs", begin).status_code == 201
    assert world.put(town.worker, f"{path}/1", data[MIB : 2 * MIB]).status_code == 204
    assert world.put(town.worker, f"{path}/1", b"\1" * MIB).status_code == 204  # a repetition changes nothing
    world.deposit(town.worker, space, blob)
    assert fetch(town.client, space, blob) == (200, data)


@pytest.mark.parametrize(
    ("number", "size", "status"), [(0, MIB - 1, 400), (1, 6, 400), (2, 5, 400), (-1, 5, 404), (0, 0, 400), (1, 5, 204)]
)
def test_parts_have_their_length(town: Town, space: str, number: int, size: int, status: int) -> None:
    blob = str(uuid.uuid4())
    town.worker.post(f"/spaces/{space}/blobs", {"blob": blob, "size": MIB + 5})
    assert world.put(town.worker, f"/spaces/{space}/blobs/{blob}/parts/{number}", bytes(size)).status_code == status


@pytest.mark.parametrize("size", [0, -1, 21_000_001, 2**40])
def test_too_large_is_said_in_words(town: Town, space: str, size: int) -> None:
    answer = town.worker.post(f"/spaces/{space}/blobs", {"blob": str(uuid.uuid4()), "size": size})
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert "20 MB" in answer.json()["message"]


def test_somebody_elses_upload_is_not_available(town: Town, space: str) -> None:
    blob = str(uuid.uuid4())
    town.worker.post(f"/spaces/{space}/blobs", {"blob": blob, "size": 5})
    path = f"/spaces/{space}/blobs/{blob}/parts/0"
    for nobody in (town.standin, town.client, town.reader, town.stranger):
        assert world.put(nobody, path, bytes(5)).status_code == 404
    assert town.standin.post(f"/spaces/{space}/blobs", {"blob": blob, "size": 5}).status_code == 400
    assert world.put(town.worker, path, bytes(5)).status_code == 204
    assert world.deposit(town.standin, space, blob, must=False) == (400, "E_SCHEMA")
    world.deposit(town.client, space, blob)  # the owner may share whatever lies in the own vault


def test_sharing_is_a_reference_and_ends_with_it(town: Town, space: str) -> None:
    """One document in two spaces; each is served by its own record alone."""
    other = town.thread([world.giving(town.youth.subject, ["read"])], area="documents")
    blob = file(town.client, space, b"sealed")
    assert fetch(town.reader, other, blob)[0] == 404
    shared = world.deposit(town.client, other, blob)
    assert fetch(town.reader, other, blob) == (200, b"sealed")
    assert fetch(town.worker, other, blob)[0] == 404
    assert town.client.delete(f"/spaces/{other}/records/{shared}").status_code == 204
    assert fetch(town.reader, other, blob)[0] == 404
    assert fetch(town.worker, space, blob) == (200, b"sealed")


def test_a_document_of_another_vault_cannot_be_referred_to(town: Town, space: str) -> None:
    blob = file(town.client, space, b"sealed")
    theirs = town.thread_of(town.other_client)
    assert world.deposit(town.other_client, theirs, blob, must=False) == (400, "E_SCHEMA")


def test_what_no_record_refers_to_is_swept_after_a_day(town: Town, space: str, folder: Path) -> None:
    kept, given_up = file(town.worker, space, b"kept"), world.upload(town.worker, space, b"given up")
    deleted = world.upload(town.worker, space, b"deleted")
    record = world.deposit(town.worker, space, deleted)
    assert town.worker.delete(f"/spaces/{space}/records/{record}").status_code == 204

    def stored() -> set[str]:
        return {path.parent.name for path in folder.glob("*/*/*")}

    assert stored() == {kept, given_up, deleted}
    assert blobs.sweep() == 0
    assert blobs.sweep(timezone.now() + timedelta(hours=25)) == 2
    assert stored() == {kept}
    assert fetch(town.client, space, kept) == (200, b"kept")


def test_only_the_server_reads_the_folder(town: Town, space: str, folder: Path) -> None:
    world.upload(town.worker, space, b"sealed")
    for path in folder.glob("**/*"):
        assert path.stat().st_mode & 0o077 == 0, path
