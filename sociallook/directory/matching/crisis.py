# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Recognises that somebody is in danger now. Better one notice too many than one too few.

What was learnt from examples decides. Rules over signs of danger (`data/crisis_rules.json`) say why, and where one of
them holds, less is enough.
"""

from dataclasses import dataclass

from sociallook.directory.matching.model import Read
from sociallook.directory.matching.signs import ABOUT, FIGURE
from sociallook.directory.matching.vocabulary import UNKNOWN, close_to_danger, crisis_rules

ENOUGH = 0.03
"""From this learnt belief on it is taken for danger."""
ENOUGH_BY_RULE = 0.01
"""The same where a rule holds."""
ENOUGH_IF_ORDINARY = 0.1
"""The same if it is surely about an ordinary need and no sign of danger stands in it."""
ENOUGH_IF_ABOUT = 0.06
"""The same if it is about danger (a film, statistics, training), or has a figure of speech."""
ENOUGH_IF_UNKNOWN = 0.2
"""The same if it is in a language that is not understood yet."""
LIKELY, LIKELY_BY_RULE = 0.8, 0.3
"""From this learnt belief on it is said, not asked."""
SURE = 0.5
"""From this belief on a need is the right one nearly always."""


@dataclass(frozen=True)
class Crisis:
    kind: str
    """Key into `data/crisis.json`: heading, text, contacts."""
    sure: bool
    """Not only a suspicion."""


def recognised(read: Read) -> Crisis | None:
    """What a model has read from a text: does it ask for help in danger?"""
    rules = crisis_rules()["rules"]
    by_rule = [kind for kind in rules if any(_holds(rule, read.signs) for rule in rules[kind])]
    if read.danger < (ENOUGH_BY_RULE if by_rule else _enough(read)):
        return None
    kind = next((kind for kind in read.crises[:2] if kind in by_rule), (*by_rule, read.crises[0])[0])
    return Crisis(kind, sure=read.danger >= (LIKELY_BY_RULE if by_rule else LIKELY))


def _enough(read: Read) -> float:
    if read.languages.get(UNKNOWN, 0) >= SURE:
        return ENOUGH_IF_UNKNOWN
    if {ABOUT, FIGURE} & read.signs:
        return ENOUGH_IF_ABOUT
    need, belief = next(iter(read.categories.items()))
    ordinary = read.outside >= SURE or (belief >= SURE and need not in {*close_to_danger(), *crisis_rules()["near"]})
    return ENOUGH_IF_ORDINARY if ordinary and _is_calm(read) else ENOUGH


def _is_calm(read: Read) -> bool:
    return read.signs <= set(crisis_rules()["weak"])


def _holds(rule: str, signs: frozenset[str]) -> bool:
    """All signs are there, and none with "-" in front; with "!" in front also in a text that is only about danger."""
    for sign in rule.removeprefix("!").split():
        if (sign.removeprefix("-") in signs) == sign.startswith("-"):
            return False
    return rule.startswith("!") or ABOUT not in signs
