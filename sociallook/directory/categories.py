# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The needs people have, with law, forms and papers for each: `data/categories.json`. No code knows one by its id."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

DATA: Final = Path(__file__).parent / "data" / "categories.json"
Words = Mapping[str, str]
"""A text by language (BCP 47)."""


def spoken(words: Words, language: str) -> str:
    """In this language, or in German."""
    return words.get(language) or words.get(language.partition("-")[0]) or words.get("de", "")


@dataclass(frozen=True)
class Law:
    """Where it is written. `url` leads to the official text; it may be empty."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Paper:
    """A form to fill in, or a paper to bring. `source` says where that is written; `checked` when somebody looked."""

    names: Words
    source: str
    checked: date
    url: str = ""

    def name(self, language: str) -> str:
        """In this language, or in German."""
        return spoken(self.names, language)


@dataclass(frozen=True)
class Duty:
    """An authority that has to help. `level` is a key of `data/authorities.json`; `when` says for whom it holds."""

    level: str
    when: Words


@dataclass(frozen=True)
class Category:
    """A need, and what helps."""

    id: str
    names: Words
    texts: Words
    kind: str
    general: bool
    """Advice for every need: for when nobody knows what is meant."""
    duties: tuple[Duty, ...]
    law: tuple[Law, ...]
    forms: tuple[Paper, ...]
    papers: tuple[Paper, ...]
    neighbours: tuple[str, ...]
    """Ids of needs that are often meant instead."""

    def name(self, language: str) -> str:
        """In this language, or in German."""
        return spoken(self.names, language)

    def text(self, language: str) -> str:
        """What this help is, in short sentences."""
        return spoken(self.texts, language)


@cache
def categories() -> Mapping[str, Category]:
    """All of them by id, in the order of the file."""
    given = json.loads(DATA.read_text("utf-8"))
    return MappingProxyType({key: _category(key, each, given) for key, each in given["categories"].items()})


def _category(key: str, given: Mapping[str, Any], shared: Mapping[str, Any]) -> Category:
    """Conditions, forms and papers are written once and named by many."""
    checked = date.fromisoformat(shared["checked"])
    return Category(
        id=key,
        names=given["name"],
        texts=given["text"],
        kind=given["kind"],
        general=given.get("general", False),
        duties=tuple(Duty(duty["level"], shared["whens"].get(duty.get("when"), {})) for duty in given["duties"]),
        law=tuple(Law(**law) for law in given["law"]),
        forms=tuple(_paper(shared["forms"][name], checked) for name in given["forms"]),
        papers=tuple(_paper(shared["papers"][name], checked) for name in given["papers"]),
        neighbours=tuple(given["neighbours"]),
    )


def _paper(given: Mapping[str, Any], checked: date) -> Paper:
    return Paper(given["name"], given["source"], checked, given.get("url", ""))
