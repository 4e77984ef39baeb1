# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Writing to a vault. What may be written is judged in `rights`; here it is only put in its place."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sociallook_protocol.chains import EpochRecord, SpaceEntry

from sociallook.vault.models import BlobReference, Dependency, Entry, Epoch, Record, Relation, Space, Wrap


def open_space(vault: UUID, space: UUID, area: str, *, relation: UUID | None, owner: bytes | None) -> Space:
    """An empty space; with a relation that is new, the relation too."""
    if relation is not None:
        Relation.objects.get_or_create(vault=vault, id=relation)
    return Space.objects.create(vault=vault, id=space, area=area, relation=relation, owner=owner)


def add_entry(space: Space, entry: SpaceEntry) -> None:
    """One more line of the chain. What the newest epoch was computed from has moved, so it is stale."""
    Entry.objects.create(
        vault=space.vault,
        space=space.id,
        seq=entry.seq,
        bytes=entry.signed.data,
        signature=entry.signed.signature,
    )
    space.seq, space.head, space.stale = entry.seq, entry.hash, space.epoch > 0
    space.closed = entry.op == "close"
    space.save(update_fields=["seq", "head", "stale", "closed"])


def name_helper(space: Space, entry: SpaceEntry) -> None:
    """The first grant of a relation says who the helper is."""
    if space.relation is None:
        return
    subject = entry.subject
    Relation.objects.filter(vault=space.vault, id=space.relation, team=None, person=None).update(
        institution=subject.institution or None,
        team=UUID(subject.team) if subject.team else None,
        person=subject.person or None,
    )


def start_epoch(
    space: Space,
    record: EpochRecord,
    wraps: Sequence[bytes],
    *,
    dependencies: Iterable[tuple[str, bytes]],
    stale_at: int | None,
) -> None:
    """The next epoch of a space. It is current until a head it depends on moves or `stale_at` (ms) comes."""
    place = {"vault": space.vault, "space": space.id}
    Epoch.objects.create(
        **place,
        number=record.epoch,
        hash=record.hash,
        bytes=record.signed.data,
        signature=record.signed.signature,
    )
    Wrap.objects.bulk_create(
        Wrap(
            **place,
            epoch=record.epoch,
            place=number,
            team=UUID(recipient.team) if recipient.team else None,
            person=recipient.person or None,
            generation=recipient.generation,
            bytes=wrap,
        )
        for number, (recipient, wrap) in enumerate(zip(record.recipients, wraps, strict=True))
    )
    Dependency.objects.filter(**place).delete()
    Dependency.objects.bulk_create(Dependency(**place, kind=kind, key=key) for kind, key in dependencies)
    space.epoch, space.epoch_hash = record.epoch, record.hash
    space.stale, space.stale_at = False, stale_at
    space.save(update_fields=["epoch", "epoch_hash", "stale", "stale_at"])


def delete_record(space: Space, record: UUID) -> int:
    """Ciphertext and blob references of all versions go; headers and hashes stay. Returns how many versions."""
    place = {"vault": space.vault, "space": space.id, "record": record}
    BlobReference.objects.filter(**place).delete()
    return Record.objects.filter(**place).update(sealed=None)
