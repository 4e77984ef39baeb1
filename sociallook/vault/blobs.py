# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The bytes of sealed documents, outside the database: a local folder, or whatever `STORAGES["blobs"]`
names (S3).

A blob lies there as parts of 1 MiB, each a file of its own. So a cut upload goes on where it stopped, no
file is ever held in memory as a whole, and every storage that Django knows will do. The database says which
parts have arrived.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.db import connection
from django.utils import timezone

from sociallook.vault.models import Blob

PART = 1 << 20
"""Bytes of each part but the last."""
CHUNK = 1 << 18
"""Bytes read at a time."""
MOST_BYTES = 21_000_000
"""Of one sealed document: 20,000,000 bytes of plaintext, filled up and sealed (SPEC section 9)."""
ORPHANED_AFTER = timedelta(hours=24)


@cache
def storage() -> Storage:
    """Where the parts lie."""
    if "blobs" in settings.STORAGES:
        return storages["blobs"]
    return FileSystemStorage(
        location=settings.BLOBS,
        file_permissions_mode=0o600,
        directory_permissions_mode=0o700,
        allow_overwrite=True,
    )


def parts(size: int) -> int:
    """How many parts a blob of this size has."""
    return -(-size // PART)


def length(size: int, number: int) -> int:
    """How long part `number` (from 0) of a blob of this size is."""
    return min(PART, size - number * PART)


def is_complete(blob: Blob) -> bool:
    """Whether all parts have arrived."""
    return blob.received == (1 << parts(blob.size)) - 1


def write(vault: UUID, blob: UUID, number: int, data: bytes) -> None:
    """Keep one part. Its row says so only afterwards, so a crash in between leaves nothing half stored."""
    storage().save(_name(vault, blob, number), ContentFile(data))


def read(blob: Blob, start: int, stop: int) -> Iterator[bytes]:
    """The bytes from `start` up to `stop`, a chunk at a time."""
    for number in range(start // PART, parts(blob.size)):
        begin = number * PART
        if begin >= stop:
            return
        with storage().open(_name(blob.vault, blob.id, number)) as file:
            file.seek(max(start - begin, 0))
            left = min(stop, begin + PART) - max(start, begin)
            while left > 0 and (chunk := file.read(min(CHUNK, left))):
                left -= len(chunk)
                yield chunk


def sweep(at: datetime | None = None) -> int:
    """Delete blobs that no record refers to and whose upload began 24 hours ago; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT vault, blob, size FROM vault_take_unreferenced(%s)", [(at or timezone.now()) - ORPHANED_AFTER]
        )
        gone = cursor.fetchall()
    for vault, blob, size in gone:
        for number in range(parts(size)):
            storage().delete(_name(vault, blob, number))
    return len(gone)


def _name(vault: UUID, blob: UUID, number: int) -> str:
    return f"{vault}/{blob}/{number:02}"
