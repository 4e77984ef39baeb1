# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""What people do, as changes a server takes in one transaction: ``{"entries", "epochs", "records"}`` (SPEC section 12).

Whoever starts an epoch writes its first record in the same change (``begin`` if there is nothing to say). Giving
needs ``keys.root``; taking does not. Each change also says how things stand ``after`` it, to build the next one on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sociallook_protocol.areas import AREAS
from sociallook_protocol.chains import (
    EpochRecord,
    Grant,
    Heads,
    InstitutionChain,
    People,
    Recipient,
    SpaceChain,
    SpaceState,
    Subject,
    extend_space,
)
from sociallook_protocol.encoding import id_text, salted, team_space, vault_of
from sociallook_protocol.epochs import Beginning, SpaceKeys, Started, Wrapper, older_keys, start
from sociallook_protocol.errors import Refusal
from sociallook_protocol.evaluate import (
    Moment,
    Plan,
    View,
    area_of,
    counting,
    in_order,
    is_stale,
    newest,
    recipients,
)
from sociallook_protocol.formats import Signed, plain
from sociallook_protocol.keys import Keys
from sociallook_protocol.reader import OpenedSpace, Parties
from sociallook_protocol.records import Contents, Draft, Place, Sealed, seal_record
from sociallook_protocol.seal import Random, os_random
from sociallook_protocol.sign import public_key, signed
from sociallook_protocol.wraps import wrap


@dataclass(frozen=True)
class Act:
    """Who acts, when (ms, server's time), with which randomness."""

    keys: Keys
    at: int
    random: Random = os_random
    wrapper: Wrapper = wrap

    def new_id(self) -> str:
        """A fresh id."""
        return id_text(self.random(16))


@dataclass(frozen=True)
class Ground:
    """A space as it stands: what is known, its newest epoch, the keys held, the hash of its newest record."""

    view: View
    before: EpochRecord | None = None
    held: SpaceKeys = field(default_factory=dict, repr=False)
    tail: bytes = b""

    @property
    def state(self) -> SpaceState:
        """The newest state of the chain; E_CHAIN_CTX for a team's own space, which has none."""
        if self.view.chain is None:
            raise Refusal("E_CHAIN_CTX", "a space without a chain")
        return self.view.chain.newest

    @property
    def next_epoch(self) -> int:
        """The number of the epoch a change would start."""
        return self.before.epoch + 1 if self.before else 1

    def knowing(self, parties: Parties) -> Ground:
        """The same with what else is known of institutions, teams and people."""
        view = replace(
            self.view,
            institutions={**self.view.institutions, **parties.institutions},
            teams={**self.view.teams, **parties.teams},
            people={**self.view.people, **parties.people},
        )
        return replace(self, view=view)


@dataclass(frozen=True)
class Attached:
    """A record of a change and the blobs it refers to."""

    sealed: Sealed
    blobs: tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """What is posted; ``after`` stays here: how each touched space stands once the server has accepted."""

    entries: tuple[Signed, ...] = ()
    epochs: tuple[Started, ...] = ()
    records: tuple[Attached, ...] = ()
    after: tuple[Ground, ...] = field(default=(), repr=False)

    def __add__(self, other: Change) -> Change:
        """Both in one transaction; they must touch different spaces."""
        return Change(
            self.entries + other.entries,
            self.epochs + other.epochs,
            self.records + other.records,
            self.after + other.after,
        )

    def plain(self) -> dict[str, Any]:
        """As JSON of format ``change``."""
        return {
            "entries": [entry.plain() for entry in self.entries],
            "epochs": [{"record": each.signed.plain(), "wraps": plain(each.wraps)} for each in self.epochs],
            "records": [
                plain({"header": each.sealed.header, "sealed": each.sealed.data, "blobs": each.blobs})
                for each in self.records
            ],
        }


@dataclass(frozen=True)
class Giving:
    """A grant before it is signed. ``since`` 0: from now on. The texts lie in the contact space as a ``consent``."""

    grant: str
    subject: Subject
    verbs: tuple[str, ...]
    until: int
    since: int
    purpose: str
    purpose_salt: bytes
    text: str
    text_salt: bytes


def ground_of(space: OpenedSpace, tail: bytes) -> Ground:
    """An opened space, with the hash of its newest record (empty if there is none)."""
    return Ground(space.view, space.newest, space.keys, tail)


# The person's acts --------------------------------------------------------------------------------


def open_own(act: Act) -> Change:
    """At registration: the person's own spaces, ``own`` and ``documents``."""
    return sum((open_area(act, None, area, "", ()) for area in ("own", "documents")), Change())


def connect(act: Act, parties: Parties, relation: str, giving: Giving, contents: Sequence[Contents | Draft]) -> Change:
    """A new relation: its contact space, granted to the helper; ``contents``: name and consent shown to it."""
    return open_area(act, parties, "contact", relation, (giving,), contents)


def open_area(
    act: Act,
    parties: Parties | None,
    area: str,
    relation: str,
    givings: Sequence[Giving],
    contents: Sequence[Contents | Draft] = (),
) -> Change:
    """A new space with its first grants, epoch and record."""
    people: People = {act.keys.person: act.keys.statements}
    view = View(vault_of(act.keys.person), act.new_id(), None, people=people)
    ground = Ground(view).knowing(parties) if parties else Ground(view)
    opening = _entry(act, ground, "open", {"area": area, "relation": relation, "root": public_key(_root(act))})
    return _change(act, _extended(ground, opening), givings, contents, (opening,))


def grant(act: Act, ground: Ground, givings: Sequence[Giving], contents: Sequence[Contents | Draft] = ()) -> Change:
    """Give in a space that exists; ``ground`` knows the new helper (see ``Ground.knowing``)."""
    return _change(act, ground, givings, contents)


def network(act: Act, ground: Ground, giving: Giving) -> Change:
    """Let somebody follow another relation's space: ``read`` and nothing else."""
    if giving.verbs != ("read",):
        raise Refusal("E_SCHEMA", "networking is reading")
    return grant(act, ground, (giving,))


def revoke(act: Act, ground: Ground, grants: Mapping[str, Sequence[str]]) -> Change:
    """Take verbs of grants (id to verbs) and start a new epoch at once. Needs no root key."""
    entries: list[Signed] = []
    for name, verbs in grants.items():
        entries.append(_entry(act, ground, "revoke", {"grant": name, "verbs": sorted(verbs)}))
        ground = _extended(ground, entries[-1])
    return _advance(act, ground, "change", (), entries)


def pause(act: Act, grounds: Iterable[Ground], subject: Subject) -> Change:
    """Take everything of a helper in all these spaces. A helper cannot tell it from an end."""
    return sum((revoke(act, ground, held_by(ground, subject, act.at)) for ground in grounds), Change())


def held_by(ground: Ground, subject: Subject, at: int) -> dict[str, tuple[str, ...]]:
    """The grants of a subject that count in a space, with their verbs."""
    return {given.grant: given.verbs for given in counting(ground.state, at) if given.subject == subject}


def resume(act: Act, ground: Ground, ended: Sequence[Grant], purposes: Sequence[tuple[str, str]]) -> Change:
    """Sign ended grants again under new ids, from now on; ``purposes``: (purpose, text) of each."""
    again = [
        give(act, given.subject, given.verbs, until=given.until, purpose=purpose, text=text)
        for given, (purpose, text) in zip(ended, purposes, strict=True)
    ]
    return grant(act, ground, again)


def end_relation(act: Act, grounds: Iterable[Ground]) -> Change:
    """Close all spaces of a relation. Only the owner can open them from then on. Needs the root key."""
    change = Change()
    for ground in grounds:
        closing = _entry(act, ground, "close", {})
        change += _advance(act, _extended(ground, closing), "change", (), (closing,))
    return change


# Anybody's acts -----------------------------------------------------------------------------------


def write(act: Act, ground: Ground, contents: Sequence[Contents | Draft]) -> Change:
    """Write records; under a stale epoch, start a new one first."""
    if ground.before is None or is_stale(ground.view, ground.before, act.at):
        return refresh(act, ground, contents)
    key = ground.held.get(ground.before.epoch)
    if key is None:
        raise Refusal("E_NO_WRAP", "the newest epoch cannot be opened: refresh it")
    records, tail = _records(act, ground, ground.before, key, contents)
    return Change((), (), records, (replace(ground, tail=tail),))


def refresh(act: Act, ground: Ground, contents: Sequence[Contents | Draft] = (), reason: str = "stale") -> Change:
    """Start a new epoch: because the old one is stale, or (``unreadable``) because it cannot be opened."""
    return _advance(act, ground, reason if ground.before else "open", contents, ())


def give(  # noqa: PLR0913 - the facts of one consent
    act: Act, subject: Subject, verbs: Iterable[str], *, until: int = 0, since: int = 0, purpose: str, text: str
) -> Giving:
    """A grant with fresh id and salts."""
    grant_id, purpose_salt, text_salt = act.new_id(), act.random(16), act.random(16)
    ordered = tuple(sorted(verbs))
    return Giving(grant_id, subject, ordered, until, since, purpose, purpose_salt, text, text_salt)


def consent(giving: Giving, area: str, lang: str, at: int) -> Contents:
    """The record that lets the helper read what was agreed, and check it against the chain."""
    body = {
        "grant": giving.grant,
        "area": area,
        "verbs": list(giving.verbs),
        "purpose": giving.purpose,
        "purpose_salt": giving.purpose_salt,
        "text": giving.text,
        "text_salt": giving.text_salt,
        "lang": lang,
        "until": giving.until,
        "history": giving.since,
    }
    return Contents("consent", at, body)


# A team's acts ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TeamGround:
    """A team's key space as it stands; ``confirmed``: members taken in, newcomers only after a look at them."""

    team: str
    institution: InstitutionChain
    people: People
    confirmed: frozenset[bytes]
    records: Sequence[EpochRecord] = ()
    held: SpaceKeys = field(default_factory=dict, repr=False)


def start_team_key(act: Act, ground: TeamGround, reason: str = "change") -> Change:
    """The team's first or next key, for the confirmed who are still members. Every wrap carries all older keys."""
    state = ground.institution.newest
    members = state.teams[ground.team].members & ground.confirmed
    if act.keys.person not in members:
        raise Refusal("E_EPOCH_SIG", "the starter must hold the team key")
    stated = {person: ground.people[person][-1] for person in members}
    heads = Heads(b"", {state.institution: state.head}, {}, {person: each.hash for person, each in stated.items()})
    named = sorted((Recipient("", person, each.generation) for person, each in stated.items()), key=in_order)
    plan = Plan(heads, tuple(named))
    moment = Moment(ground.team, None, {state.institution: state}, {}, stated)
    before = ground.records[-1] if ground.records else None
    beginning = Beginning(ground.team, ground.team, moment, before, act.at, reason if before else "open")
    older = dict.fromkeys(plan.recipients, ground.held)
    return Change((), (start(beginning, plan, act.keys, older, act.random, act.wrapper),))


def team_ground(team: str, area: str, parties: Parties) -> Ground:
    """A team's own space before its first epoch."""
    view = View(team, team_space(team, area), None, parties.institutions, parties.teams, parties.people)
    return Ground(view)


# How a change is put together ---------------------------------------------------------------------


def _change(
    act: Act,
    ground: Ground,
    givings: Sequence[Giving],
    contents: Sequence[Contents | Draft],
    entries: Sequence[Signed] = (),
) -> Change:
    signed_entries = list(entries)
    for giving in givings:
        signed_entries.append(_entry(act, ground, "grant", _grant_fields(giving, ground.next_epoch)))
        ground = _extended(ground, signed_entries[-1])
    return _advance(act, ground, "change" if ground.before else "open", contents, signed_entries)


def _grant_fields(giving: Giving, next_epoch: int) -> dict[str, Any]:
    return {
        "grant": giving.grant,
        "subject": vars(giving.subject),
        "verbs": list(giving.verbs),
        "since": giving.since or next_epoch,
        "until": giving.until,
        "purpose": salted(giving.purpose_salt, giving.purpose),
        "text": salted(giving.text_salt, giving.text),
    }


def _entry(act: Act, ground: Ground, op: str, fields: Mapping[str, Any]) -> Signed:
    """The next entry of a space's chain. Only ``revoke`` is signed by W; everything that gives needs R."""
    state = ground.view.chain.newest if ground.view.chain else None
    takes = op == "revoke"
    values = {
        "vault": ground.view.vault,
        "space": ground.view.space,
        "seq": state.seq + 1 if state else 0,
        "prev": state.head if state else b"",
        "issuer": act.keys.person,
        "generation": act.keys.newest.generation if takes else 0,
        "at": act.at,
        "op": op,
    }
    return signed(act.keys.newest.sign if takes else _root(act), "space-entry", {**values, **fields})


def _extended(ground: Ground, entry: Signed) -> Ground:
    """The ground after an entry, checked as everybody will check it."""
    chain = ground.view.chain
    state = extend_space(chain.newest if chain else None, entry, ground.view.people)
    return replace(ground, view=replace(ground.view, chain=SpaceChain((*(chain.states if chain else ()), state))))


def _advance(
    act: Act, ground: Ground, reason: str, contents: Sequence[Contents | Draft], entries: Sequence[Signed]
) -> Change:
    """Start the next epoch on this ground and write its first records."""
    view = ground.view
    moment = newest(view)
    at = max(act.at, ground.before.at) if ground.before else act.at
    plan = recipients(moment, at)
    beginning = Beginning(view.vault, view.space, moment, ground.before, at, reason)
    older = older_keys(beginning, plan, ground.held)
    started = start(beginning, plan, act.keys, older, act.random, act.wrapper)
    begin = contents or (Contents("begin", act.at, {}),)
    records, tail = _records(act, ground, started.record, started.key, begin)
    held = {**ground.held, started.record.epoch: started.key}
    return Change(tuple(entries), (started,), records, (Ground(view, started.record, held, tail),))


def _records(
    act: Act, ground: Ground, epoch: EpochRecord, key: bytes, contents: Sequence[Contents | Draft]
) -> tuple[tuple[Attached, ...], bytes]:
    moment = newest(ground.view)
    is_owner = moment.space is not None and moment.space.owner == act.keys.person
    verb = AREAS[area_of(moment, ground.view.space)].writing
    written: list[Attached] = []
    tail = ground.tail
    for each in contents:
        draft = each if isinstance(each, Draft) else Draft(each, act.new_id())
        place = Place(epoch, draft.record, draft.version, verb, tail)
        sealed = seal_record(place, draft.contents, act.keys, key, is_owner=is_owner, random=act.random)
        written.append(Attached(sealed, tuple(blob["blob"] for blob in draft.contents.blobs)))
        tail = sealed.hash
    return tuple(written), tail


def _root(act: Act) -> bytes:
    if not act.keys.root:
        raise ValueError("giving needs the root key: step up first")
    return act.keys.root
