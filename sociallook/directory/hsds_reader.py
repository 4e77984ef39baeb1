# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""HSDS 3.0 JSON that others have written becomes content, with a sentence for each mistake.

It may be our export, a page of an API, a list, or one organisation or service, nested in any way HSDS allows.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID, uuid5

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from sociallook.directory.categories import categories
from sociallook.directory.content import OrganizationContent, ServiceContent
from sociallook.directory.hsds import OURS, Json, term_id
from sociallook.directory.locations import area_of

Content = OrganizationContent | ServiceContent
LARGEST: Final = 200_000
"""Organisations and services of one import."""
OF_A_SERVICE: Final = {"organization", "organization_id", "status", "service_at_locations", "categories"}

SENTENCES: Final[Mapping[str, Promise]] = {
    "missing": _("Hier fehlt etwas."),
    "string_too_short": _("Hier fehlt etwas."),
    "string_type": _("Hier muss ein Text stehen."),
    "string_too_long": _("Der Text ist zu lang. Erlaubt sind {max_length} Zeichen."),
    "too_long": _("Das sind zu viele. Erlaubt sind {max_length}."),
    "list_type": _("Hier muss eine Liste stehen."),
    "literal_error": _("Erlaubt ist nur: {expected}."),
    "date": _("Ein Datum muss so aussehen: 2026-11-30."),
    "float": _("Hier muss eine Zahl stehen."),
    "finite_number": _("Hier muss eine Zahl stehen."),
    "int": _("Hier muss eine ganze Zahl stehen."),
    "bool": _("Hier muss true oder false stehen."),
    "uuid": _("Die Kennung fehlt oder ist nicht lesbar."),
    "less_than_equal": _("Die Zahl ist zu groß."),
    "greater_than_equal": _("Die Zahl ist zu klein."),
    "web": _("Eine Internetadresse muss mit https:// oder http:// beginnen."),
    "mail": _("Das ist keine E-Mail-Adresse."),
    "area": _("Der amtliche Schlüssel hat 2, 3, 5 oder 8 Ziffern."),
    "leistungsschluessel": _("Der Leistungsschlüssel hat 14 Ziffern."),
    "place": _("Für diesen Ort fehlt die Postleitzahl oder der amtliche Schlüssel."),
    "organization": _("Die Organisation zu diesem Angebot fehlt oder hat einen Fehler."),
    "category": _("Diese Art von Hilfe kennt das Verzeichnis nicht."),
    "object": _("Jeder Eintrag muss ein Objekt sein."),
    "json": _("Das ist kein JSON. Der Fehler steht in Zeile {line}, Spalte {column}."),
    "utf8": _("Die Datei ist nicht in UTF-8 gespeichert."),
    "deep": _("Das ist zu tief verschachtelt."),
    "many": _("Das sind zu viele Einträge auf einmal."),
    "other": _("Das ist so nicht lesbar."),
}
"""What is said about a mistake: the kinds pydantic finds, by their type or its first word, and our own."""


@dataclass(frozen=True)
class Problem:
    """What is wrong with one item: its name, the field (`locations.0.url`), and a sentence about it."""

    item: str
    field: str
    sentence: str


@dataclass
class Reading:
    """What could be read, and what could not. An item with a problem is not among the items."""

    items: list[Content] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_hsds(given: bytes | str | Json | list[Any]) -> Reading:
    """Read what somebody else has written; never raises on it.

    Ids that are no UUID become one, always the same; parts without an id get one from their place. A location that
    stands with two organisations becomes one of each.
    """
    nests = _Nests()
    try:
        nests.empty(json.loads(given) if isinstance(given, bytes | str) else given)
    except RecursionError:
        return Reading(problems=[Problem("", "", sentence("deep"))])
    except UnicodeDecodeError:
        return Reading(problems=[Problem("", "", sentence("utf8"))])
    except json.JSONDecodeError as error:
        return Reading(problems=[Problem("", "", sentence("json", line=error.lineno, column=error.colno))])
    reading = Reading(problems=nests.problems)
    for organization in nests.organizations.values():
        _read(reading, OrganizationContent, organization)
    organizations = {item.id for item in reading.items}
    for service in nests.services.values():
        _read(reading, ServiceContent, service, organizations)
    return reading


def sentence(kind: str, **values: object) -> str:
    """What is said about a mistake of this kind."""
    return str(SENTENCES.get(kind, SENTENCES["other"])).format(**values)


def complaints(error: ValidationError) -> Iterator[tuple[str, str]]:
    """Field and sentence of each mistake that pydantic has found in content."""
    for each in error.errors(include_url=False, include_input=False):
        yield ".".join(str(part) for part in each["loc"]), _sentence(each)


def _sentence(error: ErrorDetails) -> str:
    values = error.get("ctx", {})
    kinds = (str(values.get("error", "")), error["type"], error["type"].partition("_")[0])
    return sentence(next((kind for kind in kinds if kind in SENTENCES), "other"), **values)


def _read(
    reading: Reading,
    shape: type[OrganizationContent] | type[ServiceContent],
    given: Json,
    organizations: set[UUID] | None = None,
) -> None:
    name = _clear(given.get("name") or given["id"])
    try:
        item = shape.model_validate(given)
        found = list(_contradictions(item, organizations or set()))
    except ValidationError as error:
        found = list(complaints(error))
    reading.problems.extend(Problem(name, field, said) for field, said in found)
    if not found:
        reading.items.append(item)


def _contradictions(item: Content, organizations: set[UUID]) -> Iterator[tuple[str, str]]:
    """What no single field shows."""
    if isinstance(item, OrganizationContent):
        for place, location in enumerate(item.locations):
            if location.location_type == "physical" and not area_of(location):
                yield f"locations.{place}", sentence("place")
        return
    if item.organization_id not in organizations:
        yield "organization", sentence("organization")
    if not set(item.categories) <= categories().keys():
        yield "categories", sentence("category")


class _Nests:
    """Organisations and services by id, wherever they were nested. Values are as given, ids are UUIDs."""

    def __init__(self) -> None:
        self.organizations: dict[str, Json] = {}
        self.services: dict[str, Json] = {}
        self.owners: dict[str, str] = {}
        """Organisation of each location."""
        self.problems: list[Problem] = []

    def empty(self, data: Any) -> None:
        """Take everything out of a document."""
        for item in _items(data):
            if len(self.organizations) + len(self.services) >= LARGEST:
                self.problems.append(Problem("", "", sentence("many")))
                return
            if not isinstance(item, dict):
                self.problems.append(Problem(_clear(item), "", sentence("object")))
            elif isinstance(item.get("service"), dict):
                self._service({**item["service"], "service_at_locations": [item]})
            elif OF_A_SERVICE & item.keys():
                self._service(item)
            else:
                self._organization(item)

    def _organization(self, given: Json) -> str:
        id_ = _id(given.get("id"), f"organization {len(self.organizations)}")
        organization = self.organizations.setdefault(id_, {"id": id_, "locations": []})
        for name, value in given.items():
            if name not in {"id", "locations", "services"}:
                organization.setdefault(name, _with_ids(value, f"{id_} {name}"))
        for location in _objects(given.get("locations")):
            self._location(id_, location)
        for service in _objects(given.get("services")):
            self._service({**service, "organization": {"id": given.get("id")}})
        return id_

    def _location(self, organization: str, given: Json) -> str:
        id_ = _id(given.get("id"), f"{organization} location")
        if self.owners.setdefault(id_, organization) != organization:
            id_ = _id(None, f"{organization} {id_}")
        locations = self.organizations[organization]["locations"]
        if all(location["id"] != id_ for location in locations):
            self.owners[id_] = organization
            locations.append({**_with_ids(given, id_), "id": id_})
        return id_

    def _service(self, given: Json) -> None:
        id_ = _id(given.get("id"), f"service {len(self.services)}")
        owner = given.get("organization")
        owner = owner if isinstance(owner, dict) else {"id": given.get("organization_id")}
        organization = self._organization(owner) if owner.keys() - {"id"} else _id(owner.get("id"), "nobody")
        offers = [self._offer(organization, id_, offer) for offer in _objects(given.get("service_at_locations"))]
        service = {**_with_ids(given, id_), "id": id_, "organization_id": organization, "service_at_locations": offers}
        service["categories"], service["attributes"] = _terms(service)
        if id_ in self.services:  # one more location of a service that was seen before
            self.services[id_]["service_at_locations"] += offers
        else:
            self.services[id_] = service

    def _offer(self, organization: str, service: str, given: Json) -> Json:
        location = given.get("location")
        if isinstance(location, dict) and organization in self.organizations:
            place: str | None = self._location(organization, location)
        else:
            place = _id(given["location_id"], "") if given.get("location_id") else None
        id_ = _id(given.get("id"), f"{service} {place}")
        return {**_with_ids(given, id_), "id": id_, "location_id": place}


def _items(data: Any) -> Iterator[Any]:
    """The items of a document: a list, a page, an export, or the document itself."""
    if isinstance(data, list):
        yield from data
    elif isinstance(data, dict) and isinstance(data.get("contents"), list):
        yield from data["contents"]
    elif isinstance(data, dict) and "id" not in data and {"organizations", "services"} & data.keys():
        for name in ("organizations", "services"):
            yield from _listed(data.get(name))
    else:
        yield data


def _listed(given: Any) -> list[Any]:
    return given if isinstance(given, list) else []


def _objects(given: Any) -> list[Json]:
    return [each for each in _listed(given) if isinstance(each, dict)]


def _clear(given: Any) -> str:
    """As much of it as a page can show, whatever it is."""
    return str(given)[:100].encode("utf-8", "replace").decode()


def _id(given: Any, otherwise: str) -> str:
    """A UUID: the given one, or one that follows from what was given."""
    try:
        return str(UUID(str(given)))
    except ValueError:
        return str(uuid5(OURS, str(given) if given else otherwise))


def _with_ids(given: Any, place: str) -> Any:
    """The same, with an id for every part in it."""
    if isinstance(given, list):
        return [_with_ids(each, f"{place} {number}") for number, each in enumerate(given)]
    if not isinstance(given, dict):
        return given
    id_ = _id(given.get("id"), place)
    return {name: _with_ids(value, f"{id_} {name}") for name, value in given.items()} | {"id": id_}


def _terms(service: Json) -> tuple[Any, Any]:
    """Our needs, and the terms of others."""
    ours = {str(term_id(name)): name for name in categories()}
    needs = service.get("categories") or []
    others = []
    for attribute in _objects(service.get("attributes")):
        term = attribute.get("taxonomy_term")
        need = ours.get(str(term.get("id"))) if isinstance(term, dict) else None
        if need is None or not isinstance(needs, list):
            others.append(attribute)
        elif need not in needs:
            needs = [*needs, need]
    return needs, others
