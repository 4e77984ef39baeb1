# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Offers for tests: a house in Nordhausen, its organisation, and advice about debts given there."""

from datetime import date
from typing import Any

from sociallook.directory.content import (
    Address,
    Language,
    LocationContent,
    OrganizationContent,
    Phone,
    Schedule,
    ServiceAtLocationContent,
    ServiceContent,
)

BY = "Testdaten"


def house(**more: Any) -> LocationContent:
    """A house in Nordhausen."""
    address = Address(address_1="Hauptstraße 1", postal_code="99734", city="Nordhausen", state_province="Thüringen")
    return LocationContent(**({"addresses": [address]} | more))


def haus_am_fluss(*locations: LocationContent, **more: Any) -> OrganizationContent:
    return OrganizationContent(name="Haus am Fluss", locations=list(locations), **more)


def advice(organization: OrganizationContent, *locations: LocationContent, **more: Any) -> ServiceContent:
    """Debt advice, at these locations."""
    given: dict[str, Any] = {
        "organization_id": organization.id,
        "name": "Schuldnerberatung",
        "categories": ["schuldnerberatung"],
        "assured_date": date(2026, 11, 1),
        "phones": [Phone(number="030 23125 001")],
        "languages": [Language(code="de"), Language(code="tr")],
        "schedules": [Schedule(opening_hours="Mo-Fr 09:00-12:00")],
        "service_at_locations": [ServiceAtLocationContent(location_id=location.id) for location in locations],
    }
    return ServiceContent(**(given | more))
