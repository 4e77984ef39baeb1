# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Fitting, near, lately confirmed; and what is confidential shows in no number and no order."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db.models import Manager

from sociallook.directory import actions, search
from sociallook.directory.content import (
    Address,
    Language,
    LocationContent,
    OrganizationContent,
    Schedule,
    ServiceArea,
    ServiceAtLocationContent,
    ServiceContent,
)
from sociallook.directory.models import Location, Organization, Service, ServiceAtLocation
from sociallook.directory.places import Place, look_up
from sociallook.directory.search import Filters, Results, find

pytestmark = pytest.mark.django_db

TUESDAY_AT_TEN = datetime(2026, 11, 24, 9, tzinfo=UTC)
ALL = Filters()


def nordhausen() -> Place:
    (place,) = look_up("99734 Nordhausen")
    return place


def offered(name: str, postcode: str = "99734", **more: Any) -> None:
    """An organisation with one service at one place, or at none if there is no postcode."""
    at = {key: more.pop(key) for key in ("wheelchair", "location_confidential", "latitude", "longitude") if key in more}
    locations = [LocationContent(addresses=[Address(postal_code=postcode)], **at)] if postcode else []
    organization = OrganizationContent(name=name, locations=locations)
    offers = [ServiceAtLocationContent(location_id=location.id) for location in locations]
    given: dict[str, Any] = {"assured_date": date(2026, 11, 1), "categories": ["schuldnerberatung"]}
    service = ServiceContent(organization_id=organization.id, name=name, service_at_locations=offers, **(given | more))
    actions.import_offers([organization, service], "Testdaten")


def found(filters: Filters = ALL, place: Place | None = None, **more: Any) -> Results:
    return find("schuldnerberatung", place or nordhausen(), filters, TUESDAY_AT_TEN, **more)


def names(results: Results) -> list[str]:
    return [each.offer.service.name for each in results.offers]


def test_the_nearest_comes_first() -> None:
    offered("Sondershausen", "99706")
    offered("Nordhausen")
    offered("München", "80331")
    assert names(found()) == ["Nordhausen", "Sondershausen"]
    near, far = found().offers
    assert near.distance_km is not None
    assert far.distance_km is not None
    assert near.distance_km < 3 < far.distance_km < 25


def test_what_nobody_has_confirmed_for_a_year_sinks_and_says_so() -> None:
    offered("Alt", assured_date=date(2025, 11, 1))
    offered("Nie", assured_date=None)
    offered("Sondershausen", "99706")
    results = found()
    assert names(results) == ["Sondershausen", "Alt", "Nie"]
    assert [each.stale for each in results.offers] == [False, True, True]


def test_what_nobody_has_confirmed_stands_before_what_is_far_away() -> None:
    offered("Magdeburg", "39104")
    offered("Alt", assured_date=date(2025, 11, 1))
    assert names(found()) == ["Alt", "Magdeburg"]


def test_an_offer_for_this_need_stands_before_one_that_also_does_it() -> None:
    offered("Nebenbei", categories=["sozialberatung", "schuldnerberatung"], assured_date=date(2026, 11, 20))
    offered("Genau")
    assert names(found()) == ["Genau", "Nebenbei"]


def test_what_comes_by_phone_is_near_everywhere() -> None:
    offered("Am Telefon", "", phone_advice=True)
    offered("Nordhausen")
    assert names(found()) == ["Nordhausen", "Am Telefon"]
    assert found().offers[1].distance_km is None
    assert find("schuldnerberatung", None, ALL, TUESDAY_AT_TEN).total == 2


def test_an_offer_for_the_people_of_another_district_is_not_shown() -> None:
    offered("Nur Kyffhäuserkreis", "99706", service_areas=[ServiceArea(area="16065")])
    offered("Ganz Thüringen", service_areas=[ServiceArea(area="16")])
    assert names(found()) == ["Ganz Thüringen"]


@pytest.mark.parametrize(
    ("filters", "fits"),
    [
        (Filters(wheelchair=True), {"wheelchair": True}),
        (Filters(language="tr"), {"languages": [Language(code="TR")]}),
        (Filters(free=True), {"free_of_charge": True}),
        (Filters(remote=True), {"online_advice": True}),
        (Filters(remote=True), {"phone_advice": True}),
        (Filters(young=True), {"for_young_people": True}),
        (Filters(open_now=True), {"schedules": [Schedule(opening_hours="Di 9-12")]}),
    ],
)
def test_filters(filters: Filters, fits: dict[str, Any]) -> None:
    offered("Passt", **fits)
    offered("Sagt nichts", schedules=[Schedule(opening_hours="nach Vereinbarung")])
    offered("Passt nicht", wheelchair=False, free_of_charge=False, schedules=[Schedule(opening_hours="Mi 9-12")])
    results = found(filters)
    assert names(results) == ["Passt"]
    assert results.total == 1


def test_pages_together_show_each_offer_once() -> None:
    for number in range(7):
        offered(f"Angebot {number}")
    pages = [found(limit=3, offset=offset) for offset in (0, 3, 6)]
    assert [page.total for page in pages] == [7, 7, 7]
    assert {name for page in pages for name in names(page)} == {f"Angebot {number}" for number in range(7)}
    assert found(limit=3, offset=9) == Results(7, ())


def test_a_confidential_offer_has_no_distance_and_stands_where_its_district_stands() -> None:
    """Whatever was given as its coordinates, the answers are the same."""
    offered("Offen", "99734")
    answers = []
    for latitude, longitude in ((51.50, 10.79), (51.40, 10.60)):
        offered("Schutz", location_confidential=True, latitude=latitude, longitude=longitude)
        answers.append([(each.offer.service.name, each.distance_km) for each in found().offers])
        actions.remove_organization(found().offers[-1].offer.service.organization_id, "Testdaten")
    assert answers[0] == answers[1]
    assert answers[0][1] == ("Schutz", None)


@pytest.mark.parametrize(
    ("rows", "changed"),
    [
        (Service.objects, {"name": "Anders"}),
        (Organization.objects, {"name": "Anders"}),
        (Location.objects, {"location_confidential": True, "latitude": None, "longitude": None, "addresses": []}),
        (ServiceAtLocation.objects, {"phones": [{"number": "030 23125 051"}]}),
    ],
    ids=["service", "organization", "location", "offer"],
)
def test_what_was_read_before_is_never_older_than_the_database(rows: Manager[Any], changed: dict[str, Any]) -> None:
    offered("Nordhausen", latitude=51.5, longitude=10.79)
    (before,) = found().offers
    (again,) = found().offers
    assert again.offer is before.offer, "nothing has changed, so nothing is read again"
    rows.update(**changed)
    (after,) = found().offers
    assert after.version != before.version
    parts = (after.offer, after.offer.service, after.offer.service.organization, after.offer.location)
    assert any(all(getattr(part, name, None) == value for name, value in changed.items()) for part in parts)


def test_only_so_many_offers_stay_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MOST_KNOWN", 3)
    for number in range(5):
        offered(f"Angebot {number}")
    assert len(found().offers) == 5
    assert len(search._known) == 3
