# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The door to every vault.

`enter` is the only way in: it returns a permit or refuses, and it refuses whatever the actor may not do in
the same way, whether the space exists or not. A view never holds a vault without a permit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _
from sociallook_protocol.encoding import b64u
from sociallook_protocol.errors import Refusal
from sociallook_protocol.formats import RecordHeader

from sociallook.accounts.actors import Actor
from sociallook.base.clock import now
from sociallook.base.refusals import Faster, NotAvailable, Refused
from sociallook.rights.hands import hand, is_by
from sociallook.rights.models import Opening
from sociallook.vault import actions as vault
from sociallook.vault.models import Record, Space

SEALED_SIZES = frozenset(size + 80 for size in (512, 2048, 8192, 32768))
"""Padded size of a record, with salt 32, commitment 32 and tag 16 (SPEC sections 2 and 8)."""
MOST_BLOBS = 20
"""Of one record."""
MOST_RECORDS = 1000
"""Of one page."""


@dataclass(frozen=True, slots=True)
class Permit:
    """What the actor may do in one space, judged at the time of entering."""

    actor: Actor
    at: int
    space: UUID
    role: str
    """`owner`, `member` of the team whose vault it is, or `helper` by grant."""
    verbs: tuple[str, ...]
    """Of a helper; an owner and a member may everything."""
    since: int
    """First epoch the actor may open."""
    vault: UUID
    area: str
    relation: UUID | None
    owner: bytes | None
    seq: int
    head: bytes | None
    epoch: int
    stale: bool
    position: int

    @property
    def acts(self) -> bool:
        """Whether the actor may do more than read."""
        return self.role != "helper" or set(self.verbs) != {"read"}

    def records(self, *, after: int | None, before: int | None, limit: int) -> list[Record]:
        """A page of records, oldest first: those after a position, or the last ones before it."""
        found = Record.objects.filter(vault=self.vault, space=self.space, epoch__gte=self.since)
        wanted = found.only("position", "header", "sealed", "hash")
        if before is not None:
            page = list(wanted.filter(position__lt=before).order_by("-position")[:limit])[::-1]
        else:
            page = list(wanted.filter(position__gt=after or 0).order_by("position")[:limit])
        if page:
            self.note(Opening.Act.RECORDS, page[-1].position)
        return page

    def note(self, act: Opening.Act, position: int) -> None:
        """A line in the owner's access log: something sealed is handed out. The owner's own reading leaves none."""
        if self.role == "helper":
            _ask(
                "SELECT rights_note(%s, %s, %s, %s, 'opened', %s)",
                self.actor.person,
                self.at,
                self.space,
                act,
                position,
            )

    def delete(self, record: UUID) -> None:
        """The owner deletes any record, everybody else only what they wrote."""
        space = Space.objects.select_for_update().filter(vault=self.vault, id=self.space).first()
        first = Record.objects.filter(vault=self.vault, space=self.space, record=record).first()
        own = first is not None and is_by(first.hand, self.vault, record, self.actor.person)
        if space is None or first is None or not (own or self.role == "owner"):
            raise NotAvailable
        vault.delete_record(space, record)


def enter(actor: Actor, space: UUID, verb: str, *, act: Opening.Act) -> Permit:
    """The permit for `verb`; refuses NotAvailable. `act` names the door in the access log if refused.

    One query, and the same one whatever the reason of a refusal.
    """
    at = now()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT role, verbs, since, vault, area, relation, owner, seq, head, epoch, stale, position"
            " FROM rights_enter(%s, %s, %s, %s)",
            [at, space, verb, act],
        )
        row = cursor.fetchone()
    if row is None:
        raise NotAvailable
    role, verbs, *rest = row
    return Permit(actor, at, space, role, tuple(verbs or ()), *rest)


@dataclass(frozen=True, slots=True)
class Letter:
    """A record on its way in: what it says of itself, checked as far as that can be done without its space."""

    header: RecordHeader
    sealed: bytes
    blobs: Sequence[UUID] = ()

    @classmethod
    def read(cls, header: bytes, sealed: bytes, blobs: Sequence[UUID] = ()) -> "Letter":
        """Refuses E_SCHEMA, E_SUITE and 413 `too_large`."""
        if len(sealed) > max(SEALED_SIZES):
            raise Refused(413, "too_large", _("Der Eintrag ist zu lang. Bitte als Dokument ablegen."))
        if len(sealed) not in SEALED_SIZES:
            raise Refusal("E_SCHEMA", "a sealed record has one of four sizes")
        if len(blobs) > MOST_BLOBS or len(set(blobs)) != len(blobs):
            raise Refusal("E_SCHEMA", f"at most {MOST_BLOBS} different documents")
        return cls(RecordHeader.read(header), sealed, blobs)

    def values(self, person: bytes) -> list[Any]:
        """What the SQL function `rights_append` wants to know, after who, when and where."""
        header = self.header
        vault_id = UUID(header.vault)
        record = UUID(header.record)
        return [
            header.epoch,
            record,
            header.version,
            header.verb,
            header.role,
            header.prev,
            header.data,
            self.sealed,
            header.hash(self.sealed),
            hand(vault_id, record, person),
            list(self.blobs),
            [hand(vault_id, blob, person) for blob in self.blobs],
        ]


def append(actor: Actor, letter: Letter) -> int:
    """Let a record in; returns its position. Refuses NotAvailable, E_STALE, E_PREV, E_SCHEMA.

    Right, compare-and-swap, row and notification are one statement: see sql/append.sql.
    """
    header = letter.header
    outcome, position, epoch, prev = _ask(
        f"SELECT outcome, position, epoch, prev FROM rights_append({', '.join(['%s'] * 17)})",  # noqa: S608
        actor.person,
        now(),
        UUID(header.vault),
        UUID(header.space),
        *letter.values(actor.person),
        actor.sign_in,
    )
    return appended(outcome, position, epoch, prev)


def appended(outcome: str, position: int, epoch: int, prev: bytes | None) -> int:
    """The answer of `rights_append` as a position or a refusal."""
    match outcome:
        case "appended":
            return position
        case "E_PREV":
            raise Faster(prev=b64u(prev or b""), position=position)
        case "E_STALE":
            raise stale(epoch)
        case "E_SCHEMA":
            raise Refusal("E_SCHEMA", "role, version or documents do not fit")
        case _:
            raise NotAvailable


def stale(epoch: int) -> Refused:
    """The epoch is no longer current: load the bundle, start the next one if entitled, seal again."""
    return Refused(409, "E_STALE", _("Die Rechte haben sich geändert. Bitte noch einmal."), also={"epoch": epoch})


def _ask(statement: str, *values: Any) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row or ()
