# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""From what a server offers to what may be shown: verify everything, open, judge (SPEC sections 7, 8, 10)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from sociallook_protocol.chains import (
    EpochRecord,
    InstitutionChain,
    People,
    Recipient,
    SpaceChain,
    Statement,
    link_epoch,
    read_institution,
    read_space,
    read_statements,
)
from sociallook_protocol.epochs import SpaceKeys, collect_keys, open_wrap, team_seed
from sociallook_protocol.errors import Refusal
from sociallook_protocol.evaluate import (
    Floor,
    Moment,
    View,
    area_of,
    is_stale,
    judge_epoch,
    judge_team_key,
    may_author,
    moment_at,
    moved,
    newest,
    recipients,
    team_moved,
)
from sociallook_protocol.formats import RecordHeader, Signed, read
from sociallook_protocol.keys import Keys
from sociallook_protocol.pins import (
    EpochPin,
    Pins,
    SpacePin,
    pin_chain,
    pin_epochs,
    pin_institution,
    pin_person,
    pin_tail,
    pin_team,
)
from sociallook_protocol.records import Contents, check_proof, open_sealed

CLOCK_TOLERANCE_MS: Final = 5 * 60 * 1000
TeamKeys = Mapping[str, SpaceKeys]
"""Team to the keys of its key space, by generation: only teams the reader holds the key of."""


@dataclass(frozen=True)
class Parties:
    """Institutions, team keys and people, all checked; ``team_keys`` are secret."""

    institutions: Mapping[bytes, InstitutionChain]
    teams: Mapping[str, tuple[EpochRecord, ...]]
    people: People
    team_keys: TeamKeys = field(repr=False)
    pins: Pins


@dataclass(frozen=True)
class OpenedSpace:
    """A space whose chains and epochs were verified. ``keys``: SK by epoch; ``unreadable``: why an epoch has none.

    ``now`` is the server's time in ms, ``clock`` the device's. ``pins`` are to be kept once the space was shown.
    """

    view: View
    area: str
    epochs: tuple[EpochRecord, ...]
    moments: Mapping[bytes, Moment] = field(repr=False)
    keys: SpaceKeys = field(repr=False)
    unreadable: Mapping[int, str]
    team_keys: TeamKeys = field(repr=False)
    me: Keys = field(repr=False)
    pins: Pins = field(repr=False)
    now: int
    clock: int

    @property
    def newest(self) -> EpochRecord:
        """The newest epoch."""
        return self.epochs[-1]

    @property
    def is_owner(self) -> bool:
        """Whether the reader owns this vault."""
        return self.view.chain is not None and self.view.chain.newest.owner == self.me.person

    @property
    def is_stale(self) -> bool:
        """Whether nothing may be written before a new epoch was started, by what is known here."""
        return self.newest.epoch in self.unreadable or is_stale(self.view, self.newest, self.now)

    def epoch(self, record_hash: bytes) -> EpochRecord:
        """The epoch record of this hash; E_CHAIN_CTX if the reader knows none."""
        for record in self.epochs:
            if record.hash == record_hash:
                return record
        raise Refusal("E_CHAIN_CTX", "unknown epoch")

    def key(self, number: int) -> bytes:
        """SK of an epoch; refuses with the reason why it could not be opened (E_NO_WRAP, E_COMMIT, E_AEAD …)."""
        if number not in self.keys:
            raise Refusal(self.unreadable.get(number, "E_NO_WRAP"), "no key for this epoch")
        return self.keys[number]

    def may_start(self) -> None:
        """Refuses E_CLOCK. Ask before starting an epoch, with whatever is written under it."""
        if abs(self.clock - self.now) > CLOCK_TOLERANCE_MS:
            raise Refusal("E_CLOCK", "device clock differs from the server's time")

    def may_write(self) -> None:
        """Refuses E_CLOCK (device clock over 5 minutes off) and E_STALE. Ask before every write."""
        self.may_start()
        if self.is_stale:
            raise Refusal("E_STALE", "a new epoch has to be started first")


# A space ------------------------------------------------------------------------------------------


def open_space(value: object, keys: Keys, pins: Pins, clock: int) -> OpenedSpace:
    """Verify everything a server offers for one space (JSON of format ``bundle``) and open what is wrapped to me.

    ``clock``: the device's time in ms. Refused as a whole at the first thing that is not right.
    """
    bundle = read("bundle", value)
    vault, space = bundle["vault"], bundle["space"]
    parties = read_parties(bundle, keys, pins)
    chain, after = _read_chain(bundle, parties)
    view = View(vault, space, chain, parties.institutions, parties.teams, parties.people)
    recipients(newest(view), bundle["now"])  # what is needed to judge the present and is not offered, is withheld
    epochs, after = _read_epochs(bundle, view, pins, after)
    opened, unreadable = _open_wraps(epochs, bundle["wraps"], keys, parties.team_keys)
    area = area_of(newest(view), space)
    relation = chain.newest.relation if chain else ""
    if (bundle["area"], bundle["relation"]) != (area, relation):
        raise Refusal("E_CHAIN_CTX", "another area or relation than the chain's")
    moments = {record.hash: moment_at(view, record.heads) for record in epochs}
    return OpenedSpace(
        view, area, epochs, moments, opened, unreadable, parties.team_keys, keys, after, bundle["now"], clock
    )


def read_parties(offered: Mapping[str, Any], keys: Keys, pins: Pins) -> Parties:
    """Check institutions, teams and statements (as in format ``bundle``) and raise the pins."""
    people: dict[bytes, Sequence[Statement]] = {}
    for each in offered["statements"]:
        person = each["person"]
        people[person] = read_statements(person, map(Signed.of, each["statements"]))
        pins = pin_person(pins, person, people[person])
    institutions: dict[bytes, InstitutionChain] = {}
    for each in offered["institutions"]:
        name = each["institution"]
        institutions[name] = read_institution(name, map(Signed.of, each["entries"]), people)
        pins = pin_institution(pins, institutions[name].states)
    teams: dict[str, tuple[EpochRecord, ...]] = {}
    team_keys: dict[str, SpaceKeys] = {}
    for each in offered["teams"]:
        team = each["team"]
        teams[team] = _read_team(each, institutions, people, pins)
        if not teams[team]:
            continue
        (institution,) = teams[team][-1].heads.institutions
        moved_on = team_moved(teams[team][-1], institutions[institution], people)
        pins = pin_team(pins, team, teams[team], moved_on)
        opened, _ = _open_wraps(teams[team], each["wraps"], keys, {})
        if opened:
            team_keys[team] = opened
    return Parties(institutions, teams, people, team_keys, pins)


def _read_team(
    offered: Mapping[str, Any], institutions: Mapping[bytes, InstitutionChain], people: People, pins: Pins
) -> tuple[EpochRecord, ...]:
    team = offered["team"]
    pin = pins.teams.get(team, EpochPin())
    records: list[EpochRecord] = []
    floor: Floor = {}
    for signed in map(Signed.of, offered["epochs"]):
        before = records[-1] if records else None
        record = link_epoch(team, team, before, EpochRecord.read(signed))
        named = next(iter(record.heads.institutions), b"")
        first = next(iter(records[0].heads.institutions)) if records else named
        if named != first or named not in institutions:
            raise Refusal("E_EPOCH_RECIPIENTS", "team key of another or unknown institution")
        floor = _with_moved(floor, pin, record)
        floor = judge_team_key(institutions[named], people, before, record, floor)
        records.append(record)
    return tuple(records)


def _with_moved(floor: Floor, pin: EpochPin, record: EpochRecord) -> Floor:
    """A record after the pinned one may not name heads older than those known when the space was last opened."""
    if record.epoch <= pin.epoch:
        return floor
    return {position: max(floor.get(position, 0), pin.moved.get(position, 0)) for position in {*floor, *pin.moved}}


def _read_chain(bundle: Mapping[str, Any], parties: Parties) -> tuple[SpaceChain | None, Pins]:
    if not bundle["chain"]:
        return None, parties.pins
    chain = read_space(bundle["vault"], bundle["space"], map(Signed.of, bundle["chain"]), parties.people)
    return chain, pin_chain(parties.pins, chain.states)


def _read_epochs(
    bundle: Mapping[str, Any], view: View, pins: Pins, after: Pins
) -> tuple[tuple[EpochRecord, ...], Pins]:
    pin = pins.spaces.get(view.space, SpacePin())
    records: list[EpochRecord] = []
    floor: Floor = {}
    for record in map(EpochRecord.read, map(Signed.of, bundle["epochs"])):
        before = records[-1] if records else None
        link_epoch(view.vault, view.space, before, record, first=record.epoch)
        floor = _with_moved(floor, pin, record)
        floor = judge_epoch(view, record, floor)
        records.append(record)
    if not records or records[-1].epoch != bundle["epoch"]:
        raise Refusal("E_ROLLBACK", "the current epoch is not offered")
    return tuple(records), pin_epochs(after, view.space, records, moved(view, records[-1], bundle["now"]))


def _open_wraps(
    records: Sequence[EpochRecord], wraps: Iterable[Mapping[str, Any]], keys: Keys, team_keys: TeamKeys
) -> tuple[dict[int, bytes], dict[int, str]]:
    """Keys by epoch, and for every epoch without one the refusal that says why."""
    by_number = {record.epoch: record for record in records}
    opened: list[dict[int, bytes]] = []
    why: dict[int, str] = {}
    for offered in wraps:
        record = by_number.get(offered["epoch"])
        to = Recipient(offered["team"], offered["person"], offered["generation"])
        if record is None:
            continue
        try:
            opened.append(open_wrap(record, to, _seed(to, keys, team_keys), offered["wrap"]))
        except Refusal as refusal:
            why[record.epoch] = refusal.code
    good, false = collect_keys(records, opened)
    why = {**dict.fromkeys(by_number, "E_NO_WRAP"), **why, **false}
    return good, {number: code for number, code in why.items() if number not in good}


def _seed(to: Recipient, keys: Keys, team_keys: TeamKeys) -> bytes:
    if to.team:
        if to.generation not in team_keys.get(to.team, {}):
            raise Refusal("E_NO_WRAP", "the team's key is not mine")
        return team_seed(team_keys[to.team][to.generation], to.team, to.generation)
    if to.person != keys.person:
        raise Refusal("E_NO_WRAP", "wrapped to somebody else")
    return keys.generation(to.generation).kem


# Records ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OpenedRecord:
    """A record that passed every check of SPEC section 8."""

    header: RecordHeader
    hash: bytes
    author: bytes
    contents: Contents
    epoch: int


@dataclass(frozen=True)
class RefusedRecord:
    """A record that cannot be checked, or (E_GAP, without an id) a place where records are missing."""

    record: str
    code: str


@dataclass(frozen=True)
class DeletedRecord:
    """The server says that this record was deleted; its header stays."""

    header: RecordHeader


Read = OpenedRecord | RefusedRecord | DeletedRecord


def open_record(space: OpenedSpace, stored: object, asked: tuple[str, int] | None = None) -> OpenedRecord:
    """One record (JSON ``{"header", "sealed"}``); ``asked``: the id and version that were asked for.

    Refuses, in this order, E_SCHEMA, E_CHAIN_CTX, E_NO_WRAP, E_COMMIT, E_AEAD, E_SCHEMA, E_AUTHOR_NOT_GRANTED, E_SIG,
    E_FORGED. Its place among other records is checked by ``open_records``.
    """
    values = read("stored-record", stored)
    header = RecordHeader.read(values["header"])
    if asked and (header.record, header.version) != asked:
        raise Refusal("E_CHAIN_CTX", "another record than asked for")
    return _opened(space, header, values["sealed"])


def _opened(space: OpenedSpace, header: RecordHeader, sealed: bytes) -> OpenedRecord:
    if (header.vault, header.space) != (space.view.vault, space.view.space):
        raise Refusal("E_CHAIN_CTX", "record of another space")
    epoch = space.epoch(header.epoch)
    inner = open_sealed(header, sealed, space.key(epoch.epoch))
    moment = space.moments[epoch.hash]
    is_owner = moment.space is not None and moment.space.owner == inner.author
    entitled = may_author(moment, epoch, inner.author, header.verb, inner.contents.at)
    if (header.role == "owner") != is_owner or not entitled:
        raise Refusal("E_AUTHOR_NOT_GRANTED", "author had no such right in this epoch")
    check_proof(header, inner, epoch, _stated(moment, inner.author), space.me)
    return OpenedRecord(header, header.hash(sealed), inner.author, inner.contents, epoch.epoch)


def _stated(moment: Moment, author: bytes) -> Statement:
    if author not in moment.statements:
        raise Refusal("E_AUTHOR_NOT_GRANTED", "author's key is not among the heads")
    return moment.statements[author]


@dataclass
class _Walk:
    """Where a run of records stands: what the next ``prev`` must be, and the lowest epoch that may follow.

    ``known``: the newest version of each record. ``versions``: the hash of each version, for those who refer to it.
    """

    space: OpenedSpace
    prev: bytes | None
    floor: int
    known: dict[str, OpenedRecord] = field(default_factory=dict)
    versions: dict[tuple[str, int], bytes] = field(default_factory=dict)

    def keep(self, opened: OpenedRecord) -> None:
        """Judge what follows by this one too."""
        self.known[opened.header.record] = opened
        self.versions[opened.header.record, opened.header.version] = opened.hash

    def step(self, stored: object) -> Iterator[Read]:
        values = read("stored-record", stored)
        header = RecordHeader.read(values["header"])
        if self.prev is not None and header.prev != self.prev:
            yield RefusedRecord("", "E_GAP")
        deleted = not values["sealed"]
        self.prev = None if deleted else header.hash(values["sealed"])
        yield DeletedRecord(header) if deleted else self._judged(header, values["sealed"])
        pin = self.space.pins.spaces.get(self.space.view.space, SpacePin())
        if pin.tail and self.prev == pin.tail:
            self.floor = max(self.floor, pin.floor)

    def _judged(self, header: RecordHeader, sealed: bytes) -> Read:
        try:
            opened = _opened(self.space, header, sealed)
            self._in_order(opened)
            opened = self._with_what_it_refers_to(opened)
        except Refusal as refusal:
            return RefusedRecord(header.record, refusal.code)
        self.keep(opened)
        self.floor = max(self.floor, opened.epoch)
        return opened

    def _in_order(self, opened: OpenedRecord) -> None:
        if opened.epoch < self.floor:
            raise Refusal("E_ROLLBACK", "a record of an older epoch after a newer one")
        before = self.known.get(opened.header.record)
        if before and opened.header.version <= before.header.version:
            raise Refusal("E_ROLLBACK", "an older version after a newer one")
        if before and opened.author != before.author:
            raise Refusal("E_AUTHOR_NOT_GRANTED", "only its author changes a record")

    def _with_what_it_refers_to(self, opened: OpenedRecord) -> OpenedRecord:
        """Only references to versions that stand before it. What it refers to must be what its author saw."""
        met = [ref for ref in opened.contents.refs if (ref["record"], ref["version"]) in self.versions]
        if any(self.versions[ref["record"], ref["version"]] != ref["hash"] for ref in met):
            raise Refusal("E_FORK", "refers to a version that was another one for its author")
        return replace(opened, contents=replace(opened.contents, refs=met))


def open_records(
    space: OpenedSpace, stored: Iterable[object], after: bytes | None = None, earlier: Iterable[Read] = ()
) -> list[Read]:
    """A run of records in chain order. One bad record never hides another.

    ``after``: hash of the record before the run; empty: the run begins the space; None: not known (first visible one).
    ``earlier``: what runs before this one gave.
    """
    pin = space.pins.spaces.get(space.view.space, SpacePin())
    walk = _Walk(space, after, pin.floor if after and after == pin.tail else 0)
    for read_before in earlier:
        if isinstance(read_before, OpenedRecord):
            walk.keep(read_before)
    found: list[Read] = []
    for each in stored:
        try:
            found.extend(walk.step(each))
        except Refusal as refusal:
            found.append(RefusedRecord("", refusal.code))
    return found


def read_up_to(space: OpenedSpace, tail: bytes) -> Pins:
    """The pins after everything up to the space's newest record ``tail`` was read."""
    floor = space.newest.epoch + (1 if is_stale(space.view, space.newest, space.now) else 0)
    return pin_tail(space.pins, space.view.space, tail, floor)


def with_pins(space: OpenedSpace, pins: Pins) -> OpenedSpace:
    """The same space under other pins."""
    return replace(space, pins=pins)
