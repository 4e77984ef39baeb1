# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The door to every vault.

`enter` is the only way in: it returns a permit or refuses, and it refuses whatever the actor may not do in
the same way, whether the space exists or not. A view never holds a vault without a permit.
"""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sociallook.accounts import actors
from sociallook.accounts.actors import Actor
from sociallook.base.clock import now
from sociallook.base.refusals import NotAvailable, SignedOut
from sociallook.rights import telling
from sociallook.rights.hands import is_by
from sociallook.rights.models import Opening
from sociallook.rights.statements import Row, row, rows
from sociallook.vault import actions as vault
from sociallook.vault.models import Record, Space

MOST_RECORDS = 1000
"""Of one page."""

ENTER: Final = (
    "SELECT role, verbs, since, vault, area, relation, owner, seq, head, epoch, stale, position"
    " FROM rights_enter(%s::bigint, %s, %s, %s)"
)
PAGE: Final = (
    "SELECT outcome, position, header, sealed, hash"
    " FROM rights_page(%s, %s::bigint, %s, %s::bigint, %s::boolean, %s::integer)"
)


@dataclass(frozen=True, slots=True)
class Page:
    """Sealed records, oldest first, and the newest position of the space."""

    newest: int
    records: list[Row]
    """Position, header, sealed (None: deleted) and hash of each."""


def page_by_token(token: str, space: UUID, *, after: int | None, before: int | None, limit: int) -> Page:
    """The records behind a position, or the last ones before it; one statement (sql/page.sql).

    Refuses SignedOut, NotAvailable.
    """
    start = before if before is not None else after or 0
    values = (actors.token_hash(token), now(), space, start, before is not None, limit)
    (outcome, newest, *_), *found = rows(PAGE, *values)
    match outcome:
        case "opened":
            return Page(newest, [row[1:] for row in found])
        case "signed_out":
            raise SignedOut
        case _:
            raise NotAvailable


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

    def note(self, act: Opening.Act, position: int) -> None:
        """A line in the owner's access log: something sealed is handed out. The owner's own reading leaves none."""
        if self.role == "helper":
            row(
                "SELECT rights_note(%s, %s, %s, %s::text, 'opened', %s::bigint)",
                *(self.actor.person, self.at, self.space, act.value, position),
            )

    def delete(self, record: UUID) -> None:
        """The owner deletes any record, everybody else only what they wrote."""
        space = Space.objects.select_for_update().filter(vault=self.vault, id=self.space).first()
        first = Record.objects.filter(vault=self.vault, space=self.space, record=record).first()
        own = first is not None and is_by(first.hand, self.vault, record, self.actor.person)
        if space is None or first is None or not (own or self.role == "owner"):
            raise NotAvailable
        with telling.after_all() as changed:  # an open page must not go on showing it
            changed.spaces.add((self.vault, self.space))
            vault.delete_record(space, record)


def enter(actor: Actor, space: UUID, verb: str, *, act: Opening.Act) -> Permit:
    """The permit for `verb`; refuses NotAvailable. `act` names the door in the access log if refused.

    One query, and the same one whatever the reason of a refusal.
    """
    at = now()
    found = rows(ENTER, at, space, verb, act.value)
    if not found:
        raise NotAvailable
    role, verbs, *rest = found[0]
    return Permit(actor, at, space, role, tuple(verbs or ()), *rest)
