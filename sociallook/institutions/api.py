# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The JSON door of institutions (docs/api/institutions.md). Their chains grow through `POST /changes` of `rights`."""

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status
from sociallook_protocol.encoding import unb64u
from sociallook_protocol.errors import Refusal

from sociallook.accounts import actions as accounts
from sociallook.accounts import actors
from sociallook.accounts.actors import SIGNED_IN, Actor
from sociallook.base.refusals import NotAvailable
from sociallook.base.wire import B32, REFUSALS, Bytes, Id, MaybeB16, MaybeId, SignedJson
from sociallook.institutions import actions, chain, pairings, questions
from sociallook.institutions.models import Institution

router = Router(tags=["institutions"])


class StatementsJson(Schema):
    """All key statements of one person, generation 1 first."""

    person: B32
    statements: list[SignedJson]


class TeamJson(Schema):
    """A team and the records of its key."""

    team: Id
    epochs: list[SignedJson]


class InstitutionJson(Schema):
    """Everything needed to check an institution. `verified`: the operator knows who stands behind it."""

    institution: B32
    verified: bool
    entries: list[SignedJson]
    teams: list[TeamJson]
    statements: list[StatementsJson]


class NameJson(Schema):
    """A work name; its salted hash stands in the chain."""

    person: B32
    name: str
    salt: Bytes


class Invited(Schema):
    """The token of an operator's invitation. It travels in a body, never in an address."""

    invitation: str = Field(max_length=100)


class InvitationJson(Schema):
    """What the operator's invitation says."""

    name: str
    kind: str
    expires: int


class NewPairing(Schema):
    """A code is shown. `team` is empty for an administrator."""

    pairing: Id
    role: Literal["helper", "staff", "admin"]
    institution: B32
    team: MaybeId
    expires: int


class NewAnswer(Schema):
    """Somebody has read the code. `answer` is the proof of SPEC section 10."""

    statements: list[SignedJson] = Field(max_length=1000)
    answer: B32
    relation: MaybeId = None
    name: str = Field("", max_length=pairings.LONGEST_NAME)
    salt: MaybeB16 = b""


class AnswerJson(Schema):
    """An answer as its issuer sees it."""

    person: B32
    statements: list[SignedJson]
    answer: B32
    relation: MaybeId
    name: str
    salt: Bytes


class PairingJson(Schema):
    """A pairing as its issuer sees it."""

    role: str
    team: MaybeId
    expires: int
    closed: bool
    answers: list[AnswerJson]


# --- Institutions ---


@router.post("/institutions/invitation", response={200: InvitationJson} | REFUSALS, auth=SIGNED_IN)
def invitation(request: HttpRequest, body: Invited) -> dict[str, Any]:  # noqa: ARG001
    """What an operator's invitation says, for whoever holds it."""
    found = actions.invitation(body.invitation)
    return {"name": found.name, "kind": found.kind, "expires": found.until}


@router.get("/institutions/{institution}", response={200: InstitutionJson} | REFUSALS, auth=SIGNED_IN)
def institution(request: HttpRequest, institution: str) -> dict[str, Any]:  # noqa: ARG001
    """For whoever is signed in and knows the fingerprint."""
    fingerprint = _fingerprint(institution)
    found = Institution.objects.filter(id=fingerprint).first()
    if found is None:
        raise NotAvailable
    entries = chain.chains([fingerprint])
    teams = questions.team_epochs(list(found.teams.values_list("id", flat=True)))
    return {
        "institution": fingerprint,
        "verified": found.verified_on is not None,
        "entries": [SignedJson.of(signed) for signed in entries[fingerprint]],
        "teams": [
            {"team": team, "epochs": [SignedJson.of(signed) for signed in epochs]}
            for team, epochs in sorted(teams.items())
        ],
        "statements": _statements(chain.people_of(entries)),
    }


@router.get("/institutions/{institution}/names", response={200: list[NameJson]} | REFUSALS, auth=SIGNED_IN)
def names(request: HttpRequest, institution: str) -> list[chain.NameJson]:
    """For colleagues, and for clients with a relation."""
    fingerprint = _fingerprint(institution)
    if not _may_see_names(actors.of(request), fingerprint):
        raise NotAvailable
    return chain.names_of(fingerprint)


def _may_see_names(actor: Actor, institution: bytes) -> bool:
    return institution in chain.works_for(actor.person) or questions.has_relation(actor, institution)


# --- Pairings ---


@router.post("/pairings", response={201: None} | REFUSALS, auth=SIGNED_IN)
def offer(request: HttpRequest, body: NewPairing) -> Status[Any]:
    """Wait for answers to a code."""
    new = pairings.Offer(body.pairing, body.role, body.institution, body.team, body.expires)
    pairings.offer(actors.of(request), new)
    return Status(201, None)


@router.post("/pairings/{uuid:pairing}/answers", response={201: None} | REFUSALS, auth=SIGNED_IN)
def answer(request: HttpRequest, pairing: Id, body: NewAnswer) -> Status[Any]:
    """Answer a code."""
    actor = actors.of(request)
    stored = accounts.statements([actor.person])[actor.person]
    if [each.signed for each in body.statements] != [each.signed for each in stored]:
        raise Refusal("E_PAIR", "not the statements of who asks")
    pairings.answer(actor, pairing, pairings.Reply(body.answer, body.relation, body.name, body.salt))
    return Status(201, None)


@router.get("/pairings/{uuid:pairing}", response={200: PairingJson} | REFUSALS, auth=SIGNED_IN)
def pairing(request: HttpRequest, pairing: Id) -> dict[str, Any]:
    """For its issuer."""
    found = pairings.own(actors.of(request), pairing)
    answers = list(found.answers.order_by("id"))
    statements = accounts.statements([bytes(each.person) for each in answers])
    return {
        "role": found.role,
        "team": found.team_id,
        "expires": found.expires,
        "closed": found.closed,
        "answers": [
            {
                "person": each.person,
                "statements": [SignedJson.of(one.signed) for one in statements[bytes(each.person)]],
                "answer": each.answer,
                "relation": each.relation,
                "name": each.name,
                "salt": each.salt,
            }
            for each in answers
        ],
    }


@router.post("/pairings/{uuid:pairing}/close", response={204: None} | REFUSALS, auth=SIGNED_IN)
def close(request: HttpRequest, pairing: Id) -> Status[Any]:
    """No more answers."""
    pairings.close(actors.of(request), pairing)
    return Status(204, None)


def _fingerprint(text: str) -> bytes:
    """From an address; whatever is none leads nowhere."""
    try:
        fingerprint = unb64u(text)
    except Refusal:
        raise NotAvailable from None
    if len(fingerprint) != 32:
        raise NotAvailable
    return fingerprint


def _statements(persons: set[bytes]) -> list[dict[str, Any]]:
    return [
        {"person": person, "statements": [SignedJson.of(each.signed) for each in statements]}
        for person, statements in sorted(accounts.statements(sorted(persons)).items())
        if statements
    ]
