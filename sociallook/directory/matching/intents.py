# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""What a question wants to know about a need: which forms, which authority, where; or simply help.

The words for it are data (`data/intents.json`), by language: Turkish "is" is not English "is". The kinds are looked
for in the order of the file, because "Welches Amt … und welche Formulare?" is a question for the authority first.
"""

import json
import re
from functools import cache

from sociallook.directory.matching.letters import fold, romanised
from sociallook.directory.matching.vocabulary import DATA

HELP = "help"
ALWAYS = "de"
"""Whatever language a question is in, German office words are often left in German."""


def intent(folded: str, language: str) -> str:
    """`folded` in that language asks for "authority", "forms", "place", or just "help"."""
    for kind, languages in _patterns().items():
        if any(pattern.search(folded) for code in {language, ALWAYS} if (pattern := languages.get(code))):
            return kind
    return HELP


@cache
def _patterns() -> dict[str, dict[str, re.Pattern[str]]]:
    found = json.loads((DATA / "intents.json").read_text(encoding="utf-8"))
    return {kind: {code: _pattern(words) for code, words in languages.items()} for kind, languages in found.items()}


def _pattern(words: list[str]) -> re.Pattern[str]:
    """A star at the end of a word stands for any ending."""
    choices = {_choice(way) for word in words for way in [word, *romanised(word)]}
    return re.compile(rf"\b(?:{'|'.join(sorted(choices))})\b")


def _choice(word: str) -> str:
    return fold(word) + (r"\w*" if word.endswith("*") else "")
