# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Signed, hash-chained histories: key statements, institutions, spaces, epoch records (SPEC 3, 5, 6, 7).

A chain is read entry by entry with ``extend_…``; ``read_…`` reads a whole list. Checks run in the order of
SPEC section 5: format, context, position, issuer's right, signature, meaning. Whether an epoch record is
*justified* is judged in ``evaluate``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final

from sociallook_protocol.areas import AREAS
from sociallook_protocol.encoding import fingerprint, structure_hash, vault_of
from sociallook_protocol.errors import Refusal
from sociallook_protocol.formats import Signed, decode
from sociallook_protocol.verify import admit, admit_kem, verify_strict

REASONS: Final = frozenset({"open", "change", "stale", "unreadable"})


# Key statements -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Statement:
    """The public halves of one person's working keys of one generation, certified by the root key."""

    person: bytes
    root: bytes
    generation: int
    kem: bytes
    sign: bytes
    prev: bytes
    hash: bytes
    signed: Signed = field(repr=False, compare=False)


People = Mapping[bytes, Sequence[Statement]]
"""Fingerprint of a person to all statements, generation 1 first."""


def extend_statements(person: bytes, before: Sequence[Statement], signed: Signed) -> Statement:
    """Check the next statement.

    Refuses E_KEY_PIN (other root), E_FORK, E_CHAIN_CTX, E_SIG, E_SCHEMA, E_SUITE.
    """
    values = _decoded("key-statement", signed)
    statement = Statement(**values, hash=structure_hash("key-statement", signed.data), signed=signed)
    if statement.person != person or fingerprint(statement.root) != person:
        raise Refusal("E_KEY_PIN", "another root key for this person")
    _position(statement.generation, statement.prev, len(before), before[-1].hash if before else b"", first=1)
    verify_strict(statement.root, "key-statement", signed.signature, signed.data)
    admit(statement.sign)
    admit_kem(statement.kem)
    return statement


def read_statements(person: bytes, signed: Iterable[Signed]) -> tuple[Statement, ...]:
    """All statements of a person, generation 1 first."""
    statements: list[Statement] = []
    for each in signed:
        statements.append(extend_statements(person, statements, each))
    return tuple(statements)


# Institutions -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Team:
    """A team at one head of its institution's chain; ``members`` are fingerprints."""

    name: str
    members: frozenset[bytes] = frozenset()


@dataclass(frozen=True)
class InstitutionEntry:
    """One entry of an institution's chain; fields its ``op`` does not have are empty."""

    institution: bytes
    seq: int
    prev: bytes
    issuer: bytes
    generation: int
    at: int
    op: str
    hash: bytes
    signed: Signed = field(repr=False, compare=False)
    name: str = ""
    kind: str = ""
    person: bytes = b""
    root: bytes = b""
    name_hash: bytes = b""
    team: str = ""

    @classmethod
    def read(cls, signed: Signed) -> InstitutionEntry:
        """Format only; refuses E_SCHEMA and E_SUITE."""
        return cls(
            **_decoded("institution-entry", signed),
            hash=structure_hash("institution-entry", signed.data),
            signed=signed,
        )


@dataclass(frozen=True)
class InstitutionState:
    """What an institution's chain says at one head."""

    institution: bytes
    seq: int
    head: bytes
    name: str
    kind: str
    administrators: frozenset[bytes]
    teams: Mapping[str, Team]
    roots: Mapping[bytes, bytes]


def extend_institution(state: InstitutionState | None, signed: Signed, people: People) -> InstitutionState:
    """Check the next entry and return the state after it. ``state`` None: the entry must be ``begin``.

    Refuses E_SCHEMA, E_SUITE, E_CHAIN_CTX, E_FORK, E_CHAIN_UNSIGNED (not the issuer's right), E_SIG.
    """
    entry = InstitutionEntry.read(signed)
    if state is None:
        return _begin(entry)
    if entry.op == "begin" and entry.seq:
        raise Refusal("E_CHAIN_CTX", "an institution begins once")
    if entry.seq and entry.institution != state.institution:
        raise Refusal("E_CHAIN_CTX", "entry of another institution")
    _position(entry.seq, entry.prev, state.seq + 1, state.head)
    _may_change_institution(state, entry)
    key = state.roots[entry.issuer] if entry.generation == 0 else working_key(people, entry.issuer, entry.generation)
    verify_strict(key, "institution-entry", signed.signature, signed.data)
    return replace(_changed(state, entry), seq=entry.seq, head=entry.hash)


def _begin(entry: InstitutionEntry) -> InstitutionState:
    if entry.op != "begin" or entry.seq or entry.institution or entry.prev or entry.issuer != fingerprint(entry.root):
        raise Refusal("E_CHAIN_CTX", "not the beginning of an institution")
    if entry.generation:
        raise Refusal("E_CHAIN_UNSIGNED", "needs the root key")
    verify_strict(entry.root, "institution-entry", entry.signed.signature, entry.signed.data)
    roots = {entry.issuer: entry.root}
    return InstitutionState(entry.hash, 0, entry.hash, entry.name, entry.kind, frozenset(roots), {}, roots)


def _may_change_institution(state: InstitutionState, entry: InstitutionEntry) -> None:
    leaves = entry.op == "member_remove" and entry.issuer == entry.person and entry.issuer in state.roots
    if entry.issuer not in state.administrators and not leaves:
        raise Refusal("E_CHAIN_UNSIGNED", "issuer is no administrator")
    if entry.generation and entry.op not in {"admin_remove", "member_remove"}:
        raise Refusal("E_CHAIN_UNSIGNED", "needs the root key")


def _changed(state: InstitutionState, entry: InstitutionEntry) -> InstitutionState:
    change = {
        "admin_add": _admin_add,
        "admin_remove": _admin_remove,
        "team_add": _team_add,
        "member_add": _member_add,
        "member_remove": _member_remove,
    }
    return change[entry.op](state, entry)


def _admin_add(state: InstitutionState, entry: InstitutionEntry) -> InstitutionState:
    _require(entry.person not in state.administrators, "is an administrator already")
    return replace(state, administrators=state.administrators | {entry.person}, roots=_with_root(state, entry))


def _admin_remove(state: InstitutionState, entry: InstitutionEntry) -> InstitutionState:
    _require(entry.person in state.administrators, "is no administrator")
    _require(len(state.administrators) > 1, "the last administrator stays")
    return replace(state, administrators=state.administrators - {entry.person})


def _team_add(state: InstitutionState, entry: InstitutionEntry) -> InstitutionState:
    _require(entry.team not in state.teams, "team exists")
    return replace(state, teams={**state.teams, entry.team: Team(entry.name)})


def _member_add(state: InstitutionState, entry: InstitutionEntry) -> InstitutionState:
    _require(entry.team in state.teams, "unknown team")
    team = state.teams[entry.team]
    _require(entry.person not in team.members, "is a member already")
    grown = replace(team, members=team.members | {entry.person})
    return replace(state, teams={**state.teams, entry.team: grown}, roots=_with_root(state, entry))


def _member_remove(state: InstitutionState, entry: InstitutionEntry) -> InstitutionState:
    _require(entry.team in state.teams, "unknown team")
    team = state.teams[entry.team]
    _require(entry.person in team.members, "is no member")
    shrunk = replace(team, members=team.members - {entry.person})
    return replace(state, teams={**state.teams, entry.team: shrunk})


def _with_root(state: InstitutionState, entry: InstitutionEntry) -> dict[bytes, bytes]:
    _require(fingerprint(entry.root) == entry.person, "root key of somebody else")
    admit(entry.root)
    return {**state.roots, entry.person: entry.root}


@dataclass(frozen=True)
class InstitutionChain:
    """All states of an institution, by position."""

    states: tuple[InstitutionState, ...]

    @property
    def newest(self) -> InstitutionState:
        """The state at the newest head."""
        return self.states[-1]

    def at(self, head: bytes) -> InstitutionState | None:
        """The state at this head, None if it is not in the chain."""
        return self._by_head.get(head)

    @cached_property
    def _by_head(self) -> dict[bytes, InstitutionState]:
        return {state.head: state for state in self.states}


def read_institution(institution: bytes, signed: Iterable[Signed], people: People) -> InstitutionChain:
    """A whole chain; E_CHAIN_CTX unless its fingerprint is ``institution``."""
    states: list[InstitutionState] = []
    for each in signed:
        states.append(extend_institution(states[-1] if states else None, each, people))
        if states[0].institution != institution:
            raise Refusal("E_CHAIN_CTX", "another institution")
    if not states:
        raise Refusal("E_CHAIN_CTX", "an institution without a beginning")
    return InstitutionChain(tuple(states))


# Spaces -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Subject:
    """Who gets a grant: a team (institution, team), a contact person (all three) or a private person."""

    institution: bytes = b""
    team: str = ""
    person: bytes = b""

    @property
    def form(self) -> str:
        """``team``, ``contact`` or ``private``; anything else is refused E_SCHEMA."""
        forms = {(True, True, False): "team", (True, True, True): "contact", (False, False, True): "private"}
        form = forms.get((bool(self.institution), bool(self.team), bool(self.person)))
        if form is None:
            raise Refusal("E_SCHEMA", "not a subject")
        return form


@dataclass(frozen=True)
class SpaceEntry:
    """One entry of a space's chain; fields its ``op`` does not have are empty."""

    vault: str
    space: str
    seq: int
    prev: bytes
    issuer: bytes
    generation: int
    at: int
    op: str
    hash: bytes
    signed: Signed = field(repr=False, compare=False)
    area: str = ""
    relation: str = ""
    root: bytes = b""
    grant: str = ""
    subject: Subject = Subject()
    verbs: tuple[str, ...] = ()
    since: int = 0
    until: int = 0
    purpose: bytes = b""
    text: bytes = b""

    @classmethod
    def read(cls, signed: Signed) -> SpaceEntry:
        """Format only; refuses E_SCHEMA and E_SUITE."""
        values = _decoded("space-entry", signed)
        if "subject" in values:
            values["subject"] = Subject(**values["subject"])
        if "verbs" in values:
            values["verbs"] = tuple(values["verbs"])
        return cls(**values, hash=structure_hash("space-entry", signed.data), signed=signed)


@dataclass(frozen=True)
class Grant:
    """A grant and the verbs it still has."""

    grant: str
    subject: Subject
    verbs: tuple[str, ...]
    since: int
    until: int
    at: int
    purpose: bytes
    text: bytes


@dataclass(frozen=True)
class SpaceState:
    """What a space's chain says at one head. ``grants`` keeps ended ones (without verbs)."""

    vault: str
    space: str
    area: str
    relation: str
    owner: bytes
    root: bytes
    seq: int
    head: bytes
    grants: Mapping[str, Grant]
    closed: bool


def extend_space(state: SpaceState | None, signed: Signed, people: People) -> SpaceState:
    """Check the next entry and return the state after it. ``state`` None: the entry must be ``open``.

    Refuses E_SCHEMA, E_SUITE, E_CHAIN_CTX, E_FORK, E_CHAIN_UNSIGNED (not the issuer's right), E_SIG.
    """
    entry = SpaceEntry.read(signed)
    if state is None:
        return _open(entry)
    if (entry.vault, entry.space) != (state.vault, state.space):
        raise Refusal("E_CHAIN_CTX", "entry of another space")
    _position(entry.seq, entry.prev, state.seq + 1, state.head)
    if entry.op == "open":
        raise Refusal("E_CHAIN_CTX", "a space is opened once")
    if entry.issuer != state.owner:
        raise Refusal("E_CHAIN_UNSIGNED", "issuer is not the owner")
    if entry.generation and entry.op != "revoke":
        raise Refusal("E_CHAIN_UNSIGNED", "needs the root key")
    key = state.root if entry.generation == 0 else working_key(people, entry.issuer, entry.generation)
    verify_strict(key, "space-entry", signed.signature, signed.data)
    return apply_entry(state, entry)


def apply_entry(state: SpaceState | None, entry: SpaceEntry) -> SpaceState:
    """The state after an entry with good signature and position; refuses E_SCHEMA if it means nothing."""
    if state is None:
        return SpaceState(
            entry.vault,
            entry.space,
            entry.area,
            entry.relation,
            entry.issuer,
            entry.root,
            0,
            entry.hash,
            {},
            closed=False,
        )
    _require(not state.closed, "the space is closed")
    moved = replace(state, seq=entry.seq, head=entry.hash)
    if entry.op == "close":
        return replace(moved, closed=True)
    grant = _granted(state, entry) if entry.op == "grant" else _revoked(state, entry)
    return replace(moved, grants={**state.grants, entry.grant: grant})


def _open(entry: SpaceEntry) -> SpaceState:
    owner = entry.issuer
    if (
        entry.op != "open"
        or entry.seq
        or entry.prev
        or fingerprint(entry.root) != owner
        or vault_of(owner) != entry.vault
    ):
        raise Refusal("E_CHAIN_CTX", "not the opening of a space of this owner")
    if entry.generation:
        raise Refusal("E_CHAIN_UNSIGNED", "needs the root key")
    verify_strict(entry.root, "space-entry", entry.signed.signature, entry.signed.data)
    _require(entry.area in AREAS and AREAS[entry.area].granted != "team", "not an area of a person")
    return apply_entry(None, entry)


def _granted(state: SpaceState, entry: SpaceEntry) -> Grant:
    _require(entry.grant not in state.grants, "grant id used twice")
    _require(set(entry.verbs) <= set(AREAS[state.area].verbs), "unknown verb")
    _require("read" in entry.verbs, "a verb without read")
    _require(bool(entry.subject.form), "not a subject")
    _require(entry.subject.person != state.owner, "the owner needs no grant")
    return Grant(entry.grant, entry.subject, entry.verbs, entry.since, entry.until, entry.at, entry.purpose, entry.text)


def _revoked(state: SpaceState, entry: SpaceEntry) -> Grant:
    _require(entry.grant in state.grants, "unknown grant")
    grant = state.grants[entry.grant]
    _require(bool(entry.verbs) and set(entry.verbs) <= set(grant.verbs), "the grant has no such verb")
    left = () if "read" in entry.verbs else tuple(verb for verb in grant.verbs if verb not in entry.verbs)
    return replace(grant, verbs=left)


@dataclass(frozen=True)
class SpaceChain:
    """All states of a space, by position."""

    states: tuple[SpaceState, ...]

    @property
    def newest(self) -> SpaceState:
        """The state at the newest head."""
        return self.states[-1]

    def at(self, head: bytes) -> SpaceState | None:
        """The state at this head, None if it is not in the chain."""
        return self._by_head.get(head)

    @cached_property
    def _by_head(self) -> dict[bytes, SpaceState]:
        return {state.head: state for state in self.states}


def read_space(vault: str, space: str, signed: Iterable[Signed], people: People) -> SpaceChain:
    """A whole chain; E_CHAIN_CTX unless it is the chain of this vault and space."""
    states: list[SpaceState] = []
    for each in signed:
        states.append(extend_space(states[-1] if states else None, each, people))
        if (states[0].vault, states[0].space) != (vault, space):
            raise Refusal("E_CHAIN_CTX", "another space")
    if not states:
        raise Refusal("E_CHAIN_CTX", "a space without an opening")
    return SpaceChain(tuple(states))


# Epoch records ------------------------------------------------------------------------------------


@dataclass(frozen=True, order=True)
class Recipient:
    """Who gets the space key: a team (its key of ``generation``) or a person (W of ``generation``)."""

    team: str
    person: bytes
    generation: int


@dataclass(frozen=True)
class Heads:
    """The heads an epoch was computed from; ``chain`` is empty for a team's own spaces."""

    chain: bytes
    institutions: Mapping[bytes, bytes]
    teams: Mapping[str, bytes]
    statements: Mapping[bytes, bytes]


@dataclass(frozen=True)
class EpochRecord:
    """Who may open an epoch of a space, and from which heads that was computed (SPEC section 7)."""

    vault: str
    space: str
    epoch: int
    at: int
    starter: bytes
    generation: int
    reason: str
    heads: Heads
    recipients: tuple[Recipient, ...]
    commitment: bytes
    public: bytes
    prev: bytes
    wraps: tuple[bytes, ...]
    hash: bytes
    signed: Signed = field(repr=False, compare=False)

    @classmethod
    def read(cls, signed: Signed) -> EpochRecord:
        """Format only; refuses E_SCHEMA and E_SUITE."""
        values = _decoded("epoch", signed)
        heads = values.pop("heads")
        values["heads"] = Heads(
            heads["chain"],
            {named["institution"]: named["head"] for named in heads["institutions"]},
            {named["team"]: named["record"] for named in heads["teams"]},
            {named["person"]: named["statement"] for named in heads["statements"]},
        )
        values["recipients"] = tuple(Recipient(**recipient) for recipient in values["recipients"])
        values["wraps"] = tuple(values["wraps"])
        record = cls(**values, hash=structure_hash("epoch", signed.data), signed=signed)
        _require(len(record.wraps) == len(record.recipients), "one wrap for each recipient")
        _require(record.reason in REASONS, "unknown reason")
        _require(bool(record.public) == record.is_team_key, "public key of a team belongs into a team key record")
        if record.public:
            admit_kem(record.public)
        _require(all(bool(named.team) != bool(named.person) for named in record.recipients), "not a recipient")
        return record

    @property
    def is_team_key(self) -> bool:
        """A record of a team's key space: vault and space are both the team's id."""
        return self.vault == self.space


def link_epoch(
    vault: str, space: str, before: EpochRecord | None, record: EpochRecord, *, first: int = 1
) -> EpochRecord:
    """Check that ``record`` follows ``before``; ``first``: the number expected when ``before`` is None.

    Refuses E_CHAIN_CTX, E_FORK. A later reader cannot check ``prev`` of the first record it may see.
    """
    if (record.vault, record.space) != (vault, space):
        raise Refusal("E_CHAIN_CTX", "epoch of another space")
    if before is None:
        if record.epoch != first or (first == 1) != (not record.prev):
            raise Refusal("E_CHAIN_CTX", "not the first epoch")
        return record
    _position(record.epoch, record.prev, before.epoch + 1, before.hash)
    if record.at < before.at:
        raise Refusal("E_CHAIN_CTX", "older than the epoch before")
    return record


# What all chains share ----------------------------------------------------------------------------


def working_key(people: People, person: bytes, generation: int) -> bytes:
    """The public Ed25519 key of W_generation; E_CHAIN_UNSIGNED if the person stated no such generation."""
    statements = people.get(person, ())
    if not 1 <= generation <= len(statements):
        raise Refusal("E_CHAIN_UNSIGNED", "no such key generation")
    return statements[generation - 1].sign


def _position(number: int, prev: bytes, expected: int, head: bytes, *, first: int = 0) -> None:
    """A taken position is a fork, a gap is out of context. ``first``: number of a chain's first item."""
    if number < expected + first:
        raise Refusal("E_FORK", "this position is taken")
    if number > expected + first or prev != head:
        raise Refusal("E_CHAIN_CTX", "does not follow the entry before")


def _decoded(name: str, signed: Signed) -> dict[str, Any]:
    values = decode(name, signed.data)
    del values["suite"]
    return values


def _require(condition: bool, what: str) -> None:
    if not condition:
        raise Refusal("E_SCHEMA", what)
