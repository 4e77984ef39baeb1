# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""How lists are written in one field: one thing a line, its parts after a comma.

What a person leaves as it was stays as it was: only lines that changed are read anew, so nothing that a field cannot
show is lost by looking at it.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final
from uuid import uuid4

from django.conf.locale import LANG_INFO
from django.utils.translation import gettext, override

from sociallook.directory import hours, places

Thing = Mapping[str, Any]
LINES: Final = re.compile(r"[\n;|]+")
NUMBER: Final = re.compile(r"[+\d][\d\s/().-]{3,}\d")
MORE_LANGUAGES: Final = {
    "prs": "Dari",
    "ps": "Paschtu",
    "ti": "Tigrinja",
    "am": "Amharisch",
    "so": "Somali",
    "ku": "Kurdisch",
    "kmr": "Kurmandschi",
    "zh": "Chinesisch",
    "gsg": "Deutsche Gebärdensprache",
    "rom": "Romanes",
}
"""What is spoken here and Django does not know by name."""


@dataclass(frozen=True)
class Lines:
    """How one kind of list is written and read."""

    write: Callable[[Thing], str]
    read: Callable[[str], dict[str, Any]]
    between: str = "\n"
    split: re.Pattern[str] = LINES

    def written(self, things: Iterable[Thing]) -> str:
        """As a person sees it."""
        return self.between.join(filter(None, map(self.write, things)))

    def parsed(self, text: str, known: Sequence[Thing] = ()) -> list[dict[str, Any]]:
        """What was typed; a line that was there before keeps all it had."""
        before = {self.write(thing): dict(thing) for thing in known}
        lines = [line.strip() for line in self.split.split(text.replace("\r", "\n"))]
        return [before.get(line) or {"id": str(uuid4()), **self.read(line)} for line in lines if line]


def _parts(line: str) -> list[str]:
    return [part.strip() for part in line.split(",")]


def _joined(*parts: object) -> str:
    return ", ".join(str(part) for part in parts if part)


# --- Phones and people ---


def _phone(line: str) -> dict[str, Any]:
    number, *about = _parts(line)
    return {"number": number, "description": ", ".join(about)}


PHONES: Final = Lines(lambda phone: _joined(phone["number"], phone["description"]), _phone)


def _contact(line: str) -> dict[str, Any]:
    """An address with @ and a number are what they are; of the other parts the first is the name."""
    parts = _parts(line)
    mails = [part for part in parts if "@" in part]
    numbers = [part for part in parts if NUMBER.fullmatch(part)]
    name, *about = [part for part in parts if part not in {*mails, *numbers}] or [""]
    phones = [{"id": str(uuid4()), "number": number} for number in numbers]
    return {"name": name, "title": ", ".join(about), "email": mails[0] if mails else "", "phones": phones}


CONTACTS: Final = Lines(
    lambda contact: _joined(
        contact["name"], contact["title"], contact["email"], *(phone["number"] for phone in contact["phones"])
    ),
    _contact,
)


# --- Languages ---


@cache
def language_names() -> Mapping[str, str]:
    """Code → German name."""
    with override("de"):
        known = {code: gettext(info["name"]) for code, info in LANG_INFO.items() if len(code) <= 3 and "name" in info}
    return known | MORE_LANGUAGES


@cache
def _codes() -> Mapping[str, str]:
    english = {str(info["name"]).casefold(): code for code, info in LANG_INFO.items() if "name" in info}
    local = {str(info["name_local"]).casefold(): code for code, info in LANG_INFO.items() if "name_local" in info}
    return english | local | {name.casefold(): code for code, name in language_names().items()}


def _language(word: str) -> dict[str, Any]:
    code = word.casefold() if word.casefold() in language_names() else _codes().get(word.casefold(), "")
    return {"code": code, "name": language_names().get(code, word)}


LANGUAGES: Final = Lines(
    lambda spoken: str(spoken["name"] or language_names().get(spoken["code"], spoken["code"])),
    _language,
    between=", ",
    split=re.compile(r"[\n;|,/]+"),
)


# --- Who may come, what it costs, what to bring ---


def _area(line: str) -> dict[str, Any]:
    if re.fullmatch(r"\d{2}|\d{3}|\d{5}|\d{8}", line):
        known = places.district(line)
        return {"area": line, "name": known if len(line) in {2, 5} else ""}
    found = {place.area[:5] for place in places.look_up(line)}
    return {"name": line, "area": found.pop() if len(found) == 1 else ""}


AREAS: Final = Lines(lambda area: str(area["name"] or area["area"]), _area)
COSTS: Final = Lines(
    lambda cost: str(cost["option"] or cost["amount_description"]),
    lambda line: {"option": line},
    split=re.compile(r"\n+"),
)
PAPERS: Final = Lines(lambda paper: str(paper["document"]), lambda line: {"document": line})


def _schedule(line: str) -> dict[str, Any]:
    return {"opening_hours": line} if hours.normalise(line) else {"description": line}


HOURS: Final = Lines(
    lambda schedule: str(schedule["opening_hours"] or schedule["description"] or hours.of([schedule])),
    _schedule,
    split=re.compile(r"\n+"),
)
"""Whatever people write; what `directory.hours` does not understand is a description."""
ACCESS: Final = Lines(
    lambda access: str(access["description"] or access["details"]),
    lambda line: {"description": line},
    split=re.compile(r"\n+"),
)
