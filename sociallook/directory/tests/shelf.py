# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""A few offers for tests of pages, with and without a browser."""

from datetime import date
from typing import Any

from sociallook.directory import actions
from sociallook.directory.content import (
    Address,
    Language,
    LocationContent,
    OrganizationContent,
    Phone,
    RequiredDocument,
    Schedule,
    ServiceAtLocationContent,
    ServiceContent,
)
from sociallook.directory.models import ServiceAtLocation

KEEPING_THE_HOME = "wohnungssicherung"
"""Tests may know a need by its id, the program may not."""
SHELTER = "frauenhaus"


def offered(name: str, category: str = KEEPING_THE_HOME, postcode: str = "99734", **more: Any) -> str:
    """One offer; returns the path of its page."""
    hidden = more.pop("location_confidential", False)
    location = LocationContent(
        addresses=[Address(address_1="Kirchgasse 4", postal_code=postcode, city="Musterstadt")],
        latitude=more.pop("latitude", 51.503),
        longitude=more.pop("longitude", 10.791),
        wheelchair=more.pop("wheelchair", None),
        location_confidential=hidden,
    )
    organization = OrganizationContent(
        name=more.pop("organization", "Mieterhilfe e. V."),
        locations=[location],
        fictitious=True,
        institution=more.pop("institution", ""),
    )
    given: dict[str, Any] = {
        "assured_date": date(2026, 4, 1),
        "phones": [Phone(number="030 23125 050")],
        "schedules": [Schedule(opening_hours="Mo-Fr 09:00-16:00")],
        "description": "Redet mit dem Vermieter.",
    }
    service = ServiceContent(
        organization_id=organization.id,
        name=name,
        categories=[category],
        service_at_locations=[ServiceAtLocationContent(location_id=location.id)],
        **(given | more),
    )
    actions.import_offers([organization, service], "Testdaten")
    return f"/hilfe-finden/angebot/{ServiceAtLocation.objects.get(service=service.id).pk}"


def fill() -> None:
    """Twelve offers near each other, so that there are marks side by side, heaps and a second page; one is secret."""
    for number in range(12):
        offered(
            f"Mieterhilfe Musterstadt {number + 1}",
            organization=f"Verein Nummer {number + 1}",
            latitude=51.503 + (number % 4) * 0.02 * (number > 5),
            longitude=10.791 + number * 0.001,
            assured_date=date(2025, 2, 1) if number == 3 else date.today(),  # noqa: DTZ011 - fresh for a year
            languages=[Language(code="de"), Language(code="ar"), Language(code="tr")],
            required_documents=[RequiredDocument(document="Mietvertrag"), RequiredDocument(document="Ausweis")],
            wheelchair=True,
            free_of_charge=True,
        )
    offered("Schutzhaus", SHELTER, location_confidential=True)
