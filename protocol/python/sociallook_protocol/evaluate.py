# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Who may do what, who gets the key, and whether an epoch record was justified (SPEC 6 and 7). All pure.

A ``View`` is everything known; a ``Moment`` is what held at certain heads. All judgement is made on
moments, with the time of the epoch record or the author, never with the reader's own clock.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from sociallook_protocol.areas import AREAS
from sociallook_protocol.chains import (
    EpochRecord,
    Grant,
    Heads,
    InstitutionChain,
    InstitutionState,
    People,
    Recipient,
    SpaceChain,
    SpaceEntry,
    SpaceState,
    Statement,
    apply_entry,
)
from sociallook_protocol.encoding import b64u, team_space
from sociallook_protocol.errors import Refusal
from sociallook_protocol.verify import verify_strict

Key = TypeVar("Key")
Found = TypeVar("Found")
Hashed = TypeVar("Hashed", EpochRecord, Statement)

Rights = dict[bytes, tuple[str, ...]]
"""Fingerprint of a person to the verbs it has, sorted. The owner is not listed."""

TeamMembers = Mapping[tuple[bytes, str], Collection[bytes]]
"""(institution, team) to the fingerprints of its members."""


# Rights -------------------------------------------------------------------------------------------


def evaluate(entries: Iterable[SpaceEntry], teams: TeamMembers, at: int) -> Rights:
    """Who has which verbs at ``at`` (ms), given checked entries of one space."""
    state: SpaceState | None = None
    for entry in entries:
        state = apply_entry(state, entry)
    return rights(state, teams, at) if state else {}


def rights(state: SpaceState, teams: TeamMembers, at: int) -> Rights:
    """The same for a state."""
    held: dict[bytes, set[str]] = {}
    for grant in counting(state, at):
        for person in persons(grant, teams):
            held.setdefault(person, set()).update(grant.verbs)
    return {person: tuple(sorted(verbs)) for person, verbs in sorted(held.items())}


def first_epochs(state: SpaceState, teams: TeamMembers, at: int) -> dict[bytes, int]:
    """The first epoch each person may open: the lowest ``since`` of the grants that count for them."""
    first: dict[bytes, int] = {}
    for grant in counting(state, at):
        for person in persons(grant, teams):
            first[person] = min(grant.since, first.get(person, grant.since))
    return first


def counting(state: SpaceState, at: int) -> list[Grant]:
    """The grants that count at ``at``: verbs left, space not closed, end not reached."""
    if state.closed:
        return []
    return [grant for grant in state.grants.values() if grant.verbs and (not grant.until or at < grant.until)]


def persons(grant: Grant, teams: TeamMembers) -> Collection[bytes]:
    """Whom a grant reaches. A contact person counts while a member of that team."""
    subject = grant.subject
    members = teams.get((subject.institution, subject.team), ())
    if subject.form == "team":
        return members
    return (subject.person,) if subject.form == "private" or subject.person in members else ()


# Views and moments --------------------------------------------------------------------------------


@dataclass(frozen=True)
class View:
    """Everything known about one space, signatures checked. ``chain`` is None for a team's own spaces.

    ``teams``: key records of each team, number 1 first, each judged by ``judge_team_key``.
    """

    vault: str
    space: str
    chain: SpaceChain | None
    institutions: Mapping[bytes, InstitutionChain] = field(default_factory=dict)
    teams: Mapping[str, Sequence[EpochRecord]] = field(default_factory=dict)
    people: People = field(default_factory=dict)


@dataclass(frozen=True)
class Moment:
    """What held at certain heads. In a team's own space ``space`` is None and the vault is the team."""

    vault: str
    space: SpaceState | None
    institutions: Mapping[bytes, InstitutionState]
    teams: Mapping[str, EpochRecord]
    statements: Mapping[bytes, Statement]

    @property
    def members(self) -> dict[tuple[bytes, str], frozenset[bytes]]:
        """All teams of all institutions of this moment."""
        return {
            (institution, team): named.members
            for institution, state in self.institutions.items()
            for team, named in state.teams.items()
        }


def newest(view: View) -> Moment:
    """The moment of all newest heads."""
    return Moment(
        view.vault,
        view.chain.newest if view.chain else None,
        {institution: chain.newest for institution, chain in view.institutions.items()},
        {team: records[-1] for team, records in view.teams.items() if records},
        {person: statements[-1] for person, statements in view.people.items() if statements},
    )


def moment_at(view: View, heads: Heads) -> Moment:
    """The moment of these heads; E_ROLLBACK if one is not in the view: somebody knew more than is offered."""
    space = view.chain.at(heads.chain) if view.chain else None
    if bool(heads.chain) != bool(space):
        raise Refusal("E_ROLLBACK", "head of the space's chain is not offered")
    institutions = {
        name: view.institutions[name].at(head) if name in view.institutions else None
        for name, head in heads.institutions.items()
    }
    teams = {team: _by_hash(view.teams.get(team, ()), record) for team, record in heads.teams.items()}
    statements = {person: _by_hash(view.people.get(person, ()), named) for person, named in heads.statements.items()}
    return Moment(view.vault, space, _all(institutions), _all(teams), _all(statements))


def _all(found: Mapping[Key, Found | None]) -> dict[Key, Found]:
    present = {name: item for name, item in found.items() if item is not None}
    if len(present) != len(found):
        raise Refusal("E_ROLLBACK", "a named head is not offered")
    return present


def _by_hash(items: Sequence[Hashed], wanted: bytes) -> Hashed | None:
    return next((item for item in reversed(items) if item.hash == wanted), None)


# Recipients ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Plan:
    """What an epoch must name: its heads and its recipients, both computed."""

    heads: Heads
    recipients: tuple[Recipient, ...]


def recipients(moment: Moment, at: int, *, missing: str = "E_ROLLBACK") -> Plan:
    """Who gets the key of a space at ``at``: computed from the chains, never taken from a server's list.

    A chain that is needed but not in the moment is refused with the code ``missing``.
    """
    needs = _Needs(moment, missing)
    if moment.space is None:
        needs.team_space()
    else:
        needs.person(moment.space.owner)
        for grant in counting(moment.space, at):
            needs.grant(grant)
    return needs.plan()


class _Needs:
    """Collects heads and recipients; each chain is named once."""

    def __init__(self, moment: Moment, missing: str) -> None:
        self.moment = moment
        self.missing = missing
        self.institutions: dict[bytes, bytes] = {}
        self.teams: dict[str, bytes] = {}
        self.statements: dict[bytes, Statement] = {}
        self.found: set[Recipient] = set()

    def team_space(self) -> None:
        key = self.known(self.moment.teams, self.moment.vault)
        (institution,) = key.heads.institutions
        self.team(institution, self.moment.vault)

    def grant(self, grant: Grant) -> None:
        subject = grant.subject
        if subject.form == "team":
            self.team(subject.institution, subject.team)
        elif subject.form == "private" or subject.person in self.members(subject.institution, subject.team):
            self.person(subject.person)

    def team(self, institution: bytes, team: str) -> None:
        members = self.members(institution, team)
        key = self.moment.teams.get(team)
        if key is None or set(key.heads.institutions) != {institution}:
            return
        self.teams[team] = key.hash
        recorded = recorded_members(key, members)
        for person in recorded:
            self.statement(person)
        if is_fresh(key, self.moment.institutions[institution], self.statements):
            self.found.add(Recipient(team, b"", key.epoch))
        else:
            for person in recorded:
                self.person(person)

    def person(self, person: bytes) -> None:
        self.found.add(Recipient("", person, self.statement(person).generation))

    def statement(self, person: bytes) -> Statement:
        self.statements[person] = self.known(self.moment.statements, person)
        return self.statements[person]

    def members(self, institution: bytes, team: str) -> frozenset[bytes]:
        state = self.known(self.moment.institutions, institution)
        self.institutions[institution] = state.head
        return state.teams[team].members if team in state.teams else frozenset()

    def known(self, found: Mapping[Key, Found], name: Key) -> Found:
        if name not in found:
            raise Refusal(self.missing, "a chain is needed that is not among the heads")
        return found[name]

    def plan(self) -> Plan:
        chain = self.moment.space.head if self.moment.space else b""
        statements = {person: statement.hash for person, statement in self.statements.items()}
        return Plan(Heads(chain, self.institutions, self.teams, statements), tuple(sorted(self.found, key=in_order)))


def in_order(recipient: Recipient) -> tuple[str, str]:
    """Sort key of recipients: as written, by code unit."""
    return recipient.team, b64u(recipient.person)


def recorded_members(key: EpochRecord, members: Collection[bytes]) -> frozenset[bytes]:
    """Recipients of a team key record who are still members."""
    return frozenset(recipient.person for recipient in key.recipients if recipient.person in members)


def is_fresh(key: EpochRecord, institution: InstitutionState, statements: Mapping[bytes, Statement]) -> bool:
    """Whether a team key record still names exactly the heads of its institution and of its recipients."""
    same = key.heads.institutions.get(institution.institution) == institution.head
    return same and all(
        person in statements and statements[person].hash == named for person, named in key.heads.statements.items()
    )


# Judging epochs -----------------------------------------------------------------------------------

Position = tuple[str, bytes | str]
"""Kind of chain (``chain institution team person``) and its name."""

Floor = Mapping[Position, int]
"""The highest position known of each chain; heads of a later epoch may not lie below."""


def positions(view: View, moment: Moment) -> dict[Position, int]:
    """How far each chain of a moment has come."""
    found: dict[Position, int] = {("institution", name): state.seq for name, state in moment.institutions.items()}
    found |= {("team", team): record.epoch for team, record in moment.teams.items()}
    found |= {("person", person): statement.generation for person, statement in moment.statements.items()}
    if moment.space:
        found["chain", view.space] = moment.space.seq
    return found


def raised(floor: Floor, found: Floor) -> dict[Position, int]:
    """The floor after having seen ``found``; E_ROLLBACK if something found lies below the floor."""
    if any(number < floor.get(position, 0) for position, number in found.items()):
        raise Refusal("E_ROLLBACK", "an older head after a newer one")
    return {**floor, **found}


def moved_since(named: Floor, found: Floor) -> dict[Position, int]:
    """What has come further than it was named, or was not named at all."""
    return {position: number for position, number in found.items() if number > named.get(position, -1)}


def judge_epoch(view: View, record: EpochRecord, floor: Floor) -> dict[Position, int]:
    """Whether an epoch record (already linked) was justified at its heads. Returns the raised floor.

    Refuses E_ROLLBACK (unknown or older heads), E_EPOCH_SIG (starter), E_EPOCH_RECIPIENTS.
    """
    moment = moment_at(view, record.heads)
    higher = raised(floor, positions(view, moment))
    check_starter(moment, record)
    _check_signature(record, moment.statements)
    check_plan(moment, record)
    return higher


def check_starter(moment: Moment, record: EpochRecord) -> None:
    """Refuses E_EPOCH_SIG unless the starter was entitled at these heads."""
    if record.starter not in starters(moment, record.at):
        raise Refusal("E_EPOCH_SIG", "starter is not entitled")


def check_plan(moment: Moment, record: EpochRecord) -> None:
    """Refuses E_EPOCH_RECIPIENTS unless heads and recipients are exactly those computed."""
    plan = recipients(moment, record.at, missing="E_EPOCH_RECIPIENTS")
    if (plan.heads, plan.recipients) != (record.heads, record.recipients):
        raise Refusal("E_EPOCH_RECIPIENTS", "other heads or recipients than computed")


def starters(moment: Moment, at: int) -> set[bytes]:
    """Who may start an epoch: the owner, whoever has a verb besides ``read``; in team spaces members."""
    if moment.space:
        held = rights(moment.space, moment.members, at)
        return {moment.space.owner} | {person for person, verbs in held.items() if set(verbs) - {"read"}}
    key = moment.teams.get(moment.vault)
    if key is None:
        return set()
    (institution,) = key.heads.institutions
    return set(recorded_members(key, moment.members.get((institution, moment.vault), ())))


def judge_team_key(
    institution: InstitutionChain, people: People, before: EpochRecord | None, record: EpochRecord, floor: Floor
) -> dict[Position, int]:
    """Whether a team key record (already linked) was justified. Returns the raised floor.

    Refuses E_ROLLBACK, E_EPOCH_SIG (starter not a recipient of this record and the one before), E_EPOCH_RECIPIENTS.
    """
    name = institution.newest.institution
    named = {recipient.person for recipient in record.recipients}
    heads = record.heads
    if heads.chain or heads.teams or set(heads.institutions) != {name} or named != set(heads.statements):
        raise Refusal("E_EPOCH_RECIPIENTS", "other heads than its institution's and its recipients'")
    view = View(record.vault, record.space, None, {name: institution}, {}, people)
    moment = moment_at(view, heads)
    higher = raised(floor, positions(view, moment))
    check_team_starter(before, record)
    _check_signature(record, moment.statements)
    check_team_recipients(moment, name, record)
    return higher


def check_team_starter(before: EpochRecord | None, record: EpochRecord) -> None:
    """Refuses E_EPOCH_SIG unless the starter gets this key and held the one before."""
    for each in (record, before or record):
        if all(recipient.person != record.starter for recipient in each.recipients):
            raise Refusal("E_EPOCH_SIG", "starter does not hold the team key")


def check_team_recipients(moment: Moment, institution: bytes, record: EpochRecord) -> None:
    """Refuses E_EPOCH_RECIPIENTS unless every recipient is a member, with the key it states."""
    members = moment.members.get((institution, record.vault), frozenset())
    for recipient in record.recipients:
        stated = moment.statements.get(recipient.person)
        if recipient.person not in members or stated is None or stated.generation != recipient.generation:
            raise Refusal("E_EPOCH_RECIPIENTS", "recipient is no member, or has another key")


def _check_signature(record: EpochRecord, statements: Mapping[bytes, Statement]) -> None:
    stated = statements.get(record.starter)
    if stated is None or stated.generation != record.generation:
        raise Refusal("E_EPOCH_SIG", "starter's key is not the one at the heads")
    try:
        verify_strict(stated.sign, "epoch", record.signed.signature, record.signed.data)
    except Refusal:
        raise Refusal("E_EPOCH_SIG", "signature of the epoch record") from None


def moved(view: View, record: EpochRecord, now: int) -> dict[Position, int]:
    """The chains the present depends on that are further than an epoch record names them."""
    present = moment_at(view, recipients(newest(view), now).heads)
    return moved_since(positions(view, moment_at(view, record.heads)), positions(view, present))


def team_moved(record: EpochRecord, institution: InstitutionChain, people: People) -> dict[Position, int]:
    """The same for a team key record: its institution and the statements of its recipients."""
    known = {institution.newest.institution: institution}
    view = View(record.vault, record.space, None, known, {}, people)
    named = moment_at(view, record.heads)
    present = Moment(
        record.vault,
        None,
        {name: chain.newest for name, chain in known.items()},
        {},
        {person: people[person][-1] for person in named.statements},
    )
    return moved_since(positions(view, named), positions(view, present))


def is_stale(view: View, record: EpochRecord, now: int) -> bool:
    """Whether writing under it is forbidden at ``now``: heads moved, or a grant it counted has ended."""
    plan = recipients(newest(view), now)
    if (plan.heads, plan.recipients) != (record.heads, record.recipients):
        return True
    space = moment_at(view, record.heads).space
    return space is not None and any(0 < grant.until <= now for grant in counting(space, record.at))


def may_author(moment: Moment, record: EpochRecord, person: bytes, verb: str, at: int) -> bool:
    """Whether a record of ``person`` with ``verb``, dated ``at``, may stand in this epoch."""
    if not is_recipient(moment, record, person):
        return False
    if moment.space is None or person == moment.space.owner:
        return True
    members = moment.members
    return all(verb in rights(moment.space, members, when).get(person, ()) for when in (record.at, at))


def is_recipient(moment: Moment, record: EpochRecord, person: bytes) -> bool:
    """Whether the key was wrapped to this person, or to a team whose key it holds."""
    for recipient in record.recipients:
        holders = moment.teams[recipient.team].recipients if recipient.team in moment.teams else ()
        if recipient.person == person or any(holder.person == person for holder in holders):
            return True
    return False


def area_of(moment: Moment, space: str) -> str:
    """The area of a space; of a team's own space, the one its id was computed from (none: E_CHAIN_CTX)."""
    if moment.space:
        return moment.space.area
    for area in AREAS.values():
        if area.granted == "team" and team_space(moment.vault, area.name) == space:
            return area.name
    raise Refusal("E_CHAIN_CTX", "not a space of this team")
