# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""What stands above everything when somebody is in danger: `data/crisis.json`."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.utils.translation import get_language, get_language_info

from sociallook.directory.categories import spoken
from sociallook.directory.matching import Crisis
from sociallook.shell.operator import phone_link

DATA: Final = Path(__file__).parent / "data" / "crisis.json"


@dataclass(frozen=True)
class Contact:
    """Whom to call. `note`: when, and what it costs."""

    name: str
    phone: str
    note: str

    @property
    def link(self) -> str:
        return phone_link(self.phone)


@dataclass(frozen=True)
class Notice:
    """In one language (BCP 47): that of the question if we have it, because nobody should have to search now."""

    heading: str
    text: str
    contacts: tuple[Contact, ...]
    language: str
    sure: bool
    """Otherwise it is only a suspicion: the page then asks, in its own language, instead of saying."""

    @property
    def direction(self) -> str:
        return "rtl" if get_language_info(self.language)["bidi"] else "ltr"


def notice(crisis: Crisis, language: str) -> Notice:
    """What to say for one kind of danger."""
    data = _data()
    given = data["kinds"][crisis.kind]
    known = next(code for code in (language, language.partition("-")[0], "de") if code in given["heading"])
    contacts = tuple(_contact(data["contacts"][each], known) for each in given["contacts"])
    sure = crisis.sure or known != (get_language() or "de").partition("-")[0]
    return Notice(spoken(given["heading"], known), spoken(given["text"], known), contacts, known, sure)


def kinds() -> Mapping[str, str]:
    """Every kind of danger and the need that answers it; empty for one that only the emergency number answers."""
    return {kind: given.get("need", "") for kind, given in _data()["kinds"].items()}


def _contact(given: Mapping[str, Any], language: str) -> Contact:
    return Contact(spoken(given["name"], language), given["phone"], spoken(given.get("note", {}), language))


@cache
def _data() -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(DATA.read_text("utf-8"))
    return found
