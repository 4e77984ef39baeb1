# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""OpenStreetMap: GeoJSON, or the JSON of the Overpass API, with objects such as `amenity=social_facility`.

`data/osm_tags.json` says which tags mean which need. Meaning of the tags: https://wiki.openstreetmap.org/wiki/Map_features.
The data are under the ODbL: whoever publishes them names "© OpenStreetMap contributors" and shares alike.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _
from pydantic import ValidationError

from sociallook.directory.content import LocationContent, OrganizationContent, ServiceContent
from sociallook.directory.editing import texts
from sociallook.directory.editing.readers import Item, Organizations, Reading, Unreadable, complaint, made_id

DATA: Final = Path(__file__).resolve().parent.parent.parent / "data" / "osm_tags.json"
WHEELCHAIR: Final[Mapping[str, bool | None]] = {"yes": True, "designated": True, "no": False}
Tags = Mapping[str, str]
Element = tuple[str, Tags, tuple[float, float] | None]
"""Kind and number ("node/1"), tags, latitude and longitude."""


def read(data: bytes, default: Sequence[str] = ()) -> Reading:
    """All named objects that mean a need. `default`: ids of needs for objects whose tags mean none."""
    reading, organizations = Reading(), Organizations()
    for number, (key, tags, point) in enumerate(_elements(data), 1):
        name, needs = tags.get("name", ""), needs_of(tags) or list(default)
        if not name or not needs or point is None:
            reading.skipped.append((number, _why(name, needs).format(key=key)))
            continue
        try:
            organization, place, service = _contents(key, tags, point, needs)
        except ValidationError as wrong:
            reading.problems.append((number, f"{name[:80]}: {complaint(wrong)}"))
            continue
        organizations.put(number, organizations.get(organization.id) or organization, place)
        reading.add(Item(number, service))
    reading.items[:0] = organizations.items()
    return reading


def _why(name: str, needs: Sequence[str]) -> str:
    if not name:
        return _("{key} hat keinen Namen.")
    return _("{key} hat keinen Ort.") if needs else _("{key} passt zu keiner Art von Hilfe.")


def needs_of(tags: Tags) -> list[str]:
    """Ids of the needs that these tags mean, in the order of the data."""
    return list(dict.fromkeys(rule.need for rule in _rules() if rule.fits(tags)))


def is_confidential(tags: Tags) -> bool:
    """Whether the place must not be published, although the map shows it."""
    return any(rule.confidential for rule in _rules() if rule.fits(tags))


@dataclass(frozen=True)
class Rule:
    """Which tags mean a need. A tag of OpenStreetMap may hold several words with semicolons between them."""

    tags: Mapping[str, frozenset[str]]
    need: str
    confidential: bool

    def fits(self, tags: Tags) -> bool:
        return all(words & set(tags.get(key, "").split(";")) for key, words in self.tags.items())


@cache
def _rules() -> list[Rule]:
    given = json.loads(DATA.read_text("utf-8"))["rules"]
    return [
        Rule(
            {key: frozenset(words) for key, words in rule["tags"].items()},
            rule["need"],
            rule.get("confidential", False),
        )
        for rule in given
    ]


def _elements(data: bytes) -> Iterator[Element]:
    try:
        given = json.loads(data)
    except (ValueError, RecursionError):
        raise Unreadable(_("Diese Datei ist kein JSON.")) from None
    if isinstance(given, dict) and isinstance(given.get("features"), list):
        yield from map(_of_geojson, given["features"])
    elif isinstance(given, dict) and isinstance(given.get("elements"), list):
        yield from map(_of_overpass, given["elements"])
    else:
        raise Unreadable(_("Diese Datei ist weder GeoJSON noch eine Antwort von Overpass."))


def _tags(given: Any) -> Tags:
    pairs = given.items() if isinstance(given, dict) else ()
    return {
        str(key).removeprefix("contact:"): str(value) for key, value in pairs if isinstance(value, str | int | float)
    }


def _of_geojson(feature: Any) -> Element:
    feature = feature if isinstance(feature, dict) else {}
    properties = feature.get("properties")
    tags = _tags(properties.get("tags") or properties) if isinstance(properties, dict) else {}
    key = str(feature.get("id") or tags.get("@id") or tags.get("id") or "")
    geometry = feature.get("geometry")
    return key, tags, _middle(geometry.get("coordinates")) if isinstance(geometry, dict) else None


def _of_overpass(element: Any) -> Element:
    element = element if isinstance(element, dict) else {}
    middle = element.get("center") or element
    point = middle.get("lat"), middle.get("lon")
    key = f"{element.get('type', '')}/{element.get('id', '')}"
    both = all(isinstance(degree, int | float) for degree in point)
    return key, _tags(element.get("tags")), (float(point[0]), float(point[1])) if both else None


def _middle(coordinates: Any) -> tuple[float, float] | None:
    """The middle of whatever shape it is; GeoJSON says longitude first."""
    points = list(_points(coordinates))
    if not points:
        return None
    return sum(north for _east, north in points) / len(points), sum(east for east, _north in points) / len(points)


def _points(given: Any) -> Iterator[tuple[float, float]]:
    if isinstance(given, list) and len(given) >= 2 and all(isinstance(each, int | float) for each in given[:2]):
        yield float(given[0]), float(given[1])
    elif isinstance(given, list):
        for each in given:
            yield from _points(each)


def _contents(
    key: str, tags: Tags, point: tuple[float, float], needs: list[str]
) -> tuple[OrganizationContent, LocationContent, ServiceContent]:
    name = tags["name"]
    operator = tags.get("operator", name)
    organization = OrganizationContent(id=made_id("osm", "operator", operator), name=operator)
    street = " ".join(filter(None, (tags.get("addr:street", tags.get("addr:place", "")), tags.get("addr:housenumber"))))
    address = {"address_1": street, "postal_code": tags.get("addr:postcode", ""), "city": tags.get("addr:city", "")}
    place = LocationContent.model_validate(
        {
            "id": made_id("osm", "place", key),
            "name": name,
            "addresses": [{"id": made_id("osm", "address", key), **address}] if any(address.values()) else [],
            "latitude": point[0],
            "longitude": point[1],
            "location_confidential": is_confidential(tags),
            "wheelchair": WHEELCHAIR.get(tags.get("wheelchair", "")),
            "external_identifier": key,
            "external_identifier_type": "OpenStreetMap",
        }
    )
    service = ServiceContent.model_validate(
        {
            "id": made_id("osm", "service", key),
            "organization_id": organization.id,
            "name": name,
            "description": tags.get("description:de", tags.get("description", "")),
            "url": _web(tags.get("website", tags.get("url", ""))),
            "email": tags.get("email", "").partition(";")[0].strip(),
            "phones": _fixed(texts.PHONES.parsed(tags.get("phone", "").replace(",", ";")), key, "phone"),
            "schedules": _fixed(texts.HOURS.parsed(tags.get("opening_hours", "")), key, "hours"),
            "categories": needs,
            "service_at_locations": [{"id": made_id("osm", "offer", key), "location_id": place.id}],
        }
    )
    return organization, place, service


def _web(address: str) -> str:
    address = address.partition(";")[0].strip()
    return address if not address or "://" in address else f"https://{address}"


def _fixed(things: list[dict[str, Any]], *words: str) -> list[dict[str, Any]]:
    """With ids that stay the same when the file is read again."""
    return [thing | {"id": made_id("osm", *words, str(number))} for number, thing in enumerate(things)]
