# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Who has to help here: competence level and area decide, the rule with the longest area key wins.

Both are data: `data/categories.json` says which levels a need has, `data/authorities.json` what the authority of a
level is called in an area. Names only; an address or a phone number is shown only if somebody has imported it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from django.utils.translation import get_language

from sociallook.directory.categories import Duty, categories, spoken
from sociallook.directory.places import Place

DATA: Final = Path(__file__).parent / "data" / "authorities.json"


@dataclass(frozen=True)
class Authority:
    """Who is responsible. `when` says for whom, empty: for everybody. `area` is the key for which the rule was made."""

    name: str
    level: str
    when: str
    area: str
    phone: str = ""
    address: str = ""
    url: str = ""


def responsible(category: str, place: Place | None) -> tuple[Authority, ...]:
    """The authorities for a need at a place, in the order of the data; none for a need that no authority answers.

    Without a place the name says only what to look for ("Jugendamt").
    """
    language = get_language() or "de"
    return tuple(_authority(duty, place, language) for duty in categories()[category].duties)


def _authority(duty: Duty, place: Place | None, language: str) -> Authority:
    rules = _rules()[duty.level]
    key = place.area if place else ""
    area = max((area for area in rules if key.startswith(area)), key=len)
    pattern = rules[area] if place else rules[""].partition(" {")[0]
    district, town, state = (place.district, place.town, place.state) if place else ("", "", "")
    name = pattern.format(district=district, town=town, state=state)
    return Authority(name, duty.level, spoken(duty.when, language), area)


@cache
def _rules() -> Mapping[str, Mapping[str, str]]:
    """Level → area key → name, in which {district}, {town} and {state} are filled in."""
    rules: Mapping[str, Mapping[str, str]] = json.loads(DATA.read_text("utf-8"))["levels"]
    return rules
