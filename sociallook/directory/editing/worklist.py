# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Questions that nobody could answer become work for editors, without persons and without rare questions.

A question is counted in the memory of this process, under a hash with a salt that is drawn anew every day and never
leaves the process. Four times leave nothing anywhere. With the fifth the text is kept, without whatever looks like a
person or a place, and from then on each process adds to the number in the database. Processes do not tell each other
their hashes, so the true number can only be higher. docs/decisions/0051-work-list.md weighs this.
"""

import hmac
import re
import secrets
from collections import Counter
from collections.abc import Callable
from datetime import date
from threading import Lock
from typing import Final

from django.db import connection
from django.utils import timezone

from sociallook.directory.editing.models import FailedSearch
from sociallook.directory.matching import Understanding

OFTEN: Final = 5
MOST: Final = 100_000
"""Different questions of one day in one process; further new ones are not counted."""
LONGEST: Final = 200
GONE: Final = "…"

_CALLED = r"heiße|heisse|heißt|heisst|name ist|name is|called|nazywam się|numesc|меня зовут|мене звати|adım|ismim|اسمي"
PERSONAL: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"https?://\S+|www\.\S+",
        r"\S+@\S+",
        r"\b[\w-]+(straße|strasse|str\.?|weg|platz|allee|gasse|ring)\s+\d+\s?[a-z]?\b",
        r"\b\w*\d\w*\d\w*\d\w*\b",  # postcodes, numbers of customers
        r"\+?\d[\d\s/().-]{2,}\d",  # phones, dates
        rf"(?<=\b)({_CALLED})\s+[\w'-]+(\s+[\w'-]+)?",
        r"\b(?:frau\s+)?(herrn?|familie|fam\.|dr\.|mr\.?|mrs\.?|ms\.?)\s+[\w'-]+(\s+(?-i:[A-ZÄÖÜ])[\w'-]+)?",
        r"(?<!meine )(?<!eine )(?<!die )(?<!der )\bfrau\s+[\w'-]+(\s+(?-i:[A-ZÄÖÜ])[\w'-]+)?",
    )
)
MARKS: Final = re.compile(r"[^\w…]+")


def without_persons(question: str, place: str = "") -> str:
    """What may be kept of a question: no address, number or name that can be recognised; small letters, one line."""
    if place:
        question = re.sub(re.escape(place), GONE, question, flags=re.IGNORECASE)
    for pattern in PERSONAL:
        question = pattern.sub(f" {GONE} ", question)
    words = MARKS.sub(" ", question.casefold()).split()
    kept = " ".join(word for word, before in zip(words, ["", *words], strict=False) if (word, before) != (GONE, GONE))
    return kept[:LONGEST].strip() if kept.strip(f"{GONE} ") else ""


class Tally:
    """Counts questions of one day. Holds hashes and numbers, never a text."""

    def __init__(self, today: Callable[[], date] = timezone.localdate) -> None:
        self._today = today
        self._lock = Lock()
        self._begin(today())

    def _begin(self, day: date) -> None:
        self._day = day
        self._salt = secrets.token_bytes(32)
        self._counts: Counter[bytes] = Counter()

    def add(self, question: str) -> int:
        """Count this one; returns how many more there are to keep: none before the fifth."""
        with self._lock:
            if self._day != self._today():
                self._begin(self._today())
            hashed = hmac.digest(self._salt, question.encode(), "sha256")[:16]
            if hashed not in self._counts and len(self._counts) >= MOST:
                return 0
            self._counts[hashed] += 1
            count = self._counts[hashed]
        return 0 if count < OFTEN else OFTEN if count == OFTEN else 1


tally = Tally()


def judge(question: str, found: Understanding, total: Callable[[], int]) -> None:
    """Take note of a question that was not understood, or for which there are no offers: `total` counts them."""
    if not found.confident:
        note(question, reason=FailedSearch.Reason.UNSURE, language=found.language, place=found.place)
    elif not total():
        note(question, reason=FailedSearch.Reason.NOBODY, language=found.language, place=found.place)


def note(question: str, *, reason: FailedSearch.Reason, language: str = "de", place: str = "") -> None:
    """A search has failed: nobody was sure what is meant, or nobody was found."""
    kept = without_persons(question[: 5 * LONGEST], place)
    more = tally.add(kept) if kept else 0
    if more:
        with connection.cursor() as cursor:
            cursor.execute(_KEEP, [kept, language[:16], reason, more, timezone.localdate()])


_KEEP = """
    INSERT INTO directory_failedsearch AS kept (question, language, reason, count, newest, settled_by, settled_on)
    VALUES (%s, %s, %s, %s, %s, '', NULL)
    ON CONFLICT (question) DO UPDATE SET
        count = kept.count + excluded.count,
        reason = excluded.reason,
        newest = excluded.newest,
        settled_on = CASE WHEN kept.settled_on < excluded.newest THEN NULL ELSE kept.settled_on END
"""
"""Processes add to the same row; what was settled comes back when it is asked again on a later day."""
