# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Changing institutions. Each entry is verified by the protocol before it is stored, and the projection follows."""

import hashlib
import secrets
from collections.abc import Callable, Sequence
from typing import Final, Protocol
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from sociallook_protocol.chains import InstitutionEntry, InstitutionState, People, extend_institution
from sociallook_protocol.encoding import b64u, salted
from sociallook_protocol.errors import Refusal
from sociallook_protocol.formats import Signed

from sociallook.accounts import actions as accounts
from sociallook.accounts.actors import Actor
from sociallook.accounts.models import Account
from sociallook.base.clock import DAY, MINUTE, now
from sociallook.base.refusals import Faster, NotAvailable, Refused
from sociallook.institutions import chain
from sociallook.institutions.chain import chains, institution_of, names, people_of, states
from sociallook.institutions.kinds import KINDS
from sociallook.institutions.models import (
    Administrator,
    Entry,
    Institution,
    Invitation,
    Membership,
    Name,
    Team,
)

__all__ = [
    "add",
    "chains",
    "extend",
    "institution_of",
    "invitation",
    "names",
    "people_of",
    "states",
    "verify",
]

CLOCK: Final = 5 * MINUTE
"""How far an entry's time may differ from ours (SPEC section 7)."""
INVITATION: Final = 7 * DAY
LONGEST_NAME: Final = 200
MOST_ENTRIES: Final = 50_000


class WorkName(Protocol):
    """The name of a professional, with the salt of the hash that stands in the chain."""

    @property
    def person(self) -> bytes: ...
    @property
    def name(self) -> str: ...
    @property
    def salt(self) -> bytes: ...


# --- The operator ---


def add(name: str, kind: str) -> str:
    """Invite somebody to begin an institution. Returns the link with the token, which is kept nowhere here."""
    if kind not in KINDS:
        raise ValueError(f"kind must be one of: {', '.join(KINDS)}")
    if not name.strip() or len(name) > LONGEST_NAME:
        raise ValueError(f"the name must have 1 to {LONGEST_NAME} characters")
    token = secrets.token_urlsafe(24)
    Invitation.objects.create(token_hash=_hash(token), name=name, kind=kind, until=now() + INVITATION)
    return f"{settings.ORIGIN}/stelle/beginnen#i={token}"


def verify(institution: bytes) -> Institution:
    """The operator has checked who stands behind this institution."""
    found = Institution.objects.filter(id=institution).first()
    if found is None:
        raise ValueError("there is no institution with this fingerprint")
    found.verified_on = timezone.localdate()
    found.save(update_fields=["verified_on"])
    return found


def invitation(token: str) -> Invitation:
    """What an invitation says; refuses 404 `not_available` when unknown, used or expired."""
    found = Invitation.objects.filter(token_hash=_hash(token), until__gt=now()).first()
    if found is None:
        raise NotAvailable
    return found


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


# --- The chain ---


def extend(
    actor: Actor, institution: bytes, entries: Sequence[Signed], work_names: Sequence[WorkName], invited: str
) -> bytes:
    """Append entries signed by the actor; an empty `institution` begins one. Returns its fingerprint.

    The caller marks epochs stale. Refuses E_SCHEMA, E_CLOCK, E_SIG, E_CHAIN_UNSIGNED, E_CHAIN_CTX, E_FORK,
    409 `E_PREV`, 409 `one_institution`, 404 `not_available`.
    """
    if not entries:
        raise Refusal("E_SCHEMA", "nothing to append")
    if actor.role != Account.Role.PROFESSIONAL:
        raise Refusal("E_CHAIN_UNSIGNED", "only professionals belong to institutions")
    state = _locked(institution) if institution else None
    if state is None:
        _spend(invited, InstitutionEntry.read(entries[0]))
    people = accounts.statements([actor.person])
    for signed in entries:
        entry = InstitutionEntry.read(signed)
        _check_issuer(actor, entry, state)
        state = _append(state, entry, people)
    if state is None:
        raise Refusal("E_SCHEMA", "nothing to append")
    for work_name in work_names:
        _publish(state, work_name)
    return state.institution


def _locked(institution: bytes) -> InstitutionState:
    """The newest state; nobody else changes this institution until the end of the transaction."""
    if not Institution.objects.select_for_update().filter(id=institution).exists():
        raise NotAvailable
    return chain.states([institution])[institution]


def _spend(token: str, begin: InstitutionEntry) -> None:
    """An invitation begins one institution: the one the operator named."""
    found = invitation(token)
    if (begin.name, begin.kind) != (found.name, found.kind):
        raise Refusal("E_SCHEMA", "name and kind must be those of the invitation")
    found.delete()


def _check_issuer(actor: Actor, entry: InstitutionEntry, state: InstitutionState | None) -> None:
    if entry.issuer != actor.person:
        raise Refusal("E_CHAIN_UNSIGNED", "issuer is not who asks")
    if abs(entry.at - now()) > CLOCK:
        raise Refusal("E_CLOCK", "more than five minutes off")
    if state is not None and entry.prev != state.head:
        raise Faster(prev=b64u(state.head), position=state.seq)
    if entry.seq >= MOST_ENTRIES:
        raise Refused(413, "too_large", _("Diese Stelle hat zu viele Einträge."))


def _append(state: InstitutionState | None, entry: InstitutionEntry, people: People) -> InstitutionState:
    newest = len(people[entry.issuer])
    if entry.generation not in {0, newest}:
        raise Refusal("E_CHAIN_UNSIGNED", "not the newest working key")
    after = extend_institution(state, entry.signed, people)
    if state is None:
        Institution.objects.create(id=after.institution, name=after.name, kind=after.kind, seq=0, head=after.head)
    else:
        Institution.objects.filter(id=after.institution).update(seq=after.seq, head=after.head)
    Entry.objects.create(
        institution_id=after.institution,
        seq=after.seq,
        hash=entry.hash,
        bytes=entry.signed.data,
        signature=entry.signed.signature,
    )
    PROJECT[entry.op](after.institution, entry)
    return after


# --- The projection follows ---


def _begun(institution: bytes, entry: InstitutionEntry) -> None:
    _admit(institution, entry.issuer)
    Administrator.objects.create(institution_id=institution, person=entry.issuer)


def _admin_added(institution: bytes, entry: InstitutionEntry) -> None:
    _admit(institution, entry.person)
    Administrator.objects.create(institution_id=institution, person=entry.person)


def _admin_removed(institution: bytes, entry: InstitutionEntry) -> None:
    Administrator.objects.filter(institution=institution, person=entry.person).delete()


def _team_added(institution: bytes, entry: InstitutionEntry) -> None:
    try:
        with transaction.atomic():
            Team.objects.create(id=UUID(entry.team), institution_id=institution, name=entry.name)
    except IntegrityError:
        raise Refusal("E_SCHEMA", "this id cannot be used") from None


def _member_added(institution: bytes, entry: InstitutionEntry) -> None:
    _admit(institution, entry.person)
    Membership.objects.create(team_id=UUID(entry.team), person=entry.person)


def _member_removed(institution: bytes, entry: InstitutionEntry) -> None:  # noqa: ARG001 - one form for all
    Membership.objects.filter(team=UUID(entry.team), person=entry.person).delete()


PROJECT: Final[dict[str, Callable[[bytes, InstitutionEntry], None]]] = {
    "begin": _begun,
    "admin_add": _admin_added,
    "admin_remove": _admin_removed,
    "team_add": _team_added,
    "member_add": _member_added,
    "member_remove": _member_removed,
}


def _admit(institution: bytes, person: bytes) -> None:
    """Only a professional with an account, and with no other institution, can belong here."""
    account = Account.objects.select_for_update().filter(person=person).first()
    if account is None or account.role != Account.Role.PROFESSIONAL:
        raise Refusal("E_SCHEMA", "not a professional of this installation")
    if chain.works_for(person) - {institution}:
        raise Refused(409, "one_institution", _("Diese Person gehört schon zu einer anderen Stelle."))


def _publish(state: InstitutionState, given: WorkName) -> None:
    """A name counts if the chain holds its salted hash."""
    if not given.name.strip() or len(given.name) > LONGEST_NAME:
        raise Refusal("E_SCHEMA", "not a name")
    expected = salted(given.salt, given.name)
    entries = [chain.entry(signed) for signed in chain.chains([state.institution])[state.institution]]
    if not any(entry.person == given.person and entry.name_hash == expected for entry in entries if entry.name_hash):
        raise Refusal("E_SCHEMA", "the chain has no such name")
    Name.objects.update_or_create(
        institution_id=state.institution,
        person=given.person,
        defaults={"name": given.name, "salt": given.salt},
    )


def sweep() -> int:
    """Remove expired invitations; returns how many."""
    gone, _rows = Invitation.objects.filter(until__lte=now()).delete()
    return gone
