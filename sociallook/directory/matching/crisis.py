# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Recognises that somebody is in danger now. Better one notice too many than one too few.

Two nets: rules over signs of danger (`data/crisis_rules.json`), which say why, and what was learnt from examples.
"""

from dataclasses import dataclass

from sociallook.directory.matching.model import Read
from sociallook.directory.matching.signs import ABOUT, FIGURE
from sociallook.directory.matching.vocabulary import close_to_danger, crisis_rules

LEAST = 0.005
"""Below this learnt belief no rule counts: of 1,850 that were right for writers left out, none had less."""
ENOUGH = 0.02
"""From this learnt belief on it is taken for a crisis."""
ENOUGH_IF_ORDINARY = 0.3
"""The same if it is surely about an ordinary need and no sign of danger stands in it."""
ENOUGH_IF_ABOUT = 0.6
"""The same if it is about danger (a film, statistics, training), or has a figure of speech."""
LIKELY = 0.8
"""From this learnt belief on it is said, not asked."""
SURE = 0.5
"""From this belief on a need is the right one nearly always."""


@dataclass(frozen=True)
class Crisis:
    kind: str
    """Key into `data/crisis.json`: heading, text, contacts."""
    sure: bool
    """A rule holds, or what was learnt says so: not only a suspicion."""


def recognised(read: Read) -> Crisis | None:
    """What a model has read from a text: does it ask for help in danger?"""
    if read.danger < LEAST:
        return None
    rules = crisis_rules()["rules"]
    by_rule = [kind for kind in rules if any(_holds(rule, read.signs) for rule in rules[kind])]
    if by_rule:
        return Crisis(next((kind for kind in read.crises[:2] if kind in by_rule), by_rule[0]), sure=True)
    suspicion = Crisis(read.crises[0], sure=read.danger >= LIKELY)
    return suspicion if read.danger >= _enough(read) else None


def _enough(read: Read) -> float:
    if {ABOUT, FIGURE} & read.signs:
        return ENOUGH_IF_ABOUT
    need, belief = next(iter(read.categories.items()))
    ordinary = belief >= SURE and need not in close_to_danger()
    return ENOUGH_IF_ORDINARY if ordinary and _is_calm(read) else ENOUGH


def _is_calm(read: Read) -> bool:
    return read.signs <= set(crisis_rules()["weak"])


def _holds(rule: str, signs: frozenset[str]) -> bool:
    """All signs are there, and none with "-" in front; with "!" in front also in a text that is only about danger."""
    for sign in rule.removeprefix("!").split():
        if (sign.removeprefix("-") in signs) == sign.startswith("-"):
            return False
    return rule.startswith("!") or ABOUT not in signs
