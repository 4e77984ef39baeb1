# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The bytes of documents in a local folder and in a real S3 server: the same parts, the same ranges."""

import shutil
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from sociallook.vault import blobs
from sociallook.vault.models import Blob

MIB = 1 << 20
RCLONE = Path(sys.executable).parent / "rclone"


@pytest.fixture(scope="module")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, object]]:
    """An S3 server with one bucket; the options of django-storages for it."""
    folder = tmp_path_factory.mktemp("s3")
    (folder / "sealed").mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    command = [
        str(RCLONE),
        "serve",
        "s3",
        "--addr",
        address,
        "--auth-key",
        "key,secret",
        "--config",
        "/dev/null",
        str(folder),
    ]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
    try:
        _wait_for(address)
        yield {
            "bucket_name": "sealed",
            "access_key": "key",
            "secret_key": "secret",
            "region_name": "eu-1",
            "endpoint_url": f"http://{address}",
            "addressing_style": "path",
            "signature_version": "s3v4",
        }
    finally:
        server.terminate()
        server.wait(10)
        shutil.rmtree(folder)


def _wait_for(address: str, seconds: float = 20) -> None:
    host, port = address.split(":")
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            with socket.create_connection((host, int(port)), 1):
                return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError("the S3 server did not start")


@pytest.fixture(params=["folder", "s3"])
def storage(request: pytest.FixtureRequest, tmp_path: Path, settings: Settings) -> Iterator[None]:
    """Where the parts lie."""
    settings.BLOBS = tmp_path
    if request.param == "s3":
        options = request.getfixturevalue("s3")
        backend = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
        settings.STORAGES = {**settings.STORAGES, "blobs": backend}
    blobs.storage.cache_clear()
    yield
    blobs.storage.cache_clear()


@pytest.mark.usefixtures("storage")
@pytest.mark.parametrize(
    ("start", "stop"), [(0, 2 * MIB + 7), (0, 1), (MIB - 3, MIB + 3), (2 * MIB, 2 * MIB + 7), (5, 5), (7, 2 * MIB)]
)
def test_what_is_written_in_parts_is_read_in_ranges(start: int, stop: int) -> None:
    data = bytes(range(256)) * (2 * MIB // 256) + b"a little"[:7]
    blob = Blob(vault=uuid.uuid4(), id=uuid.uuid4(), size=len(data))
    for number in reversed(range(blobs.parts(blob.size))):
        part = data[number * MIB : number * MIB + blobs.length(blob.size, number)]
        blobs.write(blob.vault, blob.id, number, part)
        blob.received |= 1 << number
    assert blobs.is_complete(blob)
    chunks = list(blobs.read(blob, start, stop))
    assert b"".join(chunks) == data[start:stop]
    assert max(map(len, chunks), default=0) <= blobs.CHUNK


@pytest.mark.parametrize(
    ("size", "parts", "last"), [(1, 1, 1), (MIB, 1, MIB), (MIB + 1, 2, 1), (blobs.MOST_BYTES, 21, 28_480)]
)
def test_how_many_parts_and_how_long(size: int, parts: int, last: int) -> None:
    assert (blobs.parts(size), blobs.length(size, parts - 1)) == (parts, last)
