# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Where somebody means: a postcode or the name of a town, also one with a typing error.

Data: GeoNames (https://www.geonames.org, CC BY 4.0), made by `data/build_places.py`. All of it lies in memory.
"""

import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from statistics import fmean
from typing import Final

DATA: Final = Path(__file__).parent / "data"
POSTCODE: Final = re.compile(r"(?<!\d)(\d{5})(?!\d)")
QUALIFIER: Final = re.compile(
    r"(am|an|auf|bei|b|a|im|in|i|ob|vor|unter|oder|saale|westf|der|die|d) |(oder|saale|westf|pfalz)\Z"
)
"""What follows the name of a town that has a longer name: Frankfurt am Main, Frankfurt (Oder)."""
MOST: Final = 12
LONGEST: Final = 100


@dataclass(frozen=True)
class Place:
    """A town, or the part of a postcode that lies in one district. Degrees as in WGS 84."""

    postcode: str
    """Empty: the whole town is meant, and it has several."""
    town: str
    district: str
    area: str
    """Official municipality key (AGS), 5 digits: the district."""
    state: str
    latitude: float
    longitude: float


def look_up(text: str) -> tuple[Place, ...]:
    """The places somebody may mean, most likely first; none when there is no such place.

    Reads "99734", "Nordhausen", "99734 Nordhausen", "nordhauesn". More than one place: ask which is meant.
    """
    text = text[:LONGEST]
    if found := POSTCODE.search(text):
        return _by_postcode(found[1], _folded(POSTCODE.sub(" ", text)))
    name = _folded(text)
    return _by_name(name) if len(name) > 1 else ()


def is_postcode(text: str) -> bool:
    """Whether somebody meant a postcode, so that a page can say that there is none like this."""
    return bool(POSTCODE.search(text))


def district(area: str) -> str:
    """The name of the district in which an area lies, or of the state if it is no smaller; empty if unknown."""
    names = _districts()
    return names[area[:5]][0] if area[:5] in names else _states().get(area[:2], "")


@cache
def centre(area: str) -> tuple[float, float] | None:
    """Latitude and longitude of the middle of a district or a state."""
    inside = [place for places in _postcodes().values() for place in places if place.area.startswith(area[:5])]
    return _middle(inside) if area and inside else None


def nearest(latitude: float, longitude: float) -> Place:
    """The place whose middle is nearest to a point."""
    point = latitude, longitude
    everywhere = (place for places in _postcodes().values() for place in places)
    return min(everywhere, key=lambda place: kilometres(point, (place.latitude, place.longitude)))


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Distance of two points as the crow flies (haversine formula)."""
    (north, east), (north2, east2) = ([radians(degree) for degree in point] for point in (one, other))
    half = sin((north2 - north) / 2) ** 2 + cos(north) * cos(north2) * sin((east2 - east) / 2) ** 2
    return 2 * 6371 * asin(sqrt(half))


# --- Looking up ---


def _by_postcode(postcode: str, name: str) -> tuple[Place, ...]:
    places = _postcodes().get(postcode, ())
    if name and (named := [place for place in places if _folded(place.town) == name]):
        places = tuple(named)
    areas: dict[str, list[Place]] = defaultdict(list)
    for place in places:
        areas[place.area].append(place)
    return tuple(_joined(group, postcode) for group in areas.values())


def _by_name(name: str) -> tuple[Place, ...]:
    exact = _towns().get(name, ())
    longer = _longer().get(name.partition(" ")[0], ())
    wanted = [*exact, *(town for key, town in longer if key.startswith(f"{name} ") and _qualified(key, name))]
    if not wanted:
        wanted = list(_district_named(name)) or [town for key in _similar(name) for town in _towns()[key]]
    return tuple(wanted[:MOST])


def _qualified(key: str, name: str) -> bool:
    return bool(QUALIFIER.match(key.removeprefix(name).strip()))


def _district_named(name: str) -> Iterator[Place]:
    for area, (district_name, state) in _districts().items():
        if _folded(district_name) == name and (middle := centre(area)):
            yield Place("", district_name, district_name, area, state, *middle)


def _similar(name: str) -> list[str]:
    """Names of towns that differ by one slip: a letter too many, too few, another, or two that changed places."""
    if len(name) < 4:
        return []
    slips = _without_one_letter()
    candidates = {key for short in {name, *_shorter(name)} for key in slips.get(short, ())}
    near = [key for key in candidates if _one_slip(name, key)]
    return sorted(near, key=lambda key: -len(_postcodes_of(key)))


def _one_slip(one: str, other: str) -> bool:
    """Damerau's distance of the two is at most one."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    a, b = one[start:], other[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])


def _shorter(name: str) -> Iterator[str]:
    return (name[:i] + name[i + 1 :] for i in range(len(name)))


def _folded(text: str) -> str:
    """Lower case, without signs and accents; umlauts written out."""
    text = unicodedata.normalize("NFC", text).casefold()
    for umlaut, written in (("ä", "ae"), ("ö", "oe"), ("ü", "ue")):
        text = text.replace(umlaut, written)
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(re.findall(r"[^\W_]+", plain))


# --- The data ---


@cache
def _districts() -> dict[str, tuple[str, str]]:
    with (DATA / "districts.csv").open(encoding="utf-8", newline="") as stream:
        return {row["area"]: (row["district"], row["state"]) for row in csv.DictReader(stream)}


@cache
def _states() -> dict[str, str]:
    return {area[:2]: state for area, (_, state) in _districts().items()}


@cache
def _postcodes() -> dict[str, tuple[Place, ...]]:
    found: dict[str, list[Place]] = defaultdict(list)
    with (DATA / "places.csv").open(encoding="utf-8", newline="") as stream:
        for postcode, town, area, north, east in list(csv.reader(stream))[1:]:
            name, state = _districts()[area]
            found[postcode].append(Place(postcode, town, name, area, state, float(north), float(east)))
    return {postcode: tuple(places) for postcode, places in found.items()}


@cache
def _towns() -> dict[str, tuple[Place, ...]]:
    """All towns by their folded name, those with the most postcodes first."""
    groups: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for places in _postcodes().values():
        for place in places:
            groups[_folded(place.town), place.area].append(place)
    towns: dict[str, list[tuple[int, Place]]] = defaultdict(list)
    for (key, _area), group in groups.items():
        towns[key].append((len(group), _joined(group, group[0].postcode if len(group) == 1 else "")))
    return {key: tuple(place for _, place in sorted(named, key=_by_size)) for key, named in towns.items()}


def _by_size(sized: tuple[int, Place]) -> tuple[int, str]:
    return -sized[0], sized[1].area


@cache
def _longer() -> dict[str, list[tuple[str, Place]]]:
    """Towns with names of several words, by the first word; those with the most postcodes first."""
    found: dict[str, list[tuple[str, Place]]] = defaultdict(list)
    for key, named in sorted(_towns().items(), key=lambda item: -len(_postcodes_of(item[0]))):
        if " " in key:
            found[key.partition(" ")[0]].extend((key, place) for place in named)
    return found


@cache
def _sizes() -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for postcode, places in _postcodes().items():
        for place in places:
            found[_folded(place.town)].add(postcode)
    return found


def _postcodes_of(key: str) -> set[str]:
    return _sizes()[key]


@cache
def _without_one_letter() -> dict[str, list[str]]:
    """Every name, and every name without one letter: two names one slip apart share one of these (SymSpell)."""
    found: dict[str, list[str]] = defaultdict(list)
    for key in _towns():
        for short in {key, *_shorter(key)}:
            found[short].append(key)
    return found


def _joined(group: list[Place], postcode: str) -> Place:
    north, east = _middle(group)
    return replace(group[0], postcode=postcode, latitude=north, longitude=east)


def _middle(group: Iterable[Place]) -> tuple[float, float]:
    points = [(place.latitude, place.longitude) for place in group]
    return round(fmean(north for north, _ in points), 4), round(fmean(east for _, east in points), 4)
