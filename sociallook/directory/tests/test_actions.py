# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Every change is a version and can be undone; what is confidential is not kept."""

from datetime import date
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, transaction

from sociallook.base.refusals import Refused
from sociallook.directory import actions
from sociallook.directory.content import OrganizationContent, Phone
from sociallook.directory.models import Location, Organization, Service, Signpost, Version
from sociallook.directory.tests.offers import BY, advice, haus_am_fluss, house

pytestmark = pytest.mark.django_db


def versions(subject: UUID) -> list[Version]:
    return list(Version.objects.filter(subject=subject).order_by("number"))


def test_what_is_written_is_read_back_the_same() -> None:
    place = house(name="Erdgeschoss", wheelchair=True, area="16062")
    organization = haus_am_fluss(place)
    saved = actions.save_organization(organization, BY)
    assert actions.organization_content(saved) == organization
    offer = advice(organization, place)
    assert actions.service_content(actions.save_service(offer, BY)) == offer


def test_saving_the_same_again_leaves_no_version() -> None:
    organization = haus_am_fluss(house())
    for _ in range(2):
        actions.save_organization(organization, BY)
    assert len(versions(organization.id)) == 1


def test_a_change_can_be_undone_and_that_too() -> None:
    organization = haus_am_fluss()
    actions.save_organization(organization, BY)
    actions.save_organization(organization.model_copy(update={"name": "Haus am See"}), "Redaktion")
    actions.undo(versions(organization.id)[-1], "Redaktion")
    assert Organization.objects.get().name == "Haus am Fluss"
    actions.undo(versions(organization.id)[-1], "Redaktion")
    assert Organization.objects.get().name == "Haus am See"
    assert [(each.number, each.by) for each in versions(organization.id)] == [
        (1, BY),
        (2, "Redaktion"),
        (3, "Redaktion"),
        (4, "Redaktion"),
    ]


def test_what_was_removed_comes_back_with_everything() -> None:
    place = house()
    organization = haus_am_fluss(place)
    actions.save_organization(organization, BY)
    offer = advice(organization, place)
    actions.save_service(offer, BY)
    actions.remove_service(offer.id, BY)
    assert not Service.objects.exists()
    assert not Signpost.objects.exists()
    actions.undo(versions(offer.id)[-1], BY)
    assert actions.service_content(Service.objects.get()) == offer
    assert Signpost.objects.count() == 1


def test_undoing_the_first_version_removes() -> None:
    organization = haus_am_fluss()
    actions.save_organization(organization, BY)
    actions.undo(versions(organization.id)[0], BY)
    assert not Organization.objects.exists()


def test_a_version_cannot_be_removed() -> None:
    organization = haus_am_fluss()
    actions.save_organization(organization, BY)
    with pytest.raises(DatabaseError), transaction.atomic():
        Version.objects.all().delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        Version.objects.update(by="somebody else")


def test_a_confidential_location_keeps_only_its_district() -> None:
    place = house(
        name="Villa", description="Hinter der Kirche", latitude=51.5, longitude=10.8, location_confidential=True
    )
    organization = haus_am_fluss(place)
    actions.save_organization(organization, BY)
    kept = Location.objects.get()
    assert (kept.latitude, kept.longitude, kept.addresses, kept.name, kept.description) == (None, None, [], "", "")
    assert kept.area == "16062"
    assert "Hauptstraße" not in str(versions(organization.id)[0].content)


def test_what_becomes_confidential_disappears_from_the_past_too() -> None:
    place = house(latitude=51.51, longitude=10.81)
    organization = haus_am_fluss(place)
    actions.save_organization(organization, BY)
    hidden = place.model_copy(update={"location_confidential": True})
    actions.save_organization(organization.model_copy(update={"locations": [hidden]}), BY)
    for version in versions(organization.id):
        assert "Hauptstraße" not in str(version.content)
        assert "51.51" not in str(version.content)


def test_a_confidential_location_with_coordinates_is_refused_by_the_database() -> None:
    organization = haus_am_fluss(house(location_confidential=True))
    actions.save_organization(organization, BY)
    with pytest.raises(DatabaseError), transaction.atomic():
        Location.objects.update(latitude=51.5, longitude=10.8)


def test_a_location_with_offers_cannot_go() -> None:
    place = house()
    organization = haus_am_fluss(place)
    actions.save_organization(organization, BY)
    actions.save_service(advice(organization, place), BY)
    with pytest.raises(Refused, match="in_use"):
        actions.save_organization(organization.model_copy(update={"locations": []}), BY)


def test_nobody_takes_over_what_belongs_to_another() -> None:
    place = house()
    mine, other = haus_am_fluss(place), haus_am_fluss()
    actions.save_organization(mine, BY)
    actions.save_organization(other, BY)
    with pytest.raises(Refused, match="not_yours"), transaction.atomic():
        actions.save_organization(other.model_copy(update={"locations": [place]}), BY)
    with pytest.raises(Refused, match="no_location"), transaction.atomic():
        actions.save_service(advice(other, place), BY)
    with pytest.raises(Refused, match="no_organization"), transaction.atomic():
        actions.save_service(advice(haus_am_fluss()), BY)
    with pytest.raises(Refused, match="no_category"), transaction.atomic():
        actions.save_service(advice(mine, categories=["gibt_es_nicht"]), BY)


def test_an_import_is_written_whole_or_not_at_all() -> None:
    organization = haus_am_fluss()
    items: list[actions.Content] = [advice(organization), organization]
    assert actions.import_offers(items, BY, dry_run=True) == actions.Imported(2, 0, 0)
    assert not Organization.objects.exists()
    with pytest.raises(Refused, match="no_organization"):
        actions.import_offers([*items, advice(haus_am_fluss())], BY)
    assert not Organization.objects.exists()
    assert actions.import_offers(items, BY) == actions.Imported(2, 0, 0)
    changed = organization.model_copy(update={"name": "Haus am See"})
    assert actions.import_offers([changed, items[0]], BY) == actions.Imported(0, 1, 1)


def test_only_active_services_are_found() -> None:
    organization = haus_am_fluss()
    actions.save_organization(organization, BY)
    offer = advice(organization, categories=["schuldnerberatung", "sozialberatung"])
    actions.save_service(offer, BY)
    assert list(Signpost.objects.order_by("side").values_list("category", "side")) == [
        ("schuldnerberatung", False),
        ("sozialberatung", True),
    ]
    actions.save_service(offer.model_copy(update={"status": "inactive"}), BY)
    assert not Signpost.objects.exists()


def test_confirming_makes_it_fresh() -> None:
    organization = haus_am_fluss()
    actions.save_organization(organization, BY)
    offer = actions.save_service(advice(organization, assured_date=None), BY)
    assert offer.is_stale(date(2026, 11, 1))
    assert not actions.confirm(offer.id, "Haus am Fluss", date(2026, 11, 1)).is_stale(date(2027, 11, 1))
    assert Service.objects.get().is_stale(date(2027, 11, 2))


def test_markup_and_commands_are_text() -> None:
    """They are kept as they are; control characters are not."""
    nasty = "<script>alert(1)</script>'; DROP TABLE directory_service; --\x00"
    organization = haus_am_fluss(description=nasty, phones=[Phone(number=nasty)])
    actions.save_organization(organization, BY)
    kept = Organization.objects.get()
    assert kept.description == kept.phones[0]["number"] == nasty.rstrip("\x00")


@pytest.mark.parametrize("address", ["javascript:alert(1)", "http://a b", 'https://x"onclick="y', "ftp://example.org"])
def test_only_addresses_of_the_web_are_links(address: str) -> None:
    with pytest.raises(ValueError, match="web"):
        OrganizationContent(id=uuid4(), name="Haus am Fluss", website=address)
