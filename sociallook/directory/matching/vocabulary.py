# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The reviewed everyday words. `data/vocabulary/README.md` says how to write them.

`vocabulary/<language>.jsonl` holds what people type when they mean a need, one entry in each line:
`{"category": …, "text": …, "author": …, "date": …}`. `crisis/<language>.jsonl` holds what people type in an emergency,
and what only sounds like it: `{"kind": …, "text": …, "author": …, "date": …}`, where kind is "" for what only sounds.
An empty category means none of the needs, and `und.jsonl` holds languages that are not understood yet.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent.parent / "data"
CATEGORIES = DATA / "categories.json"
NO_CRISIS = ""
NO_NEED = ""
UNKNOWN = "und"
"""BCP 47 of a language that is not understood yet."""


@dataclass(frozen=True)
class Term:
    """A text and which need or which crisis it is about (`NO_NEED`, `NO_CRISIS`: none). None: it does not say."""

    text: str
    language: str
    """BCP 47, as in the name of the file."""
    category: str | None = None
    crisis: str | None = None
    author: str = ""
    date: str = ""


@cache
def shipped() -> tuple[Term, ...]:
    """Every entry of every language, and what the categories say about themselves."""
    return (*described(), *(term for file in files() for term in read(file)))


def files() -> list[Path]:
    """All files with entries."""
    return sorted([*DATA.glob("vocabulary/*.jsonl"), *DATA.glob("crisis/*.jsonl")])


def described() -> Iterator[Term]:
    """Name and text of each category, in every language that has both: names alone are told, not learnt from.

    Seven languages with names of their own made recall of the others worse, since names are no words people use.
    """
    for category, known in categories().items():
        for words in (known["name"], known["text"]):
            yield from (Term(words[language], language, category) for language in known["text"])


@cache
def general() -> tuple[str, ...]:
    """The categories that give advice for every need."""
    return tuple(category for category, known in categories().items() if known.get("general"))


@cache
def categories() -> dict[str, Any]:
    """What `data/categories.json` says, by id."""
    found: dict[str, Any] = json.loads(CATEGORIES.read_text(encoding="utf-8"))["categories"]
    return found


def read(file: Path) -> Iterator[Term]:
    """The entries of one file. Raises ValueError that names the line if one is broken."""
    says = {"vocabulary": ("category", "category"), "crisis": ("kind", "crisis")}[file.parent.name]
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        try:
            entry = json.loads(line)
            said = {says[1]: entry[says[0]]}
            yield Term(entry["text"], file.stem, author=entry["author"], date=entry["date"], **said)
        except (ValueError, KeyError, TypeError) as wrong:
            raise ValueError(f"{file.parent.name}/{file.name}, line {number} is no entry: {wrong}") from None


@cache
def close_to_danger() -> frozenset[str]:
    """The categories whose ordinary questions may well be a crisis."""
    return frozenset(crisis_rules()["close"])


@cache
def crisis_rules() -> dict[str, Any]:
    """`data/crisis_rules.json`: rules over signs, signs that mean little, categories close to danger or near it."""
    found: dict[str, Any] = json.loads((DATA / "crisis_rules.json").read_text(encoding="utf-8"))
    return found
