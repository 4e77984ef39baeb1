# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Sealed documents through the door: uploading in parts, fetching through a record that refers to them."""

from typing import Final
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from sociallook_protocol.errors import Refusal

from sociallook.accounts import actors
from sociallook.base.clock import now
from sociallook.base.refusals import NotAvailable, Refused, SignedOut
from sociallook.rights import letters
from sociallook.rights.door import Permit
from sociallook.rights.hands import hand, is_by
from sociallook.rights.models import Opening
from sociallook.rights.statements import row
from sociallook.vault import blobs
from sociallook.vault.models import Blob, BlobReference, Record

MOST_UPLOADS: Final = 40
"""Unfinished uploads of one space at a time."""

PART: Final = "SELECT outcome, vault, size, received, hand FROM rights_part(%s, %s::bigint, %s, %s)"
ARRIVED: Final = "SELECT rights_part_arrived(%s, %s::bigint, %s, %s, %s::bigint)"


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


def receive(token: str, space: UUID, blob: UUID, number: int, data: bytes) -> None:
    """One part of an upload. May be repeated: the first that arrived whole stands.

    Refuses SignedOut, NotAvailable (also for somebody else's upload), E_SCHEMA. See sql/parts.sql.
    """
    token_hash = actors.token_hash(token)
    outcome, vault, size, received, made_by = row(PART, token_hash, now(), space, blob)
    if outcome == "signed_out":
        raise SignedOut
    if outcome != "ready" or not is_by(made_by, vault, blob, letters.person_of(token_hash)):
        raise NotAvailable
    if not 0 <= number < blobs.parts(size) or len(data) != blobs.length(size, number):
        raise Refusal("E_SCHEMA", "not a part of this length")
    if not received >> number & 1:
        blobs.write(vault, blob, number, data)
        if row(ARRIVED, token_hash, now(), space, blob, 1 << number) != (True,):
            raise NotAvailable


def fetch(permit: Permit, blob: UUID) -> Blob:
    """The blob, if a record of this space that the actor may read refers to it; refuses NotAvailable."""
    references = BlobReference.objects.filter(
        vault=permit.vault, space=permit.space, blob=blob, epoch__gte=permit.since
    )
    found = Blob.objects.filter(vault=permit.vault, id=blob).first()
    records = Record.objects.filter(vault=permit.vault, space=permit.space, record__in=references.values("record"))
    position = records.order_by("-position").values_list("position", flat=True).first()
    if found is None or position is None or not blobs.is_complete(found):
        raise NotAvailable
    permit.note(Opening.Act.BLOB, position)
    return found
