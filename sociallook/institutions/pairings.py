# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Pairing: somebody shows a code, others answer it, the issuer's browser finds out which answer is genuine.

The token in the code never comes here. What the server does is keep answers for the issuer, and stop in time.
"""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from sociallook_protocol.errors import Refusal

from sociallook.accounts.actors import Actor
from sociallook.accounts.models import Account
from sociallook.base.clock import DAY, MINUTE, now
from sociallook.base.refusals import NotAvailable, Refused
from sociallook.institutions import questions
from sociallook.institutions.models import Administrator, Answer, Membership, Pairing, Team
from sociallook.notifications import actions as notifications

LONGEST: Final = 7 * DAY + 5 * MINUTE
"""A printed slip; a little more for clocks that differ."""
MOST_ANSWERS: Final = 20
MOST_OPEN: Final = 200
"""Of one issuer."""
LONGEST_NAME: Final = 200


@dataclass(frozen=True, slots=True)
class Offer:
    """What a code leads to; `team` None for an administrator."""

    pairing: UUID
    role: str
    institution: bytes
    team: UUID | None
    expires: int


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer with its proof (SPEC section 10). Clients give no name."""

    answer: bytes
    relation: UUID | None
    name: str
    salt: bytes


def offer(actor: Actor, new: Offer) -> None:
    """Wait for answers to a code. Refuses 403 `not_yours`, 409 `pairing_taken`, 409 `too_many`, E_SCHEMA."""
    at = now()
    if not at < new.expires <= at + LONGEST:
        raise Refusal("E_SCHEMA", "expires must be within seven days")
    _may_offer(actor, new)
    if Pairing.objects.filter(issuer=actor.person, closed=False, expires__gt=at).count() >= MOST_OPEN:
        raise Refused(409, "too_many", _("Es sind schon sehr viele Einladungen offen."))
    try:
        with transaction.atomic():
            Pairing.objects.create(
                id=new.pairing,
                issuer=actor.person,
                role=new.role,
                institution_id=new.institution,
                team_id=new.team,
                expires=new.expires,
            )
    except IntegrityError:
        raise Refused(409, "pairing_taken", _("Diesen Code gibt es schon.")) from None


def _may_offer(actor: Actor, new: Offer) -> None:
    """Members invite clients to their team; administrators invite staff and administrators."""
    if new.team and not Team.objects.filter(id=new.team, institution=new.institution).exists():
        raise NotAvailable
    if (new.team is None) != (new.role == Pairing.Role.ADMIN):
        raise Refusal("E_SCHEMA", "helper and staff belong to a team")
    if new.role == Pairing.Role.HELPER:
        mine = Membership.objects.filter(team=new.team, person=actor.person).exists()
    else:
        mine = Administrator.objects.filter(institution=new.institution, person=actor.person).exists()
    if not mine:
        raise NotAvailable


def answer(actor: Actor, pairing: UUID, reply: Reply) -> None:
    """Answer a code once. Refuses 403 by role; 410 E_PAIR: unknown, closed, expired, full, foreign relation."""
    found = Pairing.objects.select_for_update().filter(id=pairing).first()
    if found is None or found.closed or found.expires <= now():
        raise Refusal("E_PAIR", "unknown, used or expired")
    _may_answer(actor, found, reply)
    if found.answers.count() >= MOST_ANSWERS:
        raise Refusal("E_PAIR", "too many answers")
    try:
        with transaction.atomic():
            Answer.objects.create(
                pairing=found,
                person=actor.person,
                answer=reply.answer,
                relation=reply.relation,
                name=reply.name,
                salt=reply.salt,
            )
    except IntegrityError:
        raise Refused(409, "answered", _("Sie haben hier schon geantwortet.")) from None
    notifications.tell([bytes(found.issuer)], "pairing", pairing=pairing)


def _may_answer(actor: Actor, pairing: Pairing, reply: Reply) -> None:
    if pairing.role == Pairing.Role.HELPER:
        if actor.role != Account.Role.CLIENT:
            raise Refused(403, "clients_only", _("Dieser Code ist für Klientinnen und Klienten."))
        if reply.name or reply.salt or reply.relation is None or pairing.team_id is None:
            raise Refusal("E_SCHEMA", "a client gives a relation and no name")
        if not questions.owns_relation(actor, reply.relation, pairing.team_id):
            raise Refusal("E_PAIR", "not a relation of who answers with this team")
        return
    if actor.role != Account.Role.PROFESSIONAL:
        raise Refused(403, "professionals_only", _("Dieser Code ist für Fachkräfte."))
    if not reply.name.strip() or len(reply.name) > LONGEST_NAME or len(reply.salt) != 16 or reply.relation:
        raise Refusal("E_SCHEMA", "a professional gives a name and no relation")


def own(actor: Actor, pairing: UUID) -> Pairing:
    """A pairing of the actor's; 404 `not_available` for everybody else's."""
    found = Pairing.objects.filter(id=pairing, issuer=actor.person).first()
    if found is None:
        raise NotAvailable
    return found


def close(actor: Actor, pairing: UUID) -> None:
    """No more answers; those there go."""
    found = own(actor, pairing)
    found.answers.all().delete()
    found.closed = True
    found.save(update_fields=["closed"])


def sweep() -> int:
    """Remove pairings that have been over for a week, with their answers; returns how many."""
    _all, gone = Pairing.objects.filter(expires__lt=now() - LONGEST).delete()
    return gone.get("institutions.Pairing", 0)
