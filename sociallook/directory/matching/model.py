# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""What was learnt from the vocabulary: which need a question is about, in which language, and whether it is a crisis.

`Model.trained(terms)` learns (seconds); `save` and `load` keep it in a folder. A loaded model is mapped into memory, so
that all processes of a server share one copy and only the rows that questions touch are ever read.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sociallook.directory.matching import grams
from sociallook.directory.matching.letters import fold
from sociallook.directory.matching.places import ambiguous
from sociallook.directory.matching.signs import signs, together, usual
from sociallook.directory.matching.training import EPOCHS, Example, Floats, learn, softmax, values
from sociallook.directory.matching.vocabulary import NO_CRISIS, NO_NEED, Term, close_to_danger, crisis_rules

TIMES = 2
"""How often danger is learnt for the mean."""
STEPS = 127
"""Weights are kept as whole numbers from -127 to 127 times a scale for each column: a quarter of the size."""

LIKELY = 0.1
"""From this belief on a need tells something about danger."""

POSSIBLE = 0.02
"""From this belief on a language is taken into account when signs of danger are looked for."""

CRISIS, NONE = "crisis", "none"
Beliefs = dict[str, float]
"""Answer to probability, best first."""


@dataclass(frozen=True)
class Layer:
    """Answers one or several questions from the buckets of a text."""

    answers: tuple[tuple[str, ...], ...]
    """Of each question, in the order of their columns."""
    weights: NDArray[np.int8]
    """`grams.BUCKETS` rows, a column for each answer."""
    scale: Floats
    importance: Floats

    @classmethod
    def trained(cls, examples: Sequence[Example], epochs: int = EPOCHS, times: int = 1) -> "Layer":
        """`times`: learn so often, each time in another order, and take the mean, which depends less on chance."""
        all_learnt = [learn(examples, epochs, seed) for seed in range(1, times + 1)]
        weights = np.mean([learnt.weights for learnt in all_learnt], axis=0)
        scale = np.abs(weights).max(axis=0) / STEPS + np.float32(1e-9)
        first = all_learnt[0]
        return cls(first.answers, np.rint(weights / scale).astype(np.int8), scale, first.importance)

    def beliefs(self, buckets: grams.Buckets) -> list[Beliefs]:
        """For each question how likely each answer is. Same text, same numbers."""
        scores = np.zeros(len(self.scale), np.float32)
        if len(buckets):
            scores = (values(buckets, self.importance) @ self.weights[buckets].astype(np.float32)) * self.scale
        found, start = [], 0
        for answers in self.answers:
            likely = softmax(scores[start : start + len(answers)])
            found.append({answers[i]: float(likely[i]) for i in np.argsort(-likely, kind="stable")})
            start += len(answers)
        return found

    def save(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("weights", "scale", "importance"):
            np.save(folder / f"{name}.npy", getattr(self, name))
        (folder / "answers.json").write_text(json.dumps(self.answers))

    @classmethod
    def load(cls, folder: Path) -> "Layer":
        names = json.loads((folder / "answers.json").read_text())
        arrays = {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in ("weights", "scale", "importance")}
        return cls(tuple(tuple(answers) for answers in names), **arrays)


@dataclass(frozen=True)
class Read:
    """What a model reads from a text."""

    categories: Beliefs
    """Of each need."""
    outside: float
    """How likely this is about none of them."""
    languages: Beliefs
    danger: float
    """How likely this is a crisis."""
    crises: tuple[str, ...]
    """Its kinds, the likeliest first."""
    signs: frozenset[str]


@dataclass(frozen=True)
class Model:
    needs: Layer
    """Which need, and which language."""
    dangers: Layer
    """Crisis or not, and which. Looks at signs of danger and at the likeliest needs too."""
    ambiguous: frozenset[str]
    """Names of towns that are words as well (`places.ambiguous`)."""
    usual: frozenset[str]
    """Words that are no sign of danger misspelt (`signs.usual`)."""

    @classmethod
    def trained(cls, terms: Sequence[Term], needs: Layer | None = None) -> "Model":
        """`needs`: what was learnt about them before, so that only danger is learnt."""
        ordinary = [term for term in terms if term.category is not None]
        others = [term for term in terms if term.category is None]
        needs = needs or Layer.trained([Example(term.text, (term.category, term.language)) for term in ordinary])
        heavy = {*close_to_danger(), *crisis_rules()["near"]}
        known = usual(
            (fold(term.text) for term in ordinary if term.category not in heavy),
            (fold(term.text) for term in terms if term.crisis or term.category in heavy),
        )
        examples = [_example(term, needs, known) for term in [*others, *_harmless(ordinary, known)]]
        dangers = Layer.trained(examples, times=TIMES)
        return cls(needs, dangers, frozenset(ambiguous(fold(term.text) for term in terms)), known)

    def read(self, folded: str) -> Read:
        buckets = grams.of_text(folded)
        categories, languages = self.needs.beliefs(buckets)
        found = signs(folded, [language for language, belief in languages.items() if belief >= POSSIBLE], self.usual)
        alarm, crises = self.dangers.beliefs(np.concatenate([buckets, grams.of_names(_clues(categories, found))]))
        outside = categories.pop(NO_NEED, 0.0)
        return Read(categories, outside, languages, alarm[CRISIS], tuple(crises), found)

    def save(self, folder: Path) -> None:
        self.needs.save(folder / "needs")
        self.dangers.save(folder / "dangers")
        for name in ("ambiguous", "usual"):
            (folder / f"{name}.json").write_text(json.dumps(sorted(getattr(self, name))))

    @classmethod
    def load(cls, folder: Path) -> "Model":
        words = [frozenset(json.loads((folder / f"{name}.json").read_text())) for name in ("ambiguous", "usual")]
        return cls(Layer.load(folder / "needs"), Layer.load(folder / "dangers"), *words)


def _harmless(ordinary: Sequence[Term], known: frozenset[str]) -> list[Term]:
    """Those that are no crisis; near danger only those without a sign of it."""
    weak = frozenset(crisis_rules()["weak"])
    return [
        term
        for term in ordinary
        if term.category not in close_to_danger()
        and (term.category not in crisis_rules()["near"] or signs(fold(term.text), [term.language], known) <= weak)
    ]


def _example(term: Term, needs: Layer, known: frozenset[str]) -> Example:
    """What the layer of dangers learns from one entry."""
    folded = fold(term.text)
    categories, _languages = needs.beliefs(grams.of_text(folded))
    kind = term.crisis or NO_CRISIS
    answers = (CRISIS, kind) if kind else (NONE, None)
    return Example(term.text, answers, _clues(categories, signs(folded, [term.language], known)))


def _clues(categories: Beliefs, found: frozenset[str]) -> tuple[str, ...]:
    """Signs, pairs of signs and the likeliest needs: they mean the same in every language."""
    likely = [category for category, belief in categories.items() if belief >= LIKELY][:3]
    return (*together(found), *likely)
