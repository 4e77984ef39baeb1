# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Finds the place that a question names: a postcode, or a town of `data/places.csv`.

Many towns are called like something else (Regen, Essen, Sorge). A name that also occurs as a word in the vocabulary
counts only with a capital letter and after "in", and only if nobody wrote just that there ("in Sorge").
"""

import csv
import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from sociallook.directory.matching.letters import fold
from sociallook.directory.matching.vocabulary import DATA

POSTCODE = re.compile(r"(?<![\d.,])\d{5}(?![\d.,]*\d)", re.ASCII)
WORD = re.compile(r"[^\W\d_]+(?:[-'’.][^\W\d_]+)*\.?")
BEFORE = frozenset(
    {"in", "bei", "aus", "nach", "um", "nahe", "raum", "near", "from", "w", "we", "din", "în", "в", "у", "из"}
)
LONGEST = 4
"""Words of a name: Frankfurt an der Oder."""
SHORTEST = 4
"""Letters of a name that is found anywhere."""
LOOKED_AT = 1_000
A_FEW = 60


def without_place(question: str, ambiguous: frozenset[str]) -> tuple[str, str]:
    """The place ("" if none) and the question without it. `ambiguous`: folded names that also mean something else."""
    if found := POSTCODE.search(question):
        return found[0], f"{question[: found.start()]} {question[found.end() :]}"
    words = list(WORD.finditer(question[:LOOKED_AT]))
    for length in range(LONGEST, 0, -1):
        for first in range(len(words) - length + 1):
            part = words[first : first + length]
            text = question[part[0].start() : part[-1].end()]
            if (town := _towns().get(fold(text))) and _is_meant(text, words[first - 1 : first], ambiguous):
                return town.name, f"{question[: part[0].start()]} {question[part[-1].end() :]}"
    return "", question


def _is_meant(text: str, before: list[re.Match[str]], ambiguous: frozenset[str]) -> bool:
    folded = fold(text)
    after_in = bool(before) and before[0][0].casefold() in BEFORE
    if folded in ambiguous:
        return after_in and text[0].isupper() and f"in {folded}" not in ambiguous
    return after_in or len(folded) >= SHORTEST


def ambiguous(texts: Iterable[str]) -> list[str]:
    """Which names occur as words in texts that name no place, and which of them after "in": "regen", "in sorge".

    A town with more postcodes than occurrences is well known, and the texts mean it, unless it is a word like "essen".
    """
    known = _towns()
    seen: Counter[str] = Counter()
    for text in texts:
        words = text.split()
        seen.update(word for word in words if word in known)
        seen.update(f"in {word}" for first, word in pairwise(words) if first == "in" and word in known)
    return sorted(n for n, times in seen.items() if times > min(known[n.removeprefix("in ")].postcodes, A_FEW))


class Town(NamedTuple):
    name: str
    postcodes: int


@cache
def _towns() -> dict[str, Town]:
    """By folded name."""
    with (DATA / "places.csv").open(encoding="utf-8", newline="") as stream:
        names = Counter(row["town"] for row in csv.DictReader(stream))
    return {fold(name): Town(name, postcodes) for name, postcodes in names.items()}
