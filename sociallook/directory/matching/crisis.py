# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Recognises that somebody is in danger now. Better one notice too many than one too few.

Two nets: rules over signs of danger (`data/crisis_rules.json`), which say why, and what was learnt from examples.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from sociallook.directory.matching.vocabulary import DATA, NO_CRISIS

ABOUT = "ABOUT"
"""The sign of texts about danger: films, statistics, training, donations."""
ENOUGH, ENOUGH_ABOUT = 0.5, 0.8


@dataclass(frozen=True)
class Crisis:
    kind: str
    """Key into `data/crisis.json`: heading, text, contacts."""


def recognised(signs: frozenset[str], beliefs: Mapping[str, float]) -> Crisis | None:
    """`signs` as `signs.signs` finds them; `beliefs`: how likely each kind is, best first, as the model says."""
    likeliest = next(kind for kind in beliefs if kind != NO_CRISIS)
    learnt = 1 - beliefs[NO_CRISIS] >= (ENOUGH_ABOUT if ABOUT in signs else ENOUGH)
    by_rule = [kind for kind, rules in _rules().items() if any(_holds(rule, signs) for rule in rules)]
    if by_rule:
        return Crisis(likeliest if likeliest in by_rule else by_rule[0])
    return Crisis(likeliest) if learnt else None


def _holds(rule: str, signs: frozenset[str]) -> bool:
    """All signs are there; with "!" in front also in a text that is only about danger."""
    return set(rule.removeprefix("!").split()) <= signs and (rule.startswith("!") or ABOUT not in signs)


@cache
def _rules() -> dict[str, list[str]]:
    found: dict[str, list[str]] = json.loads((DATA / "crisis_rules.json").read_text(encoding="utf-8"))
    return found
