# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Records on their way in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeVar
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from sociallook_protocol.encoding import b64u
from sociallook_protocol.errors import Refusal
from sociallook_protocol.formats import RecordHeader

from sociallook.accounts import actors
from sociallook.accounts.actors import Actor
from sociallook.base.clock import now
from sociallook.base.refusals import Faster, NotAvailable, Refused, SignedOut
from sociallook.rights.hands import hand
from sociallook.rights.statements import row, rows

SEALED_SIZES: Final = frozenset(size + 80 for size in (512, 2048, 8192, 32768))
"""Padded size of a record, with salt 32, commitment 32 and tag 16 (SPEC sections 2 and 8)."""
MOST_BLOBS: Final = 20
"""Of one record."""

View = TypeVar("View", bound=Callable[..., object])

VALUES: Final = "%s, %s, %s, %s, %s, %s::integer, %s, %s, %s, %s, %s, %s, %s, %s::uuid[], %s::bytea[]"
APPEND: Final = "SELECT outcome, position, epoch, prev FROM rights_append(" + VALUES + ", %s)"  # noqa: S608
APPEND_SIGNED_IN: Final = "SELECT outcome, position, epoch, prev FROM rights_append_signed_in(%s, %s, " + VALUES + ")"  # noqa: S608


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

    def values(self, person: bytes) -> list[object]:
        """What the SQL function `rights_append` wants to know of it, in its order."""
        header = self.header
        vault_id = UUID(header.vault)
        record = UUID(header.record)
        return [
            now(),
            vault_id,
            UUID(header.space),
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
    return _position(*row(APPEND, *letter.values(actor.person), actor.sign_in))


def append_by_token(token: str, letter: Letter) -> int:
    """The same, together with the question who is signed in by this token: one round trip. Refuses SignedOut too."""
    token_hash = actors.token_hash(token)
    person = person_of(token_hash)
    return _position(*row(APPEND_SIGNED_IN, token_hash, person, *letter.values(person)))


@lru_cache(maxsize=10_000)
def person_of(token_hash: bytes) -> bytes:
    """Whose token this is. That never changes, so it may be remembered; whether the token still counts may not."""
    found = rows("SELECT person FROM accounts_actor(%s)", token_hash)
    if not found:
        raise SignedOut
    return bytes(found[0][0])


def _position(outcome: str, position: int, epoch: int, prev: bytes | None) -> int:
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
        case "signed_out":
            raise SignedOut
        case _:
            raise NotAvailable


def stale(epoch: int) -> Refused:
    """The epoch is no longer current: load the bundle, start the next one if entitled, seal again."""
    return Refused(409, "E_STALE", _("Die Rechte haben sich geändert. Bitte noch einmal."), also={"epoch": epoch})


def one_statement(view: View) -> View:
    """Mark a view as being one statement to the database, so that no transaction is begun around it."""
    view.one_statement = True  # type: ignore[attr-defined]
    return view
