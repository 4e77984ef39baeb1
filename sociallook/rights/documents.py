# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Sealed documents through the door: uploading in parts, fetching through a record that refers to them."""

from uuid import UUID

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from sociallook_protocol.errors import Refusal

from sociallook.base.refusals import NotAvailable, Refused
from sociallook.rights.door import Permit
from sociallook.rights.hands import hand, is_by
from sociallook.rights.models import Opening
from sociallook.vault import blobs
from sociallook.vault.models import Blob, BlobReference, Record

MOST_UPLOADS = 40
"""Unfinished uploads of one vault at a time."""


def begin(permit: Permit, blob: UUID, size: int) -> None:
    """Announce an upload of `size` bytes; repeating the same announcement is fine.

    Refuses 413 `too_large`, 429 `slow_down`, E_SCHEMA for an id that is taken.
    """
    if not 0 < size <= blobs.MOST_BYTES:
        raise Refused(413, "too_large", _("Das Dokument ist zu groß. Möglich sind 20 MB."))
    mark = hand(permit.vault, blob, permit.actor.person)
    found = Blob.objects.filter(vault=permit.vault, id=blob).first()
    if found is None:
        _not_too_many(permit)
        Blob.objects.create(vault=permit.vault, id=blob, space=permit.space, size=size, hand=mark, since=timezone.now())
    elif (bytes(found.hand), found.size, found.space) != (mark, size, permit.space):
        raise Refusal("E_SCHEMA", "this id cannot be used")


def _not_too_many(permit: Permit) -> None:
    unfinished = Blob.objects.filter(vault=permit.vault, space=permit.space).extra(
        where=["NOT vault_blob_complete(size, received)"]
    )
    if unfinished.count() >= MOST_UPLOADS:
        raise Refused(429, "slow_down", _("Es laufen schon viele Uploads. Bitte warten Sie kurz."))


def receive(permit: Permit, blob: UUID, number: int, data: bytes) -> None:
    """One part of an upload. May be repeated: the first that arrived whole stands. Refuses E_SCHEMA, NotAvailable."""
    row = Blob.objects.filter(vault=permit.vault, id=blob, space=permit.space).first()
    if row is None or not is_by(row.hand, permit.vault, blob, permit.actor.person):
        raise NotAvailable
    if not 0 <= number < blobs.parts(row.size) or len(data) != blobs.length(row.size, number):
        raise Refusal("E_SCHEMA", "not a part of this length")
    blobs.write(row, number, data)
    Blob.objects.filter(vault=permit.vault, id=blob).update(received=F("received").bitor(1 << number))


def fetch(permit: Permit, blob: UUID) -> Blob:
    """The blob, if a record of this space that the actor may read refers to it; refuses NotAvailable."""
    references = BlobReference.objects.filter(
        vault=permit.vault, space=permit.space, blob=blob, epoch__gte=permit.since
    )
    row = Blob.objects.filter(vault=permit.vault, id=blob).first()
    records = Record.objects.filter(vault=permit.vault, space=permit.space, record__in=references.values("record"))
    position = records.order_by("-position").values_list("position", flat=True).first()
    if row is None or position is None or not blobs.is_complete(row):
        raise NotAvailable
    permit.note(Opening.Act.BLOB, position)
    return row
