# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Random scenes for differential fuzzing: ``python -m sociallook_vectors.fuzz --seed 1 --count 200`` prints cases.

Each case is one call of ``reader.open_space`` with everything a server would offer after a random history, mostly with
a lie in it, and what Python makes of it. Wraps are truly random, so a seed repeats the story, not the bytes.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from random import Random
from typing import Any

from sociallook_protocol import changes
from sociallook_protocol.encoding import b64u, unb64u
from sociallook_protocol.errors import Refusal
from sociallook_protocol.pins import Pins
from sociallook_protocol.records import Contents

from sociallook_vectors.calls import keys_json, pins_json
from sociallook_vectors.case import outcome
from sociallook_vectors.structures import RELATION
from sociallook_vectors.world import MINUTE, World

Json = Any
OWNER, ADMINISTRATOR = "clara", "anna"
PEOPLE = (OWNER, ADMINISTRATOR, "ben", "carl", "otto", "paul")
TEAMS = {"A": "jobcenter", "B": "jobcenter", "J": "jugendamt"}


@dataclass
class Story:
    """A world in which things happen at random; impossible acts are simply refused."""

    dice: Random
    world: World
    space: str = ""
    snapshots: list[Json] = field(default_factory=list)
    pins: Pins = field(default_factory=Pins)

    def begin(self) -> None:
        """Two institutions, three teams, a space granted to team A."""
        world = self.world
        for name in PEOPLE:
            world.person(name)
        world.institution("jobcenter", ADMINISTRATOR)
        world.team("jobcenter", "A", ADMINISTRATOR, [ADMINISTRATOR, "ben"])
        world.team("jobcenter", "B", ADMINISTRATOR, ["carl"])
        world.institution("jugendamt", "otto")
        world.team("jugendamt", "J", "otto", ["otto"])
        world.team_key("A", ADMINISTRATOR, ["ben"])
        act = world.act(OWNER)
        giving = changes.give(act, world.subject("A"), ["read", "write"], purpose="p", text="t")
        world.accept(changes.open_area(act, world.parties(OWNER), "messages", RELATION, [giving]))
        self.space = world.space("messages", RELATION)

    def step(self) -> None:
        """One thing happens, or is refused."""
        acts = (
            self.give,
            self.give,
            self.take,
            self.move,
            self.rotate,
            self.key,
            self.write,
            self.write,
            self.remember,
        )
        try:
            self.dice.choice(acts)()
        except (Refusal, KeyError, IndexError):
            return

    def give(self) -> None:
        act = self.world.act(OWNER)
        team = self.dice.choice([*TEAMS, ""])
        person = self.dice.choice(["", *PEOPLE[1:]]) if team else self.dice.choice(PEOPLE[1:])
        verbs = self.dice.choice((["read"], ["read", "write"]))
        until = self.dice.choice((0, 0, act.at + self.dice.randrange(20) * MINUTE))
        since = self.dice.choice((0, 1))
        subject = self.world.subject(team, person)
        giving = changes.give(act, subject, verbs, until=until, since=since, purpose="p", text="t")
        self.world.accept(changes.grant(act, self.world.ground(self.space, OWNER), [giving]))

    def take(self) -> None:
        ground = self.world.ground(self.space, OWNER)
        grant = self.dice.choice([each for each in ground.state.grants.values() if each.verbs])
        verbs = [self.dice.choice(grant.verbs)]
        change = changes.revoke(self.world.act(OWNER), ground, {grant.grant: verbs})
        quietly = self.dice.random() < 0.3
        self.world.accept(changes.Change(change.entries) if quietly else change)

    def move(self) -> None:
        team = self.dice.choice([*TEAMS])
        administrator = "otto" if team == "J" else ADMINISTRATOR
        act = self.dice.choice((self.world.join, self.world.leave))
        act(team, self.dice.choice(PEOPLE[1:]), administrator)

    def rotate(self) -> None:
        self.world.rotate(self.dice.choice(PEOPLE))

    def key(self) -> None:
        confirmed = self.dice.sample(PEOPLE, 2)
        self.world.team_key(self.dice.choice([*TEAMS]), self.dice.choice(PEOPLE), confirmed)

    def write(self) -> None:
        name = self.dice.choice(PEOPLE)
        act = self.world.act(name)
        contents = Contents(
            "message", act.at, {"text": self.dice.choice(("Hallo", "ä🙂", "")), "lang": "", "files": []}
        )
        self.world.accept(changes.write(act, self.world.ground(self.space, name), [contents]))

    def remember(self) -> None:
        """The owner's device pins what it sees; the server keeps this state to serve it again later."""
        self.pins = self.world.open(self.space, OWNER).pins
        self.snapshots.append(self.world.bundle(self.space, OWNER))


def case(seed: str) -> tuple[str, Json]:
    """Name of the call and what goes in."""
    dice = Random(seed)  # noqa: S311 - repeatable on purpose
    story = Story(dice, World(seed))
    story.begin()
    for _ in range(dice.randrange(2, 14)):
        story.step()
    reader = dice.choice((OWNER, OWNER, *PEOPLE))
    bundle = story.world.bundle(story.space, reader)
    records = deepcopy(story.world.spaces[story.space].records)
    for _ in range(dice.choice((0, 1, 1, 1, 2))):
        dice.choice(LIES)(dice, bundle, story)
    if dice.random() < 0.5 and len(records) > 1:
        _disturb(dice, records)
    pins = story.pins if reader == OWNER and dice.random() < 0.7 else Pins()
    given = {
        "bundle": bundle,
        "keys": keys_json(story.world.keys[reader]),
        "pins": pins_json(pins),
        "clock": story.world.now,
        "records": records,
        "after": dice.choice(("", None)),
    }
    return "reader.open_space", given


# Lies ---------------------------------------------------------------------------------------------


def _lists(bundle: Json) -> list[list[Json]]:
    """Every list of signed things and wraps in a bundle."""
    found = [bundle["chain"], bundle["epochs"], bundle["wraps"]]
    found += [each["entries"] for each in bundle["institutions"]]
    found += [each[key] for each in bundle["teams"] for key in ("epochs", "wraps")]
    found += [each["statements"] for each in bundle["statements"]]
    found += [bundle["institutions"], bundle["teams"], bundle["statements"]]
    return [each for each in found if each]


def _signed(bundle: Json) -> list[dict[str, str]]:
    return [item for each in _lists(bundle) for item in each if "signature" in item]


def _drop(dice: Random, bundle: Json, _: Story) -> None:
    items = dice.choice(_lists(bundle))
    items.pop(dice.choice((-1, dice.randrange(len(items)))))


def _repeat(dice: Random, bundle: Json, _: Story) -> None:
    items = dice.choice(_lists(bundle))
    items.append(deepcopy(dice.choice(items)))


def _swap(dice: Random, bundle: Json, _: Story) -> None:
    items = dice.choice(_lists(bundle))
    dice.shuffle(items)


def _flip(dice: Random, bundle: Json, _: Story) -> None:
    item = dice.choice(_signed(bundle))
    key = dice.choice(("bytes", "signature"))
    data = bytearray(unb64u(item[key]))
    data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    item[key] = b64u(bytes(data))


def _mix(dice: Random, bundle: Json, _: Story) -> None:
    """The signature of something else."""
    one, other = dice.choice(_signed(bundle)), dice.choice(_signed(bundle))
    one["signature"] = other["signature"]


def _older(dice: Random, bundle: Json, story: Story) -> None:
    """Part of an older state."""
    if story.snapshots:
        older = deepcopy(dice.choice(story.snapshots))
        for key in dice.sample(
            ["chain", "epochs", "institutions", "teams", "statements", "epoch"], dice.randrange(1, 6)
        ):
            bundle[key] = older[key]


def _one_less(_: Random, bundle: Json, __: Story) -> None:
    """The newest epoch never happened."""
    bundle["epochs"] = bundle["epochs"][:-1]
    bundle["epoch"] = max(0, bundle["epoch"] - 1)


def _wrong_wrap(dice: Random, bundle: Json, _: Story) -> None:
    if bundle["wraps"]:
        one, other = dice.choice(bundle["wraps"]), dice.choice(bundle["wraps"])
        one["wrap"] = other["wrap"]


def _word(dice: Random, bundle: Json, _: Story) -> None:
    """A word changed inside signed bytes: still canonical, no longer signed."""
    item = dice.choice(_signed(bundle))
    old, new = dice.choice(
        ((b"grant", b"close"), (b'"read"', b'"reap"'), (b"sociallook/1", b"sociallook/2"), (b":1,", b":2,"))
    )
    item["bytes"] = b64u(unb64u(item["bytes"]).replace(old, new, 1))


LIES: tuple[Callable[[Random, Json, Story], None], ...] = (
    _drop,
    _repeat,
    _swap,
    _flip,
    _mix,
    _older,
    _older,
    _one_less,
    _wrong_wrap,
    _word,
)


def _disturb(dice: Random, records: list[Json]) -> None:
    """Drop, swap, alter or delete a record."""
    place = dice.randrange(len(records) - 1)
    kind = dice.randrange(4)
    if kind == 0:
        records.pop(place)
    elif kind == 1:
        records[place], records[place + 1] = records[place + 1], records[place]
    elif kind == 2:
        records[place]["sealed"] = records[place + 1]["sealed"]
    else:
        records[place]["sealed"] = ""


def main() -> None:
    """Print cases, one per line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--count", type=int, default=100)
    arguments = parser.parse_args()
    for number in range(arguments.count):
        name = f"{arguments.seed}/{number}"
        call, given = case(name)
        sys.stdout.write(json.dumps({"name": name, "call": call, "in": given, **outcome(call, given)}) + "\n")


if __name__ == "__main__":
    main()
