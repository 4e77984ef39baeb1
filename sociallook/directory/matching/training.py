# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Learns from reviewed examples which pieces of words speak for which answer.

A multinomial logistic regression over hashed pieces of words, trained one example after another with a step for each
row that shrinks with what it has already learnt (Duchi, Hazan, Singer: Adaptive Subgradient Methods, 2011). Several
questions ("which need?", "which language?") share the pieces and are answered side by side; an example need not answer
all of them. Every second time the examples are shown misspelt or in other letters.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
from numpy.typing import NDArray

from sociallook.directory.matching import grams
from sociallook.directory.matching.letters import fold, romanised
from sociallook.directory.matching.slips import misspelt

Floats = NDArray[np.float32]
UNKNOWN = -1
EPOCHS = 6
RATE = 1.0
SURE = 0.95


@dataclass(frozen=True)
class Example:
    text: str
    answers: tuple[str | None, ...]
    """One for each question; None if the example does not say."""
    extra: tuple[str, ...] = ()
    """Names of what else is known about the text."""


@dataclass(frozen=True)
class Learnt:
    answers: tuple[tuple[str, ...], ...]
    """Of each question, sorted."""
    weights: Floats
    """`grams.BUCKETS` rows; a column for each answer of the first question, then of the second …"""
    importance: Floats
    """Of each bucket: rare pieces say more (inverse document frequency)."""


def learn(examples: Sequence[Example], epochs: int = EPOCHS, seed: int = 1) -> Learnt:
    """Same examples and seed, same result on the same machine. Takes about a second for 1,000 examples."""
    chance = Random(seed)  # noqa: S311 - nothing secret
    answers = tuple(
        tuple(sorted({answer for answer in column if answer is not None}))
        for column in zip(*(example.answers for example in examples), strict=True)
    )
    plain = _buckets(examples, [fold(example.text) for example in examples])
    learner = _Learner(rarity(plain), [len(column) for column in answers])
    numbers = [{answer: number for number, answer in enumerate(column)} for column in answers]
    right = [
        [UNKNOWN if said is None else known[said] for said, known in zip(example.answers, numbers, strict=True)]
        for example in examples
    ]
    odd = _buckets(examples, [varied(example.text, chance) for example in examples])
    for epoch in range(epochs):
        shown = odd if epoch % 2 else plain
        learner.rate = RATE * (1 - epoch / epochs)
        for number in chance.sample(range(len(examples)), len(examples)):
            learner.show(shown[number], right[number])
    return Learnt(answers, learner.weights, learner.importance)


def _buckets(examples: Sequence[Example], folded: Sequence[str]) -> list[grams.Buckets]:
    found = grams.of_texts(folded)
    return [
        np.concatenate([buckets, grams.of_names(example.extra)]) if example.extra else buckets
        for buckets, example in zip(found, examples, strict=True)
    ]


def varied(text: str, chance: Random) -> str:
    """The text as somebody else might have typed it, folded."""
    text = chance.choice([text, *romanised(text)])
    return fold(misspelt(text, chance, chance.choice((0, 1, 1, 2, 3, max(3, len(text) // 10)))))


def rarity(texts: Sequence[grams.Buckets]) -> Floats:
    seen = np.bincount(np.concatenate(texts), minlength=grams.BUCKETS) if texts else np.zeros(grams.BUCKETS)
    return (np.log((1 + len(texts)) / (1 + seen)) + 1).astype(np.float32)


def values(buckets: grams.Buckets, importance: Floats) -> Floats:
    """How much each bucket of a text counts; together a vector of length 1."""
    found: Floats = importance[buckets].copy()
    found /= np.linalg.norm(found)
    return found


class _Learner:
    def __init__(self, importance: Floats, answers: Sequence[int]) -> None:
        ends = np.cumsum(answers)
        self.questions = [slice(end - count, end) for end, count in zip(ends, answers, strict=True)]
        self.importance = importance
        self.weights = np.zeros((len(importance), ends[-1]), np.float32)
        self.learnt = np.full(len(importance), 1e-2, np.float32)
        self.rate = RATE

    def show(self, buckets: grams.Buckets, right: Sequence[int]) -> None:
        if not len(buckets):
            return
        counts = values(buckets, self.importance)
        rows = self.weights[buckets]
        error = self._error(counts @ rows, right)
        if not error.any():
            return
        self.learnt[buckets] += counts * counts * (error @ error)
        rows -= (self.rate * counts / np.sqrt(self.learnt[buckets]))[:, None] * error
        self.weights[buckets] = rows

    def _error(self, scores: Floats, right: Sequence[int]) -> Floats:
        error = np.zeros(len(scores), np.float32)
        for question, answer in zip(self.questions, right, strict=True):
            if answer != UNKNOWN:
                likely = softmax(scores[question])
                if likely[answer] < SURE:  # what is known needs no practice, and that saves half of the time
                    error[question] = likely
                    error[question.start + answer] -= 1
        return error


def softmax(scores: Floats) -> Floats:
    powers: Floats = np.exp(scores - scores.max())
    powers /= powers.sum()
    return powers
