# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Tables (CSV, RFC 4180 and what programs make of it): one offer in each line, with its place and its organisation.

A line is put on the same sheets as in the forms, so it is judged by the same rules and refused in the same words.
Columns that a table does not have stay as they are in the directory.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final
from uuid import UUID

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sociallook.directory import actions
from sociallook.directory.content import LocationContent, OrganizationContent, ServiceContent
from sociallook.directory.editing.readers import Item, Organizations, Reading, Unreadable, made_id
from sociallook.directory.editing.sheets import LocationSheet, OrganizationSheet, ServiceSheet, Sheet
from sociallook.directory.models import Organization, Service

DELIMITERS: Final = ";,\t|"
LONGEST_RECORD: Final = 100
"""Lines of one record; more means that a quotation mark was never closed."""
DATES: Final = ["%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y", "%m/%Y"]
FORMULA: Final = re.compile(r"\A'(?=[=+\-@\t\r])")
SHEETS: Final[Mapping[str, type[Sheet[Any]]]] = {
    "organization": OrganizationSheet,
    "location": LocationSheet,
    "service": ServiceSheet,
}
WITHOUT_COLUMN: Final = {"service.places"}
OTHERS: Final[Mapping[str, Promise]] = {
    "organization.id": gettext_lazy("Kennung der Organisation"),
    "location.id": gettext_lazy("Kennung des Ortes"),
    "service.id": gettext_lazy("Kennung des Angebots"),
    "service.assured_date": gettext_lazy("Zuletzt bestätigt am"),
}
KNOWN_BY: Final[Mapping[str, str]] = {
    "organization.name": "organisation organization träger anbieter einrichtung institution stelle organization_name "
    "name_der_organisation",
    "organization.description": "beschreibung_der_organisation organization_description",
    "organization.website": "homepage website webseite www internet",
    "organization.id": "organization_id träger_id",
    "location.name": "standort ort_name location location_name beratungsstelle name_des_ortes",
    "location.address_1": "straße strasse str adresse anschrift address address_1 straße_und_hausnummer "
    "strasse_hausnummer",
    "location.address_2": "adresszusatz zusatz address_2",
    "location.postal_code": "plz postleitzahl postcode zip postal_code",
    "location.city": "ort stadt gemeinde city wohnort stadt_oder_gemeinde",
    "location.wheelchair": "rollstuhl barrierefrei rollstuhlgerecht wheelchair",
    "location.latitude": "lat latitude breite breitengrad",
    "location.longitude": "lon lng long longitude länge längengrad",
    "location.area": "ags gemeindeschlüssel kreisschlüssel",
    "location.location_confidential": "geheim vertraulich confidential anonyme_adresse",
    "location.transportation": "anfahrt haltestelle öpnv",
    "service.name": "angebot leistung service titel name bezeichnung service_name name_des_angebots angebotsname",
    "service.categories": "kategorie kategorien category categories themen thema art hilfeart rubrik",
    "service.description": "beschreibung description inhalt text kurzbeschreibung",
    "service.phones": "telefon tel telefonnummer phone phones rufnummer fon",
    "service.email": "email e_mail mail",
    "service.url": "link url internetadresse web",
    "service.schedules": "öffnungszeiten sprechzeiten opening_hours zeiten sprechstunde",
    "service.languages": "sprachen sprache languages",
    "service.eligibility_description": "zielgruppe voraussetzungen für_wen eligibility",
    "service.fees_description": "kosten gebühren preis fees",
    "service.free_of_charge": "kostenlos kostenfrei gratis free",
    "service.required_documents": "unterlagen papiere dokumente required_documents",
    "service.application_process": "anmeldung application_process",
    "service.service_areas": "einzugsgebiet zuständigkeitsbereich gebiet",
    "service.minimum_age": "alter_von mindestalter min_age",
    "service.maximum_age": "alter_bis höchstalter max_age",
    "service.online_advice": "online onlineberatung",
    "service.phone_advice": "telefonberatung",
    "service.legal_basis": "rechtsgrundlage gesetz",
    "service.easy_description": "leichte_sprache",
    "service.contacts": "ansprechpartner ansprechperson kontakt kontaktperson",
    "service.assured_date": "stand aktualisiert geprüft bestätigt last_assured assured_date letzte_aktualisierung",
    "service.id": "id service_id angebots_id kennung",
}
"""Headings that people give to their columns, in small letters."""


@dataclass(frozen=True)
class Table:
    """Headings and records; each record with the number of its first line. `problems`: records that are broken."""

    encoding: str
    delimiter: str
    headings: tuple[str, ...]
    records: tuple[tuple[int, tuple[str, ...]], ...]
    problems: tuple[tuple[int, str], ...]


# --- From bytes to records ---


def table(data: bytes, most: int | None = None) -> Table:
    """Read a table. `most`: only so many records. Raises Unreadable without a line of headings."""
    text, encoding = decoded(data)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    delimiter = _delimiter(lines)
    rows = _records(lines, delimiter)
    first = next(((line, cells) for line, cells in rows if isinstance(cells, list)), None)
    if first is None or len(first[1]) < 2:
        raise Unreadable(_("In dieser Datei ist keine Tabelle mit einer Zeile voller Überschriften."))
    headings = tuple(_unique(first[1]))
    records, problems = [], []
    for line, cells in rows:
        if isinstance(cells, str):
            problems.append((line, cells))
        elif len(cells) != len(headings):
            sentence = _("Diese Zeile hat {found} Spalten, es müssten {wanted} sein.")
            problems.append((line, sentence.format(found=len(cells), wanted=len(headings))))
        else:
            records.append((line, tuple(cells)))
        if most is not None and len(records) >= most:
            break
    return Table(encoding, delimiter, headings, tuple(records), tuple(problems))


def decoded(data: bytes) -> tuple[str, str]:
    """The text, and the name of its encoding: what it says itself, else UTF-8, else that of Windows."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace"), "UTF-16"
    if data.startswith(b"\xef\xbb\xbf"):
        return data.decode("utf-8-sig", "replace"), "UTF-8"
    if (start := data[:400]).count(0) > len(start) // 4:
        big = start[::2].count(0) > start[1::2].count(0)
        return data.decode("utf-16-be" if big else "utf-16-le", "replace"), "UTF-16"
    try:
        return data.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace"), "Windows-1252"


def _delimiter(lines: Sequence[str]) -> str:
    """The sign that stands most often in the headings, outside quotation marks."""
    heading = re.sub(r'"[^"]*"', "", next((line for line in lines if line.strip()), ""))
    return max(DELIMITERS, key=heading.count)


def _records(lines: Sequence[str], delimiter: str) -> Iterator[tuple[int, list[str] | str]]:
    """Records with the number of their first line; a broken one is a sentence, and reading goes on after its line."""
    at = 0
    while at < len(lines):
        end = _end(lines, at)
        if end is None:
            yield at + 1, _("Ein Anführungszeichen wird nicht geschlossen.")
            at += 1
            continue
        record = "\n".join(lines[at:end])
        if record.strip(f"{delimiter} \t"):
            yield at + 1, _cells(record, delimiter)
        at = end


def _end(lines: Sequence[str], at: int) -> int | None:
    marks = 0
    for end in range(at, min(at + LONGEST_RECORD, len(lines))):
        marks += lines[end].count('"')
        if marks % 2 == 0:
            return end + 1
    return None


def _cells(record: str, delimiter: str) -> list[str] | str:
    try:
        cells = next(csv.reader(io.StringIO(record), delimiter=delimiter))
    except csv.Error:
        return _("Diese Zeile ist nicht lesbar.")
    return [FORMULA.sub("", cell.replace("\x00", "").strip()) for cell in cells]


def _unique(headings: Sequence[str]) -> Iterator[str]:
    seen: Counter[str] = Counter()
    for number, heading in enumerate(headings, 1):
        name = heading or _("Spalte {number}").format(number=number)
        seen[name] += 1
        yield name if seen[name] == 1 else f"{name} ({seen[name]})"


# --- From headings to fields ---


@cache
def fields() -> Mapping[str, str | Promise]:
    """Every field that a column can fill: `service.name` → its name for people."""
    named: dict[str, str | Promise] = {
        f"{kind}.{name}": each.label or name
        for kind, sheet in SHEETS.items()
        for name, each in sheet.base_fields.items()
    }
    return {key: name for key, name in (named | dict(OTHERS)).items() if key not in WITHOUT_COLUMN}


def guess(headings: Sequence[str]) -> dict[str, str]:
    """Which column is probably which field."""
    found: dict[str, str] = {}
    for heading in headings:
        word = re.sub(r"[^\w]+", "_", heading.casefold()).strip("_")
        exact = heading.strip() if heading.strip() in fields() else ""
        field = exact or _by_word().get(word) or _by_word().get(word.rstrip("n")) or ""
        if field and field not in found.values():
            found[heading] = field
    return found


@cache
def _by_word() -> Mapping[str, str]:
    return {word: field for field, words in KNOWN_BY.items() for word in words.split()}


def missing(columns: Mapping[str, str]) -> list[str]:
    """Names of fields without which no line can be read."""
    needed = ("organization.name", "service.name", "service.categories")
    return [str(fields()[each]) for each in needed if each not in columns.values()]


# --- From records to items ---


def read(data: bytes, columns: Mapping[str, str], default: Sequence[str] = (), most: int | None = None) -> Reading:
    """All offers of a table. `default`: ids of needs for lines that name none."""
    found = table(data, most)
    lines = _Lines(columns, found.headings, default)
    for line, cells in found.records:
        lines.take(line, cells)
    reading = lines.reading
    reading.items[:0] = lines.organizations.items()
    reading.problems = sorted([*found.problems, *reading.problems])
    return reading


class _Lines:
    """Takes one line after the other."""

    def __init__(self, columns: Mapping[str, str], headings: Sequence[str], default: Sequence[str]) -> None:
        self.where = [(place, columns[name]) for place, name in enumerate(headings) if columns.get(name)]
        self.headings = {field: headings[place] for place, field in self.where}
        self.default = list(default)
        self.organizations = Organizations()
        self.services: dict[UUID, ServiceContent] = {}
        self.ids: dict[str, UUID] = {}
        self.told: dict[UUID, dict[str, str]] = {}
        none = UUID(int=0)
        blank = OrganizationContent(name="?"), LocationContent(), ServiceContent(name="?", organization_id=none)
        self.sheets = {kind: sheet(None, each) for (kind, sheet), each in zip(SHEETS.items(), blank, strict=True)}
        self.reading = Reading()

    def take(self, line: int, cells: Sequence[str]) -> None:
        given: dict[str, dict[str, str]] = {kind: {} for kind in SHEETS}
        for column, field in self.where:
            kind, _dot, name = field.partition(".")
            given[kind][name] = cells[column]
        organization = self._organization(line, given["organization"])
        place = self._location(line, organization, given["location"]) if organization else None
        if organization is None:
            return
        service = self._service(line, organization, place, given["service"])
        self.organizations.put(line, organization, place)
        if service:
            if service.id not in self.services:
                self.reading.add(Item(line, service))
            else:
                self._replace(service)
            self.services[service.id] = service

    def _replace(self, service: ServiceContent) -> None:
        items = self.reading.items
        at = next(at for at in range(len(items) - 1, -1, -1) if items[at].content.id == service.id)
        items[at] = Item(items[at].line, service)

    def _organization(self, line: int, given: dict[str, str]) -> OrganizationContent | None:
        name = given.get("name", "")
        wanted = given.pop("id", "")
        key = _as_id(wanted) or (made_id("organization", wanted) if wanted else self._named(name))
        known = self.organizations.get(key)
        if known and self.told.get(key) == given:
            return known  # thousands of lines may say the same about it
        before = known or _stored_organization(key) or OrganizationContent(id=key, name=name or "?")
        self.told[key] = dict(given)
        sheet = self.sheets["organization"].again({"name": name} | given, before)
        return sheet.content if self._judged(line, "organization", sheet) else None

    def _named(self, name: str) -> UUID:
        word = name.casefold()
        if word not in self.ids:
            self.ids[word] = _organization_named(name)
        return self.ids[word]

    def _location(self, line: int, organization: OrganizationContent, given: dict[str, str]) -> LocationContent | None:
        if not any(given.values()):
            return None
        wanted = given.pop("id", "")
        words = [given.get(name, "") for name in ("name", *LocationSheet.ADDRESS, "area")]
        key = _as_id(wanted) or made_id("location", str(organization.id), *([wanted] if wanted else words))
        before = next((each for each in organization.locations if each.id == key), None)
        sheet = self.sheets["location"].again(given, before or LocationContent(id=key))
        return sheet.content if self._judged(line, "location", sheet) else None

    def _service(
        self, line: int, organization: OrganizationContent, place: LocationContent | None, given: dict[str, str]
    ) -> ServiceContent | None:
        wanted, assured = given.pop("id", ""), given.pop("assured_date", "")
        key = _as_id(wanted) or made_id("service", str(organization.id), wanted or given.get("name", ""))
        before = self.services.get(key) or _stored_service(key)
        before = before or ServiceContent(id=key, organization_id=organization.id, name="?")
        needs = given.get("categories") or before.categories or self.default
        places = [str(offer.location_id) for offer in before.service_at_locations if offer.location_id]
        places = list(dict.fromkeys([*places, *([str(place.id)] if place else [])]))
        shown = {"name": ""} | given | {"categories": needs, "places": places}
        sheet = self.sheets["service"].again(shown, before)
        sheet.fields["places"].choices = [(each, each) for each in places]  # type: ignore[attr-defined]
        on = self._date(line, assured)
        if not self._judged(line, "service", sheet):
            return None
        content: ServiceContent = sheet.content
        return content.model_copy(update={"assured_date": on}) if on else content

    def _date(self, line: int, text: str) -> date | None:
        try:
            on: date | None = forms.DateField(required=False, input_formats=DATES).clean(text)
        except forms.ValidationError:
            self._complain(line, "service.assured_date", _("Das ist kein Datum: „{text}“").format(text=text[:40]))
            return None
        return on

    def _judged(self, line: int, kind: str, sheet: Sheet[Any]) -> bool:
        for name, sentences in sheet.errors.items():
            for sentence in sentences:
                self._complain(line, f"{kind}.{name}", str(sentence))
        return sheet.is_valid()

    def _complain(self, line: int, field: str, sentence: str) -> None:
        column = self.headings.get(field) or str(fields().get(field, ""))
        told = _("Spalte „{column}“: {sentence}").format(column=column, sentence=sentence) if column else sentence
        self.reading.problems.append((line, told))


def _as_id(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _organization_named(name: str) -> UUID:
    """The one that has this name already, else always the same new one."""
    made = made_id("organization", name)
    known = list(Organization.objects.filter(name__iexact=name).values_list("id", flat=True)[:2])
    return known[0] if len(known) == 1 else made


def _stored_organization(key: UUID) -> OrganizationContent | None:
    found = Organization.objects.filter(id=key).first()
    return actions.organization_content(found) if found else None


def _stored_service(key: UUID) -> ServiceContent | None:
    found = Service.objects.filter(id=key).first()
    return actions.service_content(found) if found else None
