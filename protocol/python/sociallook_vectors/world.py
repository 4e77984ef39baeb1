# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""A small world: an honest server in memory, a person, two institutions, and everything they sign.

Used by the tests, the vectors and the fuzzer. What the real server does beyond the protocol (sign-in, limits,
permits) is not here; what it serves is exactly the JSON of format ``bundle``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sociallook_protocol.chains import (
    EpochRecord,
    InstitutionState,
    SpaceEntry,
    Subject,
    extend_institution,
)
from sociallook_protocol.changes import Act, Change, Ground, TeamGround, ground_of, start_team_key
from sociallook_protocol.encoding import (
    fingerprint,
    id_text,
    salted,
    unb64u,
)
from sociallook_protocol.epochs import Started, Wrapper
from sociallook_protocol.errors import Refusal
from sociallook_protocol.formats import (
    RecordHeader,
    Signed,
    plain,
    read,
)
from sociallook_protocol.keys import Keys, add_generation
from sociallook_protocol.pins import Pins
from sociallook_protocol.reader import OpenedSpace, Parties, open_space, read_parties
from sociallook_protocol.sign import public_key, signed
from sociallook_protocol.wraps import wrap

MINUTE = 60_000
NOON = 1_790_000_000_000
"""A time to begin at, ms."""


class Seeded:
    """Repeatable bytes for tests: SHAKE-256 of the seed and a counter. Never use it for real keys."""

    def __init__(self, seed: str) -> None:
        self.seed = seed
        self.count = 0

    def __call__(self, length: int) -> bytes:
        self.count += 1
        return hashlib.shake_256(f"{self.seed}/{self.count}".encode()).digest(length)


@dataclass
class Stored:
    """A space (or key space) as the server keeps it."""

    vault: str
    space: str
    area: str = ""
    relation: str = ""
    chain: list[Signed] = field(default_factory=list)
    epochs: list[tuple[EpochRecord, tuple[bytes, ...]]] = field(default_factory=list)
    records: list[dict[str, str]] = field(default_factory=list)

    @property
    def tail(self) -> bytes:
        """Hash of the newest record."""
        if not self.records:
            return b""
        header = self.records[-1]["header"], self.records[-1]["sealed"]
        return RecordHeader.read(unb64u(header[0])).hash(unb64u(header[1]))


class World:
    """The honest server and everybody's keys. ``now`` is the one clock; every act moves it by a minute."""

    def __init__(self, seed: str, wrapper: Wrapper = wrap) -> None:
        self.random = Seeded(seed)
        self.wrapper = wrapper
        self.now = NOON
        self.keys: dict[str, Keys] = {}
        self.institutions: dict[str, list[Signed]] = {}
        self.states: dict[str, InstitutionState] = {}
        self.teams: dict[str, tuple[str, str]] = {}
        self.spaces: dict[str, Stored] = {}
        self.pins: dict[str, Pins] = {}

    # People and institutions

    def act(self, name: str) -> Act:
        """Somebody acts, a minute later than the last one."""
        self.now += MINUTE
        return Act(self.keys[name], self.now, self.random, self.wrapper)

    def person(self, name: str) -> Keys:
        """Somebody new."""
        root = self.random(32)
        self.keys[name], _ = add_generation(Keys(fingerprint(public_key(root)), (), (), root), self.random)
        return self.keys[name]

    def rotate(self, name: str) -> None:
        """Somebody gets the next working key."""
        self.keys[name], _ = add_generation(self.keys[name], self.random)

    def institution(self, name: str, administrator: str) -> bytes:
        """Begin an institution."""
        keys = self.keys[administrator]
        values = {"op": "begin", "name": name, "kind": "authority", "root": public_key(keys.root)}
        self._enter(name, administrator, values)
        return self.states[name].institution

    def team(self, institution: str, name: str, administrator: str, members: Iterable[str]) -> str:
        """Add a team and its members."""
        team = id_text(self.random(16))
        self._enter(institution, administrator, {"op": "team_add", "team": team, "name": name})
        self.teams[name] = (institution, team)
        for member in members:
            self.join(name, member, administrator)
        return team

    def join(self, team: str, member: str, administrator: str) -> None:
        """Add a member."""
        institution, team_id = self.teams[team]
        keys = self.keys[member]
        values = {
            "op": "member_add",
            "team": team_id,
            "person": keys.person,
            "root": public_key(keys.root),
            "name_hash": salted(self.random(16), member),
        }
        self._enter(institution, administrator, values)

    def leave(self, team: str, member: str, by: str, *, working: bool = True) -> None:
        """Remove a member, signed by W (or R)."""
        institution, team_id = self.teams[team]
        values = {"op": "member_remove", "team": team_id, "person": self.keys[member].person}
        self._enter(institution, by, values, working=working)

    def entry(self, institution: str, by: str, values: Mapping[str, Any], *, working: bool = False) -> Signed:
        """The next entry of an institution's chain, signed."""
        state = self.states.get(institution)
        act = self.act(by)
        common = {
            "institution": state.institution if state else b"",
            "seq": state.seq + 1 if state else 0,
            "prev": state.head if state else b"",
            "issuer": act.keys.person,
            "generation": act.keys.newest.generation if working else 0,
            "at": act.at,
        }
        seed = act.keys.newest.sign if working else act.keys.root
        return signed(seed, "institution-entry", {**common, **values})

    def _enter(self, institution: str, by: str, values: Mapping[str, Any], *, working: bool = False) -> None:
        entry = self.entry(institution, by, values, working=working)
        self.states[institution] = extend_institution(self.states.get(institution), entry, self.people())
        self.institutions.setdefault(institution, []).append(entry)

    def people(self) -> dict[bytes, Any]:
        """Everybody's statements."""
        return {keys.person: keys.statements for keys in self.keys.values()}

    def subject(self, team: str = "", person: str = "") -> Subject:
        """A team, a contact person in a team, or a private person, by name."""
        who = self.keys[person].person if person else b""
        if not team:
            return Subject(person=who)
        institution, team_id = self.teams[team]
        return Subject(self.states[institution].institution, team_id, who)

    # Team keys

    def team_key(self, team: str, by: str, confirmed: Iterable[str] = ()) -> None:
        """Start the team's next key: for those recorded so far and the newly confirmed."""
        institution, team_id = self.teams[team]
        parties = self.parties(by)
        records = parties.teams.get(team_id, ())
        taken_in = {each.person for record in records[-1:] for each in record.recipients}
        taken_in |= {self.keys[name].person for name in (by, *confirmed)}
        ground = TeamGround(
            team_id,
            parties.institutions[self.states[institution].institution],
            parties.people,
            frozenset(taken_in),
            records,
            parties.team_keys.get(team_id, {}),
        )
        self.accept(start_team_key(self.act(by), ground))

    # Serving

    def accept(self, change: Change) -> Change:
        """Store a change as the server would, once it found everything in order."""
        for each in change.entries:
            entry = SpaceEntry.read(each)
            stored = self.spaces.setdefault(entry.space, Stored(entry.vault, entry.space))
            stored.chain.append(each)
            if entry.op == "open":
                stored.area, stored.relation = entry.area, entry.relation
        for started in change.epochs:
            self._store_epoch(started)
        for attached in change.records:
            header = RecordHeader.read(attached.sealed.header)
            stored = self.spaces[header.space]
            if header.prev != stored.tail:
                raise Refusal("E_CHAIN_CTX", "not after the newest record")
            stored.records.append(plain({"header": attached.sealed.header, "sealed": attached.sealed.data}))
        return change

    def _store_epoch(self, started: Started) -> None:
        record = started.record
        stored = self.spaces.setdefault(record.space, Stored(record.vault, record.space))
        stored.epochs.append((record, started.wraps))

    def parties_json(self, reader: Keys) -> dict[str, Any]:
        """All institutions, teams and people, in the format of a bundle."""
        return {
            "institutions": [
                {"institution": self.states[name].institution, "entries": [plain(vars_of(each)) for each in chain]}
                for name, chain in self.institutions.items()
            ],
            "teams": [
                {"team": team, "epochs": self._epochs(team), "wraps": self._wraps(team, reader)}
                for _, team in self.teams.values()
                if team in self.spaces
            ],
            "statements": [
                {"person": keys.person, "statements": [vars_of(each.signed) for each in keys.statements]}
                for keys in self.keys.values()
            ],
        }

    def parties(self, reader: str) -> Parties:
        """What a reader knows of others, checked."""
        keys = self.keys[reader]
        return read_parties(read("parties", plain(self.parties_json(keys))), keys, self.pins.get(reader, Pins()))

    def bundle(self, space: str, reader: str, first: int = 1) -> dict[str, Any]:
        """Exactly what the server serves this reader for a space, as JSON; epochs from ``first`` on."""
        stored = self.spaces[space]
        keys = self.keys[reader]
        bundle = {
            "vault": stored.vault,
            "space": space,
            "area": stored.area,
            "relation": stored.relation,
            "chain": [vars_of(each) for each in stored.chain],
            "epochs": self._epochs(space)[first - 1 :],
            "wraps": [each for each in self._wraps(space, keys) if each["epoch"] >= first],
            **self.parties_json(keys),
            "epoch": stored.epochs[-1][0].epoch,
            "stale": False,
            "now": self.now,
        }
        plained: dict[str, Any] = plain(bundle)
        return plained

    def _epochs(self, space: str) -> list[dict[str, bytes]]:
        return [vars_of(record.signed) for record, _ in self.spaces[space].epochs]

    def _wraps(self, space: str, reader: Keys) -> list[dict[str, Any]]:
        """Wraps addressed to the reader or to teams whose key it holds."""
        mine = {
            team
            for _, team in self.teams.values()
            if team in self.spaces
            and any(to.person == reader.person for record, _ in self.spaces[team].epochs for to in record.recipients)
        }
        return [
            {"epoch": record.epoch, **vars(to), "wrap": wrapped}
            for record, wraps in self.spaces[space].epochs
            for to, wrapped in zip(record.recipients, wraps, strict=True)
            if to.person == reader.person or to.team in mine
        ]

    def open(self, space: str, reader: str, first: int = 1) -> OpenedSpace:
        """A reader opens a space with its pins, and keeps the new ones."""
        opened = open_space(
            self.bundle(space, reader, first), self.keys[reader], self.pins.get(reader, Pins()), self.now
        )
        self.pins[reader] = opened.pins
        return opened

    def ground(self, space: str, reader: str, first: int = 1) -> Ground:
        """A space as a reader may change it."""
        opened = self.open(space, reader, first)
        return ground_of(opened, self.spaces[space].tail).knowing(self.parties(reader))

    def space(self, area: str, relation: str) -> str:
        """The newest space of an area and relation."""
        found = [stored.space for stored in self.spaces.values() if (stored.area, stored.relation) == (area, relation)]
        return found[-1]


def vars_of(each: Signed) -> dict[str, bytes]:
    """A signed thing before it is written as JSON."""
    return {"bytes": each.data, "signature": each.signature}


def names(world: World, persons: Iterable[bytes]) -> Sequence[str]:
    """Fingerprints as the names of this world."""
    by_print = {keys.person: name for name, keys in world.keys.items()}
    return sorted(by_print[person] for person in persons)
