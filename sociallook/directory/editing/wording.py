# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Everyday words of this installation, as reviewed data: who added or took away which word, and who agreed.

Changes are only added; the newest approved one for a word counts. So every change is a version, and undoing it is one
more change. The words that come with the program (`data/vocabulary`) stay as they are: an installation can take one
away for itself.
"""

import io
import json
import re
import tarfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from time import monotonic
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sociallook.base.refusals import Refused
from sociallook.directory.categories import categories
from sociallook.directory.editing.models import Editor, LearntWords, Outcome, WordChange
from sociallook.directory.matching import Understanding, shipped_model, understand
from sociallook.directory.matching.model import Model
from sociallook.directory.matching.prepare import fingerprint
from sociallook.directory.matching.vocabulary import Term, shipped

LONGEST: Final = 200
MOST_TOLD: Final = 50
"""Questions that a page lists as changed."""
A_MINUTE: Final = 60.0
QUESTIONS: Final = Path(__file__).resolve().parent.parent / "data" / "development_questions.jsonl"
Key = tuple[str, str, str]
"""Need, language, words in small letters."""


@dataclass(frozen=True)
class Word:
    """Something people say when they mean a need."""

    wording: str
    language: str
    author: str
    on: str
    """ISO date; empty if unknown."""
    own: bool
    """Added here, not part of this version."""


def languages() -> list[str]:
    """Those that this version knows words of, German first."""
    known = {term.language for term in shipped() if term.category}
    return sorted(known, key=lambda language: (language != "de", language))


def words(category: str) -> list[Word]:
    """All words for a need that count now, own ones first."""
    here, gone = _changes(category)
    own = [
        Word(change.wording, change.language, change.by, change.at.date().isoformat(), own=True)
        for change in here.values()
    ]
    given = [
        Word(term.text, term.language, term.author, term.date, own=False)
        for term in shipped()
        if term.category == category and _key(category, term.language, term.text) not in {*here, *gone}
    ]
    return sorted(own, key=lambda word: (word.language, word.wording)) + given


def terms(given: Sequence[Term] | None = None) -> tuple[Term, ...]:
    """Everything to learn from: the words of this version (or `given`) and of this installation."""
    here, gone = _changes()
    kept = (term for term in given or shipped() if _key(term.category or "", term.language, term.text) not in gone)
    return (*kept, *own_terms(here))


def own_terms(here: dict[Key, WordChange] | None = None) -> tuple[Term, ...]:
    """What this installation has added."""
    here = _changes()[0] if here is None else here
    return tuple(map(as_term, here.values()))


def as_term(change: WordChange) -> Term:
    """A change as something to learn from."""
    return Term(change.wording, change.language, change.category, author=change.by, date=_day(change.at.date()))


def _day(day: date) -> str:
    return day.isoformat()


def _changes(category: str = "") -> tuple[dict[Key, WordChange], dict[Key, WordChange]]:
    """The newest approved change of each word: those that are here, those that are gone."""
    approved = WordChange.objects.filter(outcome=Outcome.APPROVED).order_by("decided_at", "pk")
    newest = {
        _key(change.category, change.language, change.wording): change
        for change in (approved.filter(category=category) if category else approved)
    }
    here = {key: change for key, change in newest.items() if change.added}
    return here, {key: change for key, change in newest.items() if not change.added}


def _key(category: str, language: str, wording: str) -> Key:
    return category, language, wording.casefold()


# --- Changing ---


def propose(category: str, language: str, wording: str, *, added: bool, by: str) -> WordChange:
    """Ask for a word to come in or to go.

    Refuses 404 `no_category`, 400 `no_word`, 409 `known` when it is there (or gone) already or is being asked for.
    """
    wording = " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", wording).split())[:LONGEST]
    if category not in categories() or language not in languages():
        raise Refused(404, "no_category", _("Diese Art von Hilfe kennt das Verzeichnis nicht."))
    if len(wording) < 2:
        raise Refused(400, "no_word", _("Bitte schreiben Sie, was Menschen sagen."))
    there = {_key(category, word.language, word.wording) for word in words(category)}
    open_ones = WordChange.objects.filter(outcome=Outcome.OPEN, category=category, language=language)
    if (_key(category, language, wording) in there) == added or open_ones.filter(wording__iexact=wording).exists():
        raise Refused(409, "known", _("Das steht schon so im Verzeichnis oder ist schon vorgeschlagen."))
    return WordChange.objects.create(
        category=category, language=language, wording=wording, added=added, by=by, at=timezone.now()
    )


@transaction.atomic
def approve(change: WordChange, by: str) -> None:
    """It counts from now on. Refuses 409 `decided`, 403 `four_eyes` for one's own while there are other editors."""
    _still_open(change)
    if change.by == by and Editor.objects.count() > 1:
        raise Refused(403, "four_eyes", _("Ihren eigenen Vorschlag prüft jemand anderes aus der Redaktion."))
    _decide(change, Outcome.APPROVED, by)


@transaction.atomic
def refuse(change: WordChange, by: str) -> None:
    """Not this word."""
    _still_open(change)
    _decide(change, Outcome.RETURNED, by)


def undo(change: WordChange, by: str) -> WordChange:
    """The opposite, at once: whoever undoes has seen what it did."""
    if change.outcome != Outcome.APPROVED:
        raise Refused(409, "decided", _("Das gilt nicht, also lässt es sich nicht rückgängig machen."))
    now = timezone.now()
    return WordChange.objects.create(
        category=change.category,
        language=change.language,
        wording=change.wording,
        added=not change.added,
        by=by,
        at=now,
        outcome=Outcome.APPROVED,
        decided_by=by,
        decided_at=now,
    )


def _still_open(change: WordChange) -> None:
    fresh = WordChange.objects.select_for_update().filter(pk=change.pk).first()
    if fresh is None or fresh.outcome != Outcome.OPEN:
        raise Refused(409, "decided", _("Darüber hat schon jemand entschieden."))


def _decide(change: WordChange, outcome: Outcome, by: str) -> None:
    change.outcome, change.decided_by, change.decided_at = outcome, by, timezone.now()
    change.save()


# --- Measuring and learning ---


@dataclass(frozen=True)
class Question:
    """A development question, and the needs of which one should come first."""

    text: str
    language: str
    needs: frozenset[str]


@cache
def questions() -> tuple[Question, ...]:
    """The development questions. They are for measuring; none of them is ever a word to learn from."""
    lines = map(json.loads, QUESTIONS.read_text("utf-8").splitlines())
    return tuple(Question(line["q"], line["lang"], frozenset(line["labels"])) for line in lines)


def places(model: Model) -> list[int]:
    """For each question the place of the first right need, from 1 on."""
    return [_place(understand(question.text, model), question.needs) for question in questions()]


def _place(found: Understanding, needs: frozenset[str]) -> int:
    ranked = (place for place, each in enumerate(found.categories, 1) if each.category in needs)
    return next(ranked, len(found.categories) + 1)


def effect(before: Sequence[int], after: Sequence[int]) -> dict[str, Any]:
    """What a change does: shares of right answers in percent, and the questions whose place changes."""
    moved = [
        {"question": question.text, "language": question.language, "before": was, "after": now}
        for question, was, now in zip(questions(), before, after, strict=True)
        if was != now
    ]
    return {"before": _shares(before), "after": _shares(after), "changed": sorted(moved, key=_weight)[:MOST_TOLD]}


def _weight(moved: dict[str, Any]) -> int:
    """What enters or leaves the first place comes first."""
    return min(int(moved["before"]), int(moved["after"]))


def _shares(found: Sequence[int]) -> dict[str, float]:
    return {
        name: round(100 * sum(place <= most for place in found) / max(len(found), 1), 1)
        for name, most in (("first", 1), ("third", 3))
    }


def measure_open(given: Sequence[Term] | None = None) -> None:
    """Say for each open change what it would do to the development questions. Takes half a minute for each."""
    before = places(Model.trained(terms(given)) if given else current())
    for change in WordChange.objects.filter(outcome=Outcome.OPEN, effect={}).order_by("pk"):
        change.effect = effect(before, places(Model.trained(_with(change, terms(given)))))
        change.save(update_fields=["effect"])


def _with(change: WordChange, known: Sequence[Term]) -> tuple[Term, ...]:
    if change.added:
        return (*known, as_term(change))
    gone = _key(change.category, change.language, change.wording)
    return tuple(term for term in known if _key(term.category or "", term.language, term.text) != gone)


def learn(given: Sequence[Term] | None = None) -> None:
    """Make this installation's words count in the search. Takes half a minute; the newest result is kept."""
    with TemporaryDirectory() as folder:
        Model.trained(terms(given)).save(Path(folder))
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w") as archive:
            archive.add(folder, arcname=".")
    made = LearntWords.objects.create(at=timezone.now(), made_from=_version(), data=packed.getvalue())
    LearntWords.objects.filter(pk__lt=made.pk).delete()


def learn_again() -> None:
    """A new version of the program has other words or another method: what was learnt with the old one is of no use."""
    if _changes() != ({}, {}) and not LearntWords.objects.filter(made_from=_version()).exists():
        learn()


@cache
def _version() -> str:
    return fingerprint()


# --- What the search uses ---


class _Current:
    """The model of this process: that of the program, or the newest that was learnt here. Asks once a minute."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._asked = float("-inf")
        self._number: int | None = None
        self._model: Model | None = None
        self._folder: TemporaryDirectory[str] | None = None

    def __call__(self) -> Model:
        if monotonic() - self._asked > A_MINUTE and self._lock.acquire(blocking=False):
            try:
                self._asked = monotonic()
                self._renew()
            finally:
                self._lock.release()
        return self._model or shipped_model()

    def _renew(self) -> None:
        fitting = LearntWords.objects.filter(made_from=_version()).order_by("-pk")
        number = fitting.values_list("pk", flat=True).first()
        if number == self._number:
            return
        row = LearntWords.objects.filter(pk=number).first() if number else None
        if self._folder:
            self._folder.cleanup()
        if row is None:
            self._number, self._model, self._folder = None, None, None
            return
        folder = TemporaryDirectory(prefix="sociallook-words-")
        with tarfile.open(fileobj=io.BytesIO(bytes(row.data))) as archive:
            archive.extractall(folder.name, filter="data")
        self._number, self._model, self._folder = number, Model.load(Path(folder.name)), folder


current = _Current()
"""Call it for the model to understand a question with."""
