# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Questions with their right needs: for development, misspelt, by writers who were left out, and from elsewhere."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from sociallook.directory.matching.slips import misspelt
from sociallook.directory.matching.vocabulary import DATA, Term, shipped

HERE = Path(__file__).parent / "data"
SEED = 20_261


@dataclass(frozen=True)
class Question:
    text: str
    needs: frozenset[str]
    language: str = "de"
    typed: bool = False
    """With typing errors of its author."""


def development() -> list[Question]:
    """Written for this project, with needs; nothing is learnt from them."""
    lines = map(json.loads, (DATA / "development_questions.jsonl").read_text().splitlines())
    return [Question(each["q"], frozenset(each["labels"]), each["lang"], each["style"] == "typo") for each in lines]


def elsewhere() -> list[Question]:
    """OMoS-QA; see data/README.md."""
    lines = map(json.loads, (HERE / "omos_needs.jsonl").read_text().splitlines())
    return [Question(each["question"], frozenset(each["needs"])) for each in lines]


def unseen() -> dict[str, list[Question]]:
    """By writers who saw only the names of the needs, and from whom nothing was learnt."""
    found: dict[str, list[Question]] = {}
    for each in map(json.loads, (HERE / "unseen_questions.jsonl").read_text().splitlines()):
        question = Question(each["question"], frozenset(each["needs"]), each["language"], each["typed"])
        found.setdefault(each["author"], []).append(question)
    return found


def unseen_danger() -> dict[str, list[Term]]:
    """Danger, and what only sounds like it, by writers who saw nothing of this project."""
    found: dict[str, list[Term]] = {}
    for each in map(json.loads, (HERE / "unseen_danger.jsonl").read_text().splitlines()):
        term = Term(each["text"], each["language"], crisis=each["kind"], author=each["author"])
        found.setdefault(each["author"], []).append(term)
    return found


def with_errors(questions: Sequence[Question], errors: int) -> list[Question]:
    """The same with so many typing errors in each, always the same ones."""
    chance = Random(SEED)  # noqa: S311
    return [Question(misspelt(each.text, chance, errors), each.needs, each.language) for each in questions]


def writers() -> list[str]:
    """Those of the vocabulary; each language has several, so leaving one out leaves words to learn from."""
    return sorted({term.author for term in shipped() if term.category and term.author})


def without(writer: str) -> list[Term]:
    """All that others wrote."""
    return [term for term in shipped() if term.author != writer]


def of(writer: str) -> Iterator[Question]:
    """What this one wrote, as questions."""
    for term in shipped():
        if term.author == writer and term.category:
            yield Question(term.text, frozenset([term.category]), term.language)
