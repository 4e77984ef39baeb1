# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Where somebody means: a postcode or the name of a town, also one with a typing error.

Data: GeoNames (https://www.geonames.org, CC BY 4.0), made by `data/build_places.py`. All of it lies in memory.
"""

import csv
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from statistics import fmean
from typing import Final

DATA: Final = Path(__file__).parent / "data"
POSTCODE: Final = re.compile(r"(?<!\d)(\d{5})(?!\d)")
SURNAME: Final = re.compile(r" ?[(/,].*| (am|an|auf|bei|im|in|ob|vor|unter|[abio]\.).*")
"""What follows the name that everybody uses: Frankfurt am Main, Frankfurt (Oder)."""
MOST: Final = 12
LONGEST: Final = 100
CROSSING: Final = 20
"""A postcode of a large town that crosses the border of its district does not make a second town."""


@dataclass(frozen=True)
class Place:
    """A town, or the part of a postcode that lies in one district. Degrees as in WGS 84."""

    postcode: str
    """Empty: the whole town is meant, and it has several."""
    town: str
    """Empty: the postcode has several towns, and none of them was named."""
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


def is_guess(text: str) -> bool:
    """Whether no place is called like this, so that `look_up` can only say what it resembles."""
    name = _folded(text[:LONGEST])
    return not POSTCODE.search(text) and bool(name) and not _named(name)


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
    inside = [place for key, places in _by_area().items() if key.startswith(area[:5]) for place in places]
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
    return tuple(_joined(group, postcode, _only(place.town for place in group)) for group in areas.values())


def _by_name(name: str) -> tuple[Place, ...]:
    """Those of this name; else of names that differ by a slip."""
    name = _bare(name)
    return _named(name) or tuple(place for key in _similar(name) for place in _towns()[key])[:MOST]


def _named(name: str) -> tuple[Place, ...]:
    """The whole text, or as many of its first words as are the name of a town; then districts."""
    name = _bare(name)
    words = name.split()
    for length in range(len(words), 0, -1):
        part = " ".join(words[:length])
        if found := _towns().get(_elsewhere().get(part, part)):
            return found[:MOST]
    return (_districts_by_name()[name],) if name in _districts_by_name() else ()


def _bare(name: str) -> str:
    """Without the little word before it: in Köln."""
    first, _space, rest = name.partition(" ")
    return rest if first in {"in", "bei", "nahe", "aus"} else name


@cache
def _elsewhere() -> dict[str, str]:
    """What towns are called in other languages: Munich, Monachium."""
    with (DATA / "town_names.csv").open(encoding="utf-8", newline="") as stream:
        return {_folded(row["elsewhere"]): _folded(row["town"]) for row in csv.DictReader(stream)}


def _similar(name: str) -> list[str]:
    """Names of towns that differ by one slip: a letter too many, too few, another, or two that changed places.

    A slip leaves the beginning or the end as it was.
    """
    if len(name) < 4:
        return []
    edge = 3 if len(name) > 6 else 2
    lengths = range(len(name) - 1, len(name) + 2)
    edges = [(end, length) for end in ((name[:edge], ""), ("", name[-edge:])) for length in lengths]
    near = {key for end in edges for key in _by_edge()[end] if _one_slip(name, key)}
    return sorted(near, key=lambda key: (-_sizes()[key], key))


def _one_slip(one: str, other: str) -> bool:
    """Damerau's distance of the two, whose lengths differ by one at most, is at most one."""
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    a, b = one[start:], other[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])


def _folded(text: str) -> str:
    """Lower case, without signs and accents; umlauts written out."""
    text = unicodedata.normalize("NFC", text).casefold()
    for umlaut, written in (("ä", "ae"), ("ö", "oe"), ("ü", "ue")):
        text = text.replace(umlaut, written)
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join("sankt" if word == "st" else word for word in re.findall(r"[^\W_]+", plain))


# --- The data ---


@cache
def _districts() -> dict[str, tuple[str, str]]:
    with (DATA / "districts.csv").open(encoding="utf-8", newline="") as stream:
        return {row["area"]: (row["district"], row["state"]) for row in csv.DictReader(stream)}


@cache
def _districts_by_name() -> dict[str, Place]:
    return {
        _folded(name): Place("", name, name, area, state, *middle)
        for area, (name, state) in _districts().items()
        if (middle := centre(area))
    }


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
def _by_area() -> dict[str, list[Place]]:
    found: dict[str, list[Place]] = defaultdict(list)
    for places in _postcodes().values():
        for place in places:
            found[place.area].append(place)
    return found


@cache
def _towns() -> dict[str, tuple[Place, ...]]:
    """All towns by their folded name, with and without its surname; those with the most postcodes first."""
    groups: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for places in _postcodes().values():
        for place in places:
            for key in _names(place.town):
                groups[key, place.area].append(place)
    towns: dict[str, list[Place]] = defaultdict(list)
    largest: Counter[tuple[str, str]] = Counter()
    for (key, _area), group in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])):
        town = max((place.town for place in group), key=len)  # Halle (Saale), not Halle
        if len(group) * CROSSING > largest[key, town]:
            towns[key].append(_joined(group, _only(place.postcode for place in group), town))
        largest[key, town] = max(largest[key, town], len(group))
    return {key: tuple(named) for key, named in towns.items()}


@cache
def _names(town: str) -> frozenset[str]:
    return frozenset({_folded(town), _folded(SURNAME.sub("", town))} - {""})


@cache
def _sizes() -> dict[str, int]:
    """How many postcodes a town has, by its folded name."""
    return Counter(_folded(place.town) for places in _postcodes().values() for place in places)


@cache
def _by_edge() -> dict[tuple[tuple[str, str], int], list[str]]:
    """Names by their first or last two or three letters, and by their length."""
    found: dict[tuple[tuple[str, str], int], list[str]] = defaultdict(list)
    for key in _towns():
        for edge in (2, 3):
            found[(key[:edge], ""), len(key)].append(key)
            found[("", key[-edge:]), len(key)].append(key)
    return found


def _joined(group: list[Place], postcode: str, town: str) -> Place:
    north, east = _middle(group)
    return replace(group[0], postcode=postcode, town=town, latitude=north, longitude=east)


def _only(names: Iterable[str]) -> str:
    """The name if there is one only, else nothing."""
    different = set(names)
    return different.pop() if len(different) == 1 else ""


def _middle(group: Iterable[Place]) -> tuple[float, float]:
    points = [(place.latitude, place.longitude) for place in group]
    return round(fmean(north for north, _ in points), 4), round(fmean(east for _, east in points), 4)
