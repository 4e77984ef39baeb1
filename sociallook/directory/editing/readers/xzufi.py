# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""XZuFi, the format in which the portals of the German administration exchange who is responsible for what.

Read are units (`organisationseinheit`) with name, address and channels, and services (`leistung`) that name a unit in
their `zustaendigkeit`. Elements are found by their local names, so versions 2.1 to 2.3 are read alike
(https://www.xrepository.de/details/urn:xoev-de:fim:standard:xzufi). Keys of services are taken as they are, never made.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final
from uuid import UUID
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _
from pydantic import ValidationError

from sociallook.directory.content import LocationContent, OrganizationContent, ServiceContent
from sociallook.directory.editing.readers import Item, Organizations, Reading, Unreadable, complaint, made_id

MODULES: Final = {
    "description": ("volltext", "teaser", "kurztext", "beschreibung"),
    "eligibility_description": ("voraussetzung",),
    "fees_description": ("kosten", "gebühr"),
    "legal_basis": ("rechtsgrundlage",),
    "application_process": ("verfahrensablauf",),
}
"""Field → beginnings of the names of text modules."""
PAPERS: Final = ("unterlagen", "erforderliche unterlagen")
MARKUP: Final = re.compile(r"<[^>]{0,2000}>")


def read(data: bytes, default: Sequence[str]) -> Reading:
    """All services that a unit in the same file is responsible for. `default`: ids of needs they are filed under."""
    try:
        root: Element = fromstring(data)
    except (ParseError, DefusedXmlException, ValueError):
        raise Unreadable(_("Diese Datei ist kein lesbares XML.")) from None
    if not default:
        raise Unreadable(_("XZuFi nennt keine Art von Hilfe. Bitte wählen Sie eine für die ganze Datei."))
    reading, organizations = Reading(), Organizations()
    places = dict(_units(root, reading, organizations))
    for number, element in enumerate(_all(root, "leistung"), 1):
        _take(number, element, places, list(default), reading)
    reading.items[:0] = organizations.items()
    return reading


def _take(
    number: int, element: Element, places: dict[str, tuple[UUID, UUID]], needs: list[str], reading: Reading
) -> None:
    name = _name(element)
    units = [unit for unit in dict.fromkeys(_text(each) for each in _responsible(element)) if unit in places]
    if not name or not units:
        sentence = _("Die Leistung „{name}“ nennt keine Stelle aus dieser Datei.").format(name=name[:80] or number)
        reading.skipped.append((number, sentence))
        return
    try:
        for unit in units:
            reading.add(Item(number, _service(element, name, *places[unit], needs)))
    except ValidationError as wrong:
        reading.problems.append((number, f"{name[:80]}: {complaint(wrong)}"))


def _units(root: Element, reading: Reading, organizations: Organizations) -> Iterator[tuple[str, tuple[UUID, UUID]]]:
    """Id of a unit → ids of its organisation and its place."""
    for number, element in enumerate(_all(root, "organisationseinheit"), 1):
        key, name = _text(_first(element, "id")), _name(element)
        if not key or not name:
            continue
        address = _first(element, "anschrift")
        street = f"{_text(_first(address, 'strasse'))} {_text(_first(address, 'hausnummer'))}".strip()
        where = {
            "id": made_id("xzufi", "address", key),
            "address_1": street,
            "postal_code": _text(_first(address, "postleitzahl")),
            "city": _text(_first(address, "ort")),
        }
        channels = list(_channels(element))
        try:
            organization = OrganizationContent.model_validate(
                {
                    "id": made_id("xzufi", "unit", key),
                    "name": name,
                    "phones": [
                        {"id": made_id("xzufi", key, said), "number": said}
                        for kind, said in channels
                        if kind == "phone"
                    ],
                    "email": next((said for kind, said in channels if kind == "email"), ""),
                    "website": next((said for kind, said in channels if kind == "website"), ""),
                }
            )
            place = LocationContent.model_validate(
                {
                    "id": made_id("xzufi", "place", key),
                    "name": name,
                    "addresses": [where],
                    "area": _area(address),
                    "external_identifier": key,
                    "external_identifier_type": "XZuFi",
                }
            )
        except ValidationError as wrong:
            reading.problems.append((number, f"{name[:80]}: {complaint(wrong)}"))
            continue
        organizations.put(number, organization, place)
        yield key, (organization.id, place.id)


def _area(address: Element | None) -> str:
    key = _text(_first(_first(address, "gemeindeschluessel"), "code"))
    return key if re.fullmatch(r"\d{8}|\d{5}", key) else ""


def _channels(element: Element) -> Iterator[tuple[str, str]]:
    for each in _all(element, "kommunikation"):
        said = _text(_first(each, "kennung"))
        if "@" in said:
            yield "email", said
        elif re.match(r"https?://", said):
            yield "website", said
        elif re.fullmatch(r"[+\d][\d\s/()-]+", said):
            yield "phone", said


def _service(element: Element, name: str, organization: UUID, place: UUID, needs: list[str]) -> ServiceContent:
    key = f"{_text(_first(element, 'id'))} {organization}"
    modules = list(_modules(element))
    values: dict[str, Any] = {field: _module(modules, names) for field, names in MODULES.items()}
    papers = [line.strip(" -•\t") for line in _module(modules, PAPERS).splitlines() if line.strip(" -•\t")]
    leika = _text(_first(_first(element, "referenzLeiKa"), "code"))
    return ServiceContent.model_validate(
        values
        | {
            "id": made_id("xzufi", "service", key),
            "organization_id": organization,
            "name": name,
            "categories": needs,
            "leistungsschluessel": leika if re.fullmatch(r"\d{14}", leika) else "",
            "required_documents": [{"id": made_id("xzufi", key, paper), "document": paper} for paper in papers],
            "service_at_locations": [{"id": made_id("xzufi", "offer", key), "location_id": place}],
        }
    )


def _modules(element: Element) -> Iterator[tuple[str, str]]:
    """Names of text modules with their plain text in German."""
    for each in _all(element, "modulText"):
        name = _text(_first(_first(each, "leikaTextmodul"), "name")) or _text(_first(each, "positionDarstellung"))
        yield name.casefold(), MARKUP.sub(" ", _german(_all(each, "inhalt"))).strip()


def _module(modules: Sequence[tuple[str, str]], names: Sequence[str]) -> str:
    return next((text for wanted in names for name, text in modules if name.startswith(wanted) and text), "")


def _responsible(element: Element) -> Iterator[Element]:
    for duty in _all(element, "zustaendigkeit"):
        yield from _all(duty, "organisationseinheitID")


def _name(element: Element) -> str:
    """The German name; a name may lie in a name."""
    for tag in ("name", "bezeichnung", "leistungsbezeichnung"):
        for outer in (child for child in element if _local(child) == tag):
            if said := _german([*_all(outer, tag)] or [outer]):
                return said
    return ""


def _german(elements: Sequence[Element] | Iterator[Element]) -> str:
    found = [(each.get("languageCode", "de"), _text(each)) for each in elements]
    return next((text for language, text in found if language.startswith("de")), found[0][1] if found else "")


def _all(element: Element, name: str) -> list[Element]:
    return [each for each in element.iter() if _local(each) == name and each is not element]


def _first(element: Element | None, name: str) -> Element | None:
    return next(iter(_all(element, name)), None) if element is not None else None


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _text(element: Element | None) -> str:
    return " ".join("".join(element.itertext()).split()) if element is not None else ""
