# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""A symbolic model of epochs: random histories, honest devices, and a server that shows each of them what it likes.

No cryptography: keys are sets of holders. The rules under test are the real functions of ``evaluate`` and ``pins``;
a mutant replaces one of them. Two things must never happen:

* **leak**: an honest device writes under an epoch whose key somebody holds who, by what this device knows, has no right
  to read (or whose key generation it knows to be replaced);
* **false author**: an honest device accepts a new record by somebody who had no right to write, by what it knew when it
  had last read everything, nor by what it knows now, nor in truth at any time between.

The server (colluding with everybody who lost a right) withholds, shows any device any older heads it has not seen
better, starts epochs and team keys with the names of those who collude, and puts anything into them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from itertools import count
from random import Random

from sociallook_protocol.chains import (
    EpochRecord,
    Grant,
    Heads,
    InstitutionChain,
    InstitutionState,
    Recipient,
    SpaceChain,
    SpaceState,
    Statement,
    Subject,
    Team,
)
from sociallook_protocol.encoding import sha256
from sociallook_protocol.errors import Refusal
from sociallook_protocol.evaluate import (
    Floor,
    Moment,
    Plan,
    View,
    check_plan,
    check_starter,
    check_team_recipients,
    check_team_starter,
    is_stale,
    may_author,
    moment_at,
    moved,
    newest,
    positions,
    raised,
    recipients,
    rights,
    starters,
    team_moved,
)
from sociallook_protocol.formats import Signed

VAULT, SPACE, TEAM = "vault", "space", "team"
INSTITUTION = b"institution"
OWNER, ANNA, BEN, CARL, DORA = (name.encode() for name in ("owner", "anna", "ben", "carl", "dora"))
PEOPLE = (OWNER, ANNA, BEN, CARL, DORA)
UNSIGNED = Signed(b"", b"")
SUBJECTS = (Subject(INSTITUTION, TEAM), Subject(INSTITUTION, TEAM, BEN), Subject(person=DORA))


@dataclass(frozen=True)
class Rules:
    """What an honest device does. A mutant breaks one of them."""

    is_stale: Callable[[View, EpochRecord, int], bool] = is_stale
    plan: Callable[[Moment, int], Plan] = recipients
    raised: Callable[[Floor, Floor], dict[tuple[str, bytes | str], int]] = raised
    check_starter: Callable[[Moment, EpochRecord], None] = check_starter
    check_plan: Callable[[Moment, EpochRecord], None] = check_plan
    check_team_starter: Callable[[EpochRecord | None, EpochRecord], None] = check_team_starter
    check_team_recipients: Callable[[Moment, bytes, EpochRecord], None] = check_team_recipients
    may_author: Callable[[Moment, EpochRecord, bytes, str, int], bool] = may_author
    moved: Callable[[View, EpochRecord, int], Floor] = moved
    team_moved: Callable[..., Floor] = team_moved
    floor: Callable[[int, bool], int] = lambda newest_epoch, stale: newest_epoch + stale


@dataclass
class Known:
    """How far a device has seen each chain."""

    chain: int
    institution: int
    people: dict[bytes, int]
    team_keys: int
    epochs: int

    def __le__(self, other: Known) -> bool:
        mine = (self.chain, self.institution, self.team_keys, self.epochs, *self.people.values())
        others = (other.chain, other.institution, other.team_keys, other.epochs, *other.people.values())
        return all(left <= right for left, right in zip(mine, others, strict=True))


@dataclass
class Device:
    """One honest person's device: what it knows and pins."""

    person: bytes
    known: Known
    moved: Floor = field(default_factory=dict)
    team_moved: Floor = field(default_factory=dict)
    tail: int = 0
    floor: int = 0
    writers_since: set[bytes] = field(default_factory=set)


@dataclass
class Found:
    """What went wrong in a history, and that something happened at all."""

    leaks: int = 0
    false_authors: int = 0
    written: int = 0
    refused: int = 0
    accepted: int = 0


class History:
    """One random history under some rules."""

    def __init__(self, seed: int, rules: Rules) -> None:
        self.random = Random(seed)  # noqa: S311 - a model, repeatable on purpose
        self.rules = rules
        self.now = 1000
        self.serial = count()
        self.found = Found()
        opened = SpaceState(VAULT, SPACE, "messages", "", OWNER, b"", 0, self.name(), {}, closed=False)
        self.chain = [opened]
        members = frozenset({ANNA, BEN})
        self.institution = [
            InstitutionState(INSTITUTION, 0, self.name(), "", "", frozenset({ANNA}), {TEAM: Team("", members)}, {})
        ]
        self.people = {person: [self.statement(person, 1)] for person in PEOPLE}
        self.team_keys: list[EpochRecord] = []
        self.epochs: list[EpochRecord] = []
        self.records: list[tuple[bytes, int, int]] = []  # author, epoch, author's time
        everything = Known(1, 1, dict.fromkeys(PEOPLE, 1), 0, 0)
        self.devices = [Device(person, replace(everything, people=dict(everything.people))) for person in PEOPLE]

    def run(self, steps: int = 60) -> Found:
        """Play it: the team has a key and a grant, then anything may happen."""
        self.begin()
        honest = (self.change_rights, self.change_members, self.rotate, self.start_team_key, self.write, self.write)
        hostile = (self.hostile_epoch, self.hostile_team_key, self.hostile_record)
        for _ in range(steps):
            self.now += self.random.randrange(1, 20)
            if self.random.random() < 0.3:
                self.random.choice(hostile)()
            elif self.random.random() < 0.5:
                self.synchronise(self.random.choice(self.devices))
            else:
                self.random.choice(honest)()
            self.remember_writers()
        return self.found

    def remember_writers(self) -> None:
        """Who had the right for a while, may have written in that while."""
        held = self.held(self.view(self.truth), self.now)
        writers = {person for person, verbs in held.items() if "write" in verbs}
        for device in self.devices:
            device.writers_since |= writers

    def begin(self) -> None:
        members = self.institution[-1].teams[TEAM].members
        self.team_keys.append(self.team_record(ANNA, members, self.institution[-1], self.devices[1].known.people))
        grant = Grant("first", SUBJECTS[0], ("read", "write"), 1, 0, self.now, b"", b"")
        state = self.chain[-1]
        self.chain.append(replace(state, seq=1, head=self.name(), grants={grant.grant: grant}))
        for device in self.devices:
            device.known.chain, device.known.team_keys = 2, 1
        owner = self.devices[0]
        self.start(owner, self.view(owner.known))
        self.remember_writers()

    # The world

    def name(self) -> bytes:
        return sha256(str(next(self.serial)).encode())

    def statement(self, person: bytes, generation: int) -> Statement:
        return Statement(person, b"", generation, b"", b"", b"", self.name(), UNSIGNED)

    @property
    def truth(self) -> Known:
        people = {person: len(statements) for person, statements in self.people.items()}
        return Known(len(self.chain), len(self.institution), people, len(self.team_keys), len(self.epochs))

    def view(self, known: Known) -> View:
        return View(
            VAULT,
            SPACE,
            SpaceChain(tuple(self.chain[: known.chain])),
            {INSTITUTION: InstitutionChain(tuple(self.institution[: known.institution]))},
            {TEAM: tuple(self.team_keys[: known.team_keys])},
            {person: tuple(self.people[person][:seen]) for person, seen in known.people.items()},
        )

    def held(self, view: View, at: int) -> dict[bytes, tuple[str, ...]]:
        moment = newest(view)
        assert moment.space
        return {OWNER: ("read", "write"), **rights(moment.space, moment.members, at)}

    def change_rights(self) -> None:
        """The owner gives or takes, always at the true head: the server compares and swaps."""
        state = self.chain[-1]
        live = [grant for grant in state.grants.values() if grant.verbs]
        if live and self.random.random() < 0.6:
            grant = self.random.choice(live)
            left = ("read",) if grant.verbs != ("read",) and self.random.random() < 0.5 else ()
            changed = replace(grant, verbs=left)
        else:
            verbs = self.random.choice((("read",), ("read", "write"), ("read", "write")))
            until = self.random.choice((0, 0, self.now + 60))
            changed = Grant(self.name().hex(), self.random.choice(SUBJECTS), verbs, 1, until, self.now, b"", b"")
        grants = {**state.grants, changed.grant: changed}
        self.chain.append(replace(state, seq=state.seq + 1, head=self.name(), grants=grants))
        owner = self.devices[0]
        owner.known.chain = len(self.chain)
        self.pin(owner)

    def change_members(self) -> None:
        state = self.institution[-1]
        members = state.teams[TEAM].members ^ {self.random.choice((BEN, CARL))}
        teams = {TEAM: Team("", members)}
        self.institution.append(replace(state, seq=state.seq + 1, head=self.name(), teams=teams))

    def rotate(self) -> None:
        person = self.random.choice(PEOPLE)
        self.people[person].append(self.statement(person, len(self.people[person]) + 1))

    # Honest devices

    def synchronise(self, device: Device) -> None:
        """The server shows something not older than what the device knows; the device checks it, and reads."""
        truth, known = self.truth, device.known

        def shown(low: int, high: int) -> int:
            return self.random.choice((high, high, self.random.randint(low, high)))

        offer = Known(
            shown(known.chain, truth.chain),
            shown(known.institution, truth.institution),
            {person: shown(known.people[person], truth.people[person]) for person in PEOPLE},
            shown(known.team_keys, truth.team_keys),
            shown(known.epochs, truth.epochs),
        )
        try:
            self.judge(device, offer)
        except Refusal:
            self.found.refused += 1
            return
        device.known = offer
        self.pin(device)
        self.read(device)

    def judge(self, device: Device, offer: Known) -> None:
        """What ``reader.open_space`` does, without signatures."""
        view = self.view(offer)
        floor: Floor = {}
        chain = view.institutions[INSTITUTION]
        before: EpochRecord | None = None
        for record in view.teams[TEAM]:
            moment = moment_at(View(TEAM, TEAM, None, view.institutions, {}, view.people), record.heads)
            floor = _with(floor, device.team_moved if record.epoch > device.known.team_keys else {})
            floor = self.rules.raised(floor, positions(view, moment))
            self.rules.check_team_starter(before, record)
            self.rules.check_team_recipients(moment, chain.newest.institution, record)
            before = record
        floor = {}
        for record in self.epochs[: offer.epochs]:
            moment = moment_at(view, record.heads)
            floor = _with(floor, device.moved if record.epoch > device.known.epochs else {})
            floor = self.rules.raised(floor, positions(view, moment))
            self.rules.check_starter(moment, record)
            self.rules.check_plan(moment, record)

    def pin(self, device: Device) -> None:
        view = self.view(device.known)
        epochs = self.epochs[: device.known.epochs]
        device.moved = self.rules.moved(view, epochs[-1], self.now) if epochs else {}
        keys = view.teams[TEAM]
        device.team_moved = self.rules.team_moved(keys[-1], view.institutions[INSTITUTION], view.people) if keys else {}

    def read(self, device: Device) -> None:
        """Read everything offered after the tail; then this is the tail."""
        view = self.view(device.known)
        now_writers = {person for person, verbs in self.held(view, self.now).items() if "write" in verbs}
        for author, number, at in self.records[device.tail :]:
            if number > device.known.epochs or number < device.floor:
                continue
            record = self.epochs[number - 1]
            if self.rules.may_author(moment_at(view, record.heads), record, author, "write", at):
                self.found.accepted += 1
                self.found.false_authors += author not in device.writers_since | now_writers
        if device.known.epochs:
            current = self.epochs[device.known.epochs - 1]
            device.tail = len(self.records)
            device.floor = self.rules.floor(current.epoch, self.rules.is_stale(view, current, self.now))
            device.writers_since = now_writers

    def write(self) -> None:
        """An honest device writes by what it knows, under the newest epoch or a new one."""
        entitled = set(PEOPLE) - set(self.colluders("write"))
        device = self.random.choice([each for each in self.devices if each.person in entitled])
        self.synchronise(device)
        view = self.view(device.known)
        if "write" not in self.held(view, self.now).get(device.person, ()):
            return
        current = self.epochs[device.known.epochs - 1] if device.known.epochs else None
        if current is None or self.rules.is_stale(view, current, self.now):
            current = self.start(device, view)
        if current and current.epoch == len(self.epochs):
            self.check_leak(view, current)
            self.records.append((device.person, current.epoch, self.now))

    def start(self, device: Device, view: View) -> EpochRecord | None:
        """The server takes an epoch whose number is free; so it may be one nobody else has seen yet."""
        moment = newest(view)
        if device.known.epochs != len(self.epochs) or device.person not in starters(moment, self.now):
            return None
        plan = self.rules.plan(moment, self.now)
        if all(person != device.person for person in plan.heads.statements):
            return None
        record = self.record(VAULT, SPACE, len(self.epochs), device.person, plan)
        self.epochs.append(record)
        device.known.epochs = len(self.epochs)
        self.pin(device)
        return record

    def start_team_key(self) -> None:
        """A holder (or, first, any member) starts the next team key by what it knows."""
        device = self.random.choice(self.devices)
        view = self.view(device.known)
        state = view.institutions[INSTITUTION].newest
        before = self.team_keys[-1] if self.team_keys else None
        members = state.teams[TEAM].members
        if device.known.team_keys != len(self.team_keys) or device.person not in members:
            return
        if before and all(to.person != device.person for to in before.recipients):
            return
        self.team_keys.append(self.team_record(device.person, members, state, device.known.people))
        device.known.team_keys = len(self.team_keys)
        self.pin(device)

    def team_record(
        self, starter: bytes, members: frozenset[bytes], state: InstitutionState, seen: dict[bytes, int]
    ) -> EpochRecord:
        stated = {person: self.people[person][seen[person] - 1] for person in sorted(members)}
        named = {person: each.hash for person, each in stated.items()}
        heads = Heads(b"", {INSTITUTION: state.head}, {}, named)
        to = tuple(Recipient("", person, each.generation) for person, each in stated.items())
        return self.record(TEAM, TEAM, len(self.team_keys), starter, Plan(heads, to))

    def record(self, vault: str, space: str, before: int, starter: bytes, plan: Plan) -> EpochRecord:
        return EpochRecord(
            vault, space, before + 1, self.now, starter, 1, "stale", plan.heads, plan.recipients, b"", b"", b"", (),
            self.name(), UNSIGNED,
        )  # fmt: skip

    def check_leak(self, view: View, record: EpochRecord) -> None:
        self.found.written += 1
        readers = {person for person, verbs in self.held(view, self.now).items() if "read" in verbs}
        newest_known = {person: len(view.people[person]) for person in PEOPLE}
        holders = {(record.starter, newest_known.get(record.starter, 0))}
        for to in record.recipients:
            key = self.team_keys[to.generation - 1] if to.team else None
            holders |= {(each.person, each.generation) for each in (key.recipients if key else (to,))}
        self.found.leaks += any(
            person not in readers or generation < newest_known.get(person, 0) for person, generation in holders
        )

    # The server and those who lost a right

    def colluders(self, verb: str) -> list[bytes]:
        held = self.held(self.view(self.truth), self.now)
        return [person for person in PEOPLE if verb not in held.get(person, ())]

    def any_past(self) -> Known:
        truth = self.truth

        def pick(high: int) -> int:
            return self.random.choice((high, self.random.randint(min(1, high), high)))

        people = {person: pick(high) for person, high in truth.people.items()}
        return Known(pick(truth.chain), pick(truth.institution), people, pick(truth.team_keys), truth.epochs)

    def hostile_epoch(self) -> None:
        """Somebody without the right starts an epoch at heads of any past, perhaps for more people than computed."""
        colluders = self.colluders("write")
        moment = newest(self.view(self.any_past()))
        try:
            plan = recipients(moment, self.now)
        except Refusal:
            return
        if not colluders:
            return
        starter = self.random.choice(colluders)
        if self.random.random() < 0.3:
            starter = self.random.choice(PEOPLE[1:])
            extra = Recipient("", self.random.choice(colluders), 1)
            plan = Plan(plan.heads, (*plan.recipients, extra))
        self.epochs.append(self.record(VAULT, SPACE, len(self.epochs), starter, plan))
        self.keep_if_accepted(self.epochs)

    def hostile_team_key(self) -> None:
        past = self.any_past()
        state = self.institution[past.institution - 1]
        members = state.teams[TEAM].members
        former = [person for person in (BEN, CARL) if person not in self.institution[-1].teams[TEAM].members]
        if not former:
            return
        starter = self.random.choice(former)
        chosen = members | {starter} if self.random.random() < 0.5 else members
        self.team_keys.append(self.team_record(starter, chosen, state, past.people))
        self.keep_if_accepted(self.team_keys)

    def keep_if_accepted(self, records: list[EpochRecord]) -> None:
        """What not even a device that knows nothing would accept is taken out again, so that histories go on."""
        fresh = Known(1, 1, dict.fromkeys(PEOPLE, 1), 0, 0)
        try:
            self.judge(Device(OWNER, fresh), self.truth)
        except Refusal:
            self.found.refused += 1
            records.pop()

    def hostile_record(self) -> None:
        """Somebody without the verb writes under any epoch, dated as it likes."""
        colluders = self.colluders("write")
        if self.epochs and colluders:
            number = self.random.choice((len(self.epochs), self.random.randint(1, len(self.epochs))))
            author = self.random.choice(colluders)
            at = self.random.choice((self.now, self.epochs[number - 1].at, self.random.randint(1000, self.now)))
            self.records.append((author, number, at))


def _with(floor: Floor, more: Floor) -> Floor:
    return {position: max(floor.get(position, 0), more.get(position, 0)) for position in {*floor, *more}}


def play(seeds: Iterable[int], rules: Rules) -> Found:
    """The sum of what was found."""
    total = Found()
    for seed in seeds:
        found = History(seed, rules).run()
        for name, number in vars(found).items():
            setattr(total, name, getattr(total, name) + number)
    return total
