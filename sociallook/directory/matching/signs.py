# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Finds signs of danger in a text: what is said about hitting, fear, a knife, tonight, a child, in any language.

`data/crisis_words.json` lists for each sign and language how people say it, separated by commas. `word*` stands for any
ending, `*word*` for anything around it (Arabic and Persian join words), a single `*` for up to three words between. One
typing error is forgiven in words of six letters or more. Cyrillic entries are also found in Latin letters.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator
from functools import cache
from itertools import combinations
from typing import NamedTuple

from sociallook.directory.matching.letters import fold, romanised
from sociallook.directory.matching.vocabulary import DATA

ABOUT = "ABOUT"
"""The sign of texts that are only about danger: films, statistics, training, donations."""
FIGURE = "FIGURE"
"""The sign of figures of speech: "ich lach mich tot"."""
FORGIVING = 6
GAP = "*"
LONGEST_GAP = 3


def signs(folded: str, languages: Iterable[str], usual: Container[str] = ()) -> frozenset[str]:
    """The names of all signs in a folded text that may be in one of these languages (BCP 47).

    `usual` words are never taken for another word with a typing error.
    """
    return _known().find(folded, frozenset(languages), usual)


def usual(ordinary: Iterable[str], others: Iterable[str]) -> frozenset[str]:
    """Words that look like a sign misspelt but stand in several ordinary texts (folded), and in more than of others."""
    here, there = (Counter(word for text in texts for word in set(text.split())) for texts in (ordinary, others))
    common = (word for word, times in here.items() if times > max(1, there[word]))
    fitting = _known().words.fitting
    return frozenset(word for word in common if fitting(word, forgiving=True) != fitting(word, forgiving=False))


def together(found: Iterable[str]) -> list[str]:
    """The signs and each pair of them: what a learner can look at."""
    names = sorted(found)
    return [*names, *(f"{first} {second}" for first, second in combinations(names, 2))]


@cache
def _known() -> "_Phrases":
    sources = json.loads((DATA / "crisis_words.json").read_text(encoding="utf-8"))
    return _Phrases(
        (Meaning(name, language), entry.strip())
        for name, languages in sources.items()
        for language, said in languages.items()
        for entry in said.split(",")
    )


class Meaning(NamedTuple):
    sign: str
    language: str


class _Phrases:
    def __init__(self, entries: Iterable[tuple[Meaning, str]]) -> None:
        self.words = _Words()
        self.inside: dict[str, set[Meaning]] = defaultdict(set)
        self.phrases: dict[str, list[tuple[tuple[str, ...], Meaning]]] = defaultdict(list)
        """By their first word: all words, and what they mean."""
        for meaning, entry in entries:
            if entry.startswith("*") and entry != GAP:
                self.inside[_inner(entry)].add(meaning)
                continue
            for way in {entry, *romanised(entry)}:
                if words := _split(way):
                    self.phrases[words[0]].append((words, meaning))
                    self.words.learn(
                        (word for word in words if word != GAP), forgiving=meaning.sign not in {ABOUT, FIGURE}
                    )

    def find(self, folded: str, languages: frozenset[str], usual: Container[str]) -> frozenset[str]:
        fitting = [self.words.fitting(word, forgiving=word not in usual) for word in folded.split()]
        starting = (
            (place, phrase)
            for place, patterns in enumerate(fitting)
            for pattern in patterns
            for phrase in self.phrases[pattern]
        )
        found = {
            meaning
            for place, (words, meaning) in starting
            if meaning.language in languages and _follows(words[1:], fitting, place + 1)
        }
        spaced = f" {folded} "
        inside = {meaning for text, meanings in self.inside.items() if text in spaced for meaning in meanings}
        return frozenset(meaning.sign for meaning in found | inside if meaning.language in languages)


def _split(entry: str) -> tuple[str, ...]:
    """Folds each word, keeps the stars: "sperr* mich * ein" → ["sperr*", "mich", "*", "ein"]."""
    folded: list[str] = []
    for word in entry.split():
        if word == GAP:
            folded.append(GAP)
        elif pieces := fold(word).split():
            folded += [*pieces[:-1], pieces[-1] + ("*" if word.endswith("*") else "")]
    return tuple(folded)


def _inner(entry: str) -> str:
    """`*word*` anywhere; `*word` only at the end of a word."""
    return fold(entry) + ("" if entry.endswith("*") else " ")


def _follows(words: tuple[str, ...], fitting: list[set[str]], place: int) -> bool:
    """Whether `words` stand from `place` on."""
    if not words:
        return True
    if words[0] == GAP:
        return any(_follows(words[1:], fitting, place + skipped) for skipped in range(LONGEST_GAP + 1))
    return place < len(fitting) and words[0] in fitting[place] and _follows(words[1:], fitting, place + 1)


class _Words:
    """Which of the known patterns ("kind", "schlag*") a word fits, one typing error forgiven."""

    def __init__(self) -> None:
        self.patterns: set[str] = set()
        self.close: dict[str, set[str]] = defaultdict(set)
        """A word with one letter left out → the patterns that look so."""

    def learn(self, patterns: Iterable[str], *, forgiving: bool) -> None:
        for pattern in patterns:
            stem = pattern.rstrip("*")
            if forgiving and len(stem) >= FORGIVING:
                for shorter in _shortened(stem):
                    self.close[shorter].add(pattern)
            self.patterns.add(pattern)

    def fitting(self, word: str, *, forgiving: bool) -> set[str]:
        found = {word} & self.patterns
        found |= {pattern for end in range(1, len(word) + 1) if (pattern := word[:end] + "*") in self.patterns}
        if forgiving and not found and len(word) >= FORGIVING - 1:
            found |= {pattern for pattern in self._resembling(word) if _is_close(pattern, word)}
        return found

    def _resembling(self, word: str) -> Iterator[str]:
        for end in range(FORGIVING - 1, len(word) + 1):
            for shorter in _shortened(word[:end]):
                yield from self.close.get(shorter, ())


def _shortened(word: str) -> set[str]:
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}


def _is_close(pattern: str, word: str) -> bool:
    stem = pattern.rstrip("*")
    if not pattern.endswith("*"):
        return _one_slip(stem, word)
    return any(_one_slip(stem, word[:end]) for end in range(len(stem) - 1, min(len(stem) + 1, len(word)) + 1))


def _one_slip(wanted: str, typed: str) -> bool:
    """One letter too many, too few, wrong, or two swapped; the first letter counts as known."""
    if wanted[0] != typed[0] or abs(len(wanted) - len(typed)) > 1:
        return False
    same = next((i for i, (a, b) in enumerate(zip(wanted, typed, strict=False)) if a != b), None)
    if same is None:
        return True
    rest_wanted, rest_typed = wanted[same:], typed[same:]
    return (
        rest_wanted[1:] == rest_typed
        or rest_wanted == rest_typed[1:]
        or rest_wanted[1:] == rest_typed[1:]
        or (rest_wanted[:2] == rest_typed[1::-1] and rest_wanted[2:] == rest_typed[2:])
    )
