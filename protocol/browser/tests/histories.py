# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Random histories for differential fuzzing: mostly honest, some entries bent, so that every refusal comes up."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from random import Random
from typing import Any

from sociallook_protocol.areas import AREAS
from sociallook_protocol.chains import InstitutionState, SpaceState, extend_institution, extend_space
from sociallook_protocol.encoding import b64u, fingerprint, id_text, structure_hash, unb64u, vault_of
from sociallook_protocol.errors import Refusal
from sociallook_protocol.formats import Signed, encode, plain
from sociallook_protocol.keys import Keys, add_generation
from sociallook_protocol.sign import public_key, sign
from sociallook_vectors import fuzz

Json = Any
Values = dict[str, Any]
NOON = 1_790_000_000_000
VERBS = ("add", "give", "read", "take", "write")


@dataclass
class Dice:
    """Repeatable randomness."""

    seed: str
    random: Random = field(init=False)

    def __post_init__(self) -> None:
        self.random = Random(self.seed)  # noqa: S311 - repeatable on purpose

    def bytes(self, length: int) -> bytes:
        return self.random.randbytes(length)

    def id(self) -> str:
        return id_text(self.bytes(16))

    def one(self, *options: Any) -> Any:
        return self.random.choice(options)

    def some(self, options: Sequence[Any]) -> list[Any]:
        return self.random.sample(options, self.random.randint(0, len(options)))

    def rarely(self, one_in: int = 12) -> bool:
        return self.random.randrange(one_in) == 0

    def time(self) -> int:
        return NOON + self.random.randrange(10) * 1000

    def people(self, count: int) -> list[Keys]:
        """Some of a crowd of ten. Making new keys for every case would take most of the time."""
        return self.random.sample(crowd(self.seed.partition("/")[0]), count)


@cache
def crowd(seed: str) -> list[Keys]:
    """Ten people with one to three generations of keys."""
    random = Random(seed)  # noqa: S311 - repeatable on purpose
    found = []
    for number in range(10):
        root = random.randbytes(32)
        keys = Keys(fingerprint(public_key(root)), (), (), root)
        for _ in range(number % 3 + 1):
            keys, _ = add_generation(keys, random.randbytes)
        found.append(keys)
    return found


def statements_json(people: Sequence[Keys]) -> Json:
    """As in a bundle."""
    return [
        {"person": b64u(keys.person), "statements": [each.signed.plain() for each in keys.statements]}
        for keys in people
    ]


def signed_as(keys: Keys, generation: int, kind: str, values: Values) -> Signed:
    """Signed by R (generation 0) or by W of this generation, without any check."""
    data = encode(kind, values)
    seed = keys.root if generation == 0 else keys.working[min(generation, len(keys.working)) - 1].sign
    return Signed(data, sign(seed, kind, data))


def bend(dice: Dice, kind: str, signed: Signed, earlier: Sequence[Signed]) -> list[Signed]:
    """Something wrong with a signed entry."""
    flipped = bytearray(signed.signature)
    flipped[dice.random.randrange(64)] ^= 1 << dice.random.randrange(8)
    bent: list[Signed] = dice.one(
        [],
        [signed, signed],
        [*earlier[-1:], signed],
        [Signed(signed.data, bytes(flipped))],
        [Signed(signed.data, signed.signature[:63])],
        [Signed(signed.data.replace(b'"at":1', b'"at":2'), signed.signature)],
        [Signed(signed.data.replace(b"sociallook/1", b"sociallook/2"), signed.signature)],
        [Signed(signed.data + b" ", signed.signature)],
        [Signed(signed.data, sign(dice.bytes(32), kind, signed.data))],
    )
    return bent


# Spaces ----------------------------------------------------------------------------------------------------------


@dataclass
class SpaceHistory:
    """A space's chain as it grows. ``state``: what the reference makes of it, as long as it makes something of it."""

    dice: Dice
    owner: Keys
    people: Sequence[Keys]
    teams: Sequence[tuple[bytes, str]]
    vault: str = field(init=False)
    space: str = field(init=False)
    state: SpaceState | None = None
    entries: list[Signed] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.vault, self.space = vault_of(self.owner.person), self.dice.id()

    def grow(self, *, honest: bool) -> None:
        """One entry more; honest ones may still be refused for their meaning, and are then left out."""
        values, generation = self._values(honest=honest)
        issuer = self.owner if honest or not self.dice.rarely() else self.dice.one(*self.people)
        values = {**self._common(issuer, generation, honest=honest), **values}
        try:
            entry = signed_as(issuer, generation, "space-entry", values)
        except Refusal:
            return
        added = [entry] if honest or not self.dice.rarely(8) else bend(self.dice, "space-entry", entry, self.entries)
        known = {keys.person: keys.statements for keys in (self.owner, *self.people)}
        try:
            for each in added:
                self.state = extend_space(self.state, each, known)
        except Refusal:
            if honest:
                return
        self.entries += added

    def _common(self, issuer: Keys, generation: int, *, honest: bool) -> Values:
        seq = self.state.seq + 1 if self.state else 0
        prev = self.state.head if self.state else b""
        wrong = not honest and self.dice.rarely(20)
        return {
            "vault": self.dice.id() if wrong and self.dice.rarely(3) else self.vault,
            "space": self.dice.id() if wrong and self.dice.rarely(3) else self.space,
            "seq": seq + self.dice.one(-1, 1) if wrong and seq else seq,
            "prev": self.dice.bytes(32) if wrong and self.dice.rarely(2) else prev,
            "issuer": issuer.person,
            "generation": generation,
            "at": self.dice.time(),
        }

    def _values(self, *, honest: bool) -> tuple[Values, int]:
        state = self.state
        if state is None or (not honest and self.dice.rarely(30)):
            root = public_key(self.owner.root)
            area = self.dice.one("messages", "documents", "contact") if honest else self.dice.one(*AREAS, "nowhere")
            return {"op": "open", "area": area, "relation": self.dice.one("", self.dice.id()), "root": root}, 0
        if state.grants and self.dice.rarely(3):
            return self._revoke(state, honest=honest)
        if not honest and self.dice.rarely(30):
            return {"op": "close"}, self.dice.one(0, 0, 1)
        return self._grant(state, honest=honest), 0 if honest or not self.dice.rarely() else 1

    def _revoke(self, state: SpaceState, *, honest: bool) -> tuple[Values, int]:
        grant = self.dice.one(*state.grants.values())
        verbs = sorted(self.dice.some(grant.verbs)) or list(grant.verbs)
        if not honest and self.dice.rarely():
            verbs = sorted(self.dice.some(VERBS))
        name = self.dice.id() if not honest and self.dice.rarely(20) else grant.grant
        last = len(self.owner.working) if honest else len(self.owner.working) + self.dice.one(0, 0, 0, 1)
        return {"op": "revoke", "grant": name, "verbs": verbs}, self.dice.random.randint(0, last)

    def _grant(self, state: SpaceState, *, honest: bool) -> Values:
        possible = AREAS[state.area].verbs if state.area in AREAS else VERBS
        verbs = {"read", *self.dice.some(possible)}
        if not honest and self.dice.rarely(10):
            verbs = set(self.dice.some(VERBS))
        again = not honest and state.grants and self.dice.rarely(15)
        return {
            "op": "grant",
            "grant": self.dice.one(*state.grants) if again else self.dice.id(),
            "subject": self._subject(honest=honest),
            "verbs": sorted(verbs),
            "since": self.dice.random.randint(1, 3),
            "until": self.dice.one(0, 0, self.dice.time()),
            "purpose": self.dice.bytes(32),
            "text": self.dice.bytes(32),
        }

    def _subject(self, *, honest: bool) -> Values:
        institution, team = self.dice.one(*self.teams) if self.teams else (b"", "")
        person = self.dice.one(*self.people).person
        forms = [{"institution": institution, "team": team, "person": b""}] * 3 if team else []
        forms += [{"institution": institution, "team": team, "person": person}] if team else []
        forms += [{"institution": b"", "team": "", "person": person}]
        if not honest and self.dice.rarely(15):
            forms = [
                {"institution": b"", "team": "", "person": b""},
                {"institution": institution or self.dice.bytes(32), "team": "", "person": person},
                {"institution": b"", "team": team or self.dice.id(), "person": b""},
                {"institution": b"", "team": "", "person": self.owner.person},
            ]
        subject: Values = self.dice.one(*forms)
        return subject


def space_case(dice: Dice, honest: bool) -> tuple[SpaceHistory, Json]:
    """A chain and the case ``chains.read_space`` for it."""
    owner, *people = dice.people(4)
    teams = [(dice.bytes(32), dice.id()) for _ in range(2)]
    history = SpaceHistory(dice, owner, people, teams)
    for _ in range(dice.random.randint(1, 9)):
        history.grow(honest=honest)
    given = {
        "vault": history.vault,
        "space": history.space,
        "entries": [each.plain() for each in history.entries],
        "statements": statements_json([history.owner, *people]),
    }
    return history, given


def rights_case(dice: Dice) -> Json:
    """A case of ``evaluate.evaluate``; teams with members, unknown teams, times around the ends."""
    history, given = space_case(dice, honest=True)
    people = [b64u(keys.person) for keys in history.people]
    teams = [
        {"institution": b64u(institution), "team": team, "members": sorted(dice.some(people))}
        for institution, team in dice.some(history.teams)
    ]
    return {"entries": given["entries"], "teams": teams, "at": dice.time()}


# Institutions ----------------------------------------------------------------------------------------------------


@dataclass
class InstitutionHistory:
    """An institution's chain as it grows."""

    dice: Dice
    people: Sequence[Keys]
    state: InstitutionState | None = None
    entries: list[Signed] = field(default_factory=list)

    def grow(self, *, honest: bool) -> None:
        """One entry more; honest ones may still be refused for their meaning, and are then left out."""
        person = self.dice.one(*self.people)
        values = self._values(person)
        issuer = self._issuer(person, values["op"], honest=honest)
        takes = values["op"].endswith("_remove")
        generation = self.dice.random.randint(0, len(issuer.working)) if takes or self.dice.rarely(15) else 0
        if not honest and self.dice.rarely(25):
            generation += 1
        common = self._common(issuer, generation, honest=honest)
        entry = signed_as(issuer, generation, "institution-entry", {**common, **values})
        bent = not honest and self.dice.rarely(8)
        added = bend(self.dice, "institution-entry", entry, self.entries) if bent else [entry]
        known = {keys.person: keys.statements for keys in self.people}
        try:
            for each in added:
                self.state = extend_institution(self.state, each, known)
        except Refusal:
            if honest:
                return
        self.entries += added

    def _issuer(self, person: Keys, op: str, *, honest: bool) -> Keys:
        if self.state is None:
            return person
        if (op == "member_remove" and self.dice.rarely(3)) or (not honest and self.dice.rarely()):
            return person
        return next(keys for keys in self.people if keys.person in self.state.administrators)

    def _common(self, issuer: Keys, generation: int, *, honest: bool) -> Values:
        state = self.state
        wrong = not honest and self.dice.rarely(25)
        seq = state.seq + 1 if state else 0
        return {
            "institution": self.dice.bytes(32)
            if wrong and self.dice.rarely(3)
            else state.institution
            if state
            else b"",
            "seq": seq + self.dice.one(-1, 1) if wrong and seq else seq,
            "prev": self.dice.bytes(32) if wrong and self.dice.rarely(2) else state.head if state else b"",
            "issuer": issuer.person,
            "generation": generation,
            "at": self.dice.time(),
        }

    def _values(self, person: Keys) -> Values:
        if self.state is None:
            return {"op": "begin", "name": "Amt", "kind": "authority", "root": public_key(person.root)}
        root = public_key(self.dice.one(*self.people).root if self.dice.rarely(20) else person.root)
        who = {"person": person.person, "root": root, "name_hash": self.dice.bytes(32)}
        team = self.dice.one(*self.state.teams, self.dice.id()) if self.state.teams else self.dice.id()
        values: Values = self.dice.one(
            {"op": "team_add", "team": team, "name": "Team"},
            {"op": "member_add", "team": team, **who},
            {"op": "member_add", "team": team, **who},
            {"op": "member_remove", "team": team, "person": person.person},
            {"op": "admin_add", **who},
            {"op": "admin_remove", "person": person.person},
        )
        return values


def institution_case(dice: Dice) -> Json:
    """A case of ``chains.read_institution``."""
    people = dice.people(4)
    history = InstitutionHistory(dice, people)
    for _ in range(dice.random.randint(1, 14)):
        history.grow(honest=False)
    first = history.entries[0].data if history.entries else b""
    return {
        "institution": b64u(structure_hash("institution-entry", first)),
        "entries": [each.plain() for each in history.entries],
        "statements": statements_json(people),
    }


# Recipients ------------------------------------------------------------------------------------------------------


def recipients_case(dice: Dice) -> Json:
    """A space, institutions, team keys and people, and some moments: random heads of each, and a time."""
    owner, *people = dice.people(6)
    institutions = [_institution(dice, people) for _ in range(2)]
    teams = [(each.state.institution, team) for each in institutions if each.state for team in each.state.teams]
    space = SpaceHistory(dice, owner, people, teams)
    for _ in range(dice.random.randint(1, 8)):
        space.grow(honest=True)
    keys = {team: _team_keys(dice, history, team, people) for history in institutions for team in _teams(history)}
    given = {
        "vault": space.vault,
        "space": space.space,
        "chain": [each.plain() for each in space.entries],
        "statements": statements_json([owner, *people]),
        "institutions": [
            {"institution": b64u(history.state.institution), "entries": [each.plain() for each in history.entries]}
            for history in institutions
            if history.state
        ],
        "teams": [
            {"team": team, "epochs": [plain(each)["signed"] for each in records]} for team, records in keys.items()
        ],
    }
    return {**given, "moments": [_moment(dice, given) for _ in range(6)]}


def _teams(history: InstitutionHistory) -> list[str]:
    return list(history.state.teams) if history.state else []


def _institution(dice: Dice, people: Sequence[Keys]) -> InstitutionHistory:
    history = InstitutionHistory(dice, people)
    for _ in range(16):
        history.grow(honest=True)
    return history


def _team_keys(dice: Dice, history: InstitutionHistory, team: str, people: Sequence[Keys]) -> list[Mapping[str, Json]]:
    """Key records of a team as a server may hold them: for some members, at some heads. Wraps are left out."""
    records: list[Mapping[str, Json]] = []
    known = {keys.person: keys.statements for keys in people}
    states = _states(history, known)
    for _ in range(dice.one(0, 1, 2)):
        state = dice.one(*states)
        members = sorted(state.teams[team].members, key=b64u) if team in state.teams else []
        named = sorted(dice.some(members), key=b64u)
        if not named:
            break
        stated = {person: dice.one(*known[person]) for person in named}
        records.append(_team_key(dice, team, state, stated, records, people))
    return records


def _states(history: InstitutionHistory, known: Any) -> list[InstitutionState]:
    states: list[InstitutionState] = []
    for entry in history.entries:
        states.append(extend_institution(states[-1] if states else None, entry, known))
    return states


def _team_key(
    dice: Dice,
    team: str,
    state: InstitutionState,
    stated: Mapping[bytes, Any],
    before: Sequence[Mapping[str, Json]],
    people: Sequence[Keys],
) -> Mapping[str, Json]:
    starter = next(keys for keys in people if keys.person in stated)
    number = len(before) + 1
    values = {
        "vault": team,
        "space": team,
        "epoch": number,
        "at": NOON,
        "starter": starter.person,
        "generation": stated[starter.person].generation,
        "reason": "open" if number == 1 else "change",
        "heads": {
            "chain": b"",
            "institutions": [{"institution": state.institution, "head": state.head}],
            "teams": [],
            "statements": [{"person": person, "statement": each.hash} for person, each in stated.items()],
        },
        "recipients": [
            {"team": "", "person": person, "generation": each.generation} for person, each in stated.items()
        ],
        "commitment": dice.bytes(32),
        "public": starter.statements[0].kem,
        "prev": before[-1]["hash"] if before else b"",
        "wraps": [bytes(32)] * len(stated),
    }
    signed = signed_as(starter, stated[starter.person].generation, "epoch", values)
    written = {"bytes": signed.data, "signature": signed.signature}
    return {"signed": written, "hash": structure_hash("epoch", signed.data)}


def _moment(dice: Dice, given: Json) -> Json:
    """How many entries of each chain are known: mostly all, sometimes fewer or none."""

    def known(entries: Sequence[Json]) -> int:
        return len(entries) if not dice.rarely(3) else dice.random.randint(0, len(entries))

    return {
        "at": dice.time(),
        "chain": max(1, known(given["chain"])),
        "institutions": {each["institution"]: known(each["entries"]) for each in given["institutions"]},
        "teams": {each["team"]: known(each["epochs"]) for each in given["teams"]},
        "people": {each["person"]: known(each["statements"]) for each in given["statements"]},
    }


Cases = Callable[[Dice], tuple[str, Json]]

KINDS: Mapping[str, tuple[int, Cases]] = {
    "rights": (400, lambda dice: ("evaluate.evaluate", rights_case(dice))),
    "space chains": (300, lambda dice: ("chains.read_space", space_case(dice, honest=False)[1])),
    "institution chains": (200, lambda dice: ("chains.read_institution", institution_case(dice))),
    "recipients": (60, lambda dice: ("fuzz.recipients", recipients_case(dice))),
    "whole scenes": (40, lambda dice: fuzz.case(dice.seed)),
}
"""How many cases of each kind, and how one is made."""

__all__ = ["KINDS", "NOON", "Dice", "unb64u"]
