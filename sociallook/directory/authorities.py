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
from typing import Any, Final

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
    note: str = ""
    """What else to know: who may be responsible instead, who also takes an application."""
    local: bool = False
    """Which one it is depends on the place."""
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
    level = _levels()[duty.level]
    area, name = "", level["anywhere"]
    if place:
        area = max((area for area in level["areas"] if place.area.startswith(area)), key=len)
        name = level["areas"][area].format(
            district=place.district, town=place.town or place.postcode, state=place.state
        )
    local = any("{" in each for each in level["areas"].values()) or len(level["areas"]) > 1
    return Authority(
        name, duty.level, spoken(duty.when, language), area, spoken(level.get("note", {}), language), local
    )


@cache
def _levels() -> Mapping[str, Mapping[str, Any]]:
    """Level → what it is called anywhere, and by area key; {district}, {town} and {state} are filled in."""
    levels: Mapping[str, Mapping[str, Any]] = json.loads(DATA.read_text("utf-8"))["levels"]
    return levels
