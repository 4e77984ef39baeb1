# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Offers as HSDS 3.0 JSON (https://docs.openreferral.org/en/3.0/), for the API and the export.

Our needs travel as terms of a taxonomy. Fields of the German profile (`content.py`) stand beside those of HSDS. What is
empty is left out, unless HSDS asks for it. `hsds_reader.py` goes the other way.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any, Final
from uuid import UUID, uuid5

from django.conf import settings

from sociallook.directory.categories import Category, categories
from sociallook.directory.content import (
    LocationContent,
    OrganizationContent,
    Part,
    Schedule,
    ServiceArea,
    ServiceContent,
)
from sociallook.directory.models import Location, Organization, Service, ServiceAtLocation

Json = dict[str, Any]
OURS: Final = UUID("6a0f8a0e-4b8c-5f1e-9c54-0d6f4c1c9a72")
"""Id of our taxonomy, and the namespace of the ids of its terms (RFC 9562, version 5)."""
ASKED_FOR: Final = {"description", "address_1", "city", "state_province", "postal_code", "country", "address_type"}
"""What HSDS wants to see even when it is empty."""
PROFILE: Final[Mapping[str, tuple[type[Part], tuple[str, ...]]]] = {
    "organization": (OrganizationContent, ("institution", "fictitious")),
    "location": (LocationContent, ("area", "location_confidential", "wheelchair")),
    "schedule": (Schedule, ("opening_hours",)),
    "service_area": (ServiceArea, ("area",)),
    "service": (
        ServiceContent,
        (
            "legal_basis",
            "leistungsschluessel",
            "easy_description",
            "for_young_people",
            "online_advice",
            "phone_advice",
            "free_of_charge",
        ),
    ),
}
"""The German profile: fields that HSDS does not know."""
BESIDE: Final = {"organization_id", "categories", "attributes", "service_at_locations", "locations", "location_id"}
"""What is not written as it is kept."""


# --- Writing: rows become what HSDS shows ---


def organization_json(organization: Organization, *, full: bool = True) -> Json:
    """An organisation; with `full` also its phones, contacts and locations."""
    shown = _shown(organization, OrganizationContent, full=full)
    if full:
        shown["locations"] = [location_json(location) for location in organization.locations.all()]
    return shown


def service_json(service: Service, *, full: bool = True) -> Json:
    """A service with its organisation; with `full` also its parts, terms and offers."""
    shown = _shown(service, ServiceContent, full=full)
    shown["last_modified"] = _moment(service)
    shown["organization"] = organization_json(service.organization, full=False)
    if full:
        ours = [_attribute(service.id, category) for category in service.categories]
        shown["attributes"] = [*ours, *map(_without_empty, service.attributes)]
        shown["service_at_locations"] = [_at_location(offer) for offer in service.service_at_locations.all()]
    return shown


def minimal_json(service: Service) -> Json:
    """Only what tells whether something has changed."""
    return {"id": str(service.id), "last_modified": _moment(service)}


def service_at_location_json(offer: ServiceAtLocation, *, full: bool = True) -> Json:
    """An offer: the service and the location, and what holds for both together."""
    shown = _at_location(offer) if full else _basic(offer)
    if full:  # HSDS 3.0 names the schema of a service for this answer, and that asks for a name and a status
        shown |= {"name": offer.service.name, "status": offer.service.status}
    return shown | {"service": service_json(offer.service, full=False)}


def location_json(location: Location, *, full: bool = True) -> Json:
    """A location. A confidential one has an area, nothing else that leads there."""
    return _shown(location, LocationContent, full=full)


def taxonomy_json() -> Json:
    """Our needs as a taxonomy."""
    return {
        "id": str(OURS),
        "name": "Sociallook Bedarfe",
        "description": "Wobei Menschen Hilfe brauchen, mit Rechtsgrundlage und Zuständigkeit",
        "uri": f"{settings.ORIGIN}/api/hsds/3/taxonomies/{OURS}",
        "version": _version(),
    }


def term_json(category: Category) -> Json:
    """A need as a term; names are German."""
    return {
        "id": str(term_id(category.id)),
        "code": category.id,
        "name": category.name("de"),
        "description": category.text("de"),
        "taxonomy": taxonomy_json()["name"],
        "taxonomy_detail": taxonomy_json(),
        "language": "de",
    }


def term_id(category: str) -> UUID:
    """The id of a need's term."""
    return uuid5(OURS, category)


def export() -> Iterator[str]:
    """Everything, as one JSON object in pieces: `read_hsds` reads it, here or in another installation."""
    organizations = Organization.objects.order_by("id").prefetch_related("locations")
    services = Service.objects.order_by("id").select_related("organization")
    services = services.prefetch_related("service_at_locations__location")
    yield '{"version": "3.0", "organizations": [\n'
    yield from _separated(organization_json(each) for each in organizations.iterator(500))
    yield '], "services": [\n'
    yield from _separated(service_json(each) for each in services.iterator(500))
    yield "]}\n"


def profile_json() -> Json:
    """Which fields stand beside those of HSDS, as JSON Schemas."""
    return {
        "name": "Sociallook",
        "description": "HSDS 3.0 with a German profile",
        "schemas": {
            kind: {"properties": {name: shape.model_json_schema()["properties"][name] for name in names}}
            for kind, (shape, names) in PROFILE.items()
        },
    }


def _separated(items: Iterable[Json]) -> Iterator[str]:
    comma = ""
    for item in items:
        yield comma + json.dumps(item, ensure_ascii=False)
        comma = ",\n"
    yield "\n"


def _shown(row: Organization | Service | Location, shape: type[Part], *, full: bool) -> Json:
    names = [name for name, field in shape.model_fields.items() if name not in BESIDE]
    values = {name: getattr(row, name) for name in names}
    return _without_empty({name: value for name, value in values.items() if full or not isinstance(value, list)})


def _without_empty(values: Mapping[str, Any]) -> Json:
    """Ids and dates become text; what says nothing goes."""
    plain = ((name, _plain(value)) for name, value in values.items())
    return {name: value for name, value in plain if name in ASKED_FOR or value not in (None, "", [], {})}


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return _without_empty(value)
    return str(value) if isinstance(value, date | UUID) else value


def _moment(service: Service) -> str:
    return service.last_modified.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _basic(offer: ServiceAtLocation) -> Json:
    shown = _without_empty({"id": offer.id, "description": offer.description})
    if offer.location:
        shown["location"] = location_json(offer.location, full=False)
    return shown


def _at_location(offer: ServiceAtLocation) -> Json:
    parts = {"contacts": offer.contacts, "phones": offer.phones, "schedules": offer.schedules}
    shown = _basic(offer) | _without_empty(parts)
    if offer.location:
        shown["location"] = location_json(offer.location)
    return shown


def _attribute(service: UUID, category: str) -> Json:
    term = term_json(categories()[category])
    return {"id": str(uuid5(service, category)), "link_type": "need", "taxonomy_term": term}


@cache
def _version() -> str:
    return max(str(paper.checked) for need in categories().values() for paper in (*need.forms, *need.papers))
