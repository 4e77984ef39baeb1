# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The demo's offers are many, for every need, in many districts; all are fictional and say so."""

import re
from datetime import date

import pytest
from sociallook_protocol.encoding import b64u

from sociallook.directory import demo
from sociallook.directory.categories import categories
from sociallook.directory.models import Location, Organization, Service, ServiceAtLocation, Signpost, Version
from sociallook.institutions.models import Institution

TODAY = date(2026, 11, 27)
FOR_FICTION = re.compile(r"(030 23125|040 66969|0221 4710|069 90009|089 99998) \d{3}")
"""Ranges that the Bundesnetzagentur keeps free for films and books."""


@pytest.mark.django_db
def test_offers_of_the_demo() -> None:
    """One test, because bringing them in takes a while."""
    fingerprint = b"\x07" * 32
    Institution.objects.create(
        id=fingerprint, name="Schuldnerberatung Musterstadt", kind="counselling", seq=0, head=b""
    )
    imported = demo.bring_in(TODAY)
    assert imported
    assert demo.bring_in(TODAY) is None, "they come once"
    assert ServiceAtLocation.objects.count() >= 300
    assert Version.objects.count() == imported.new

    assert set(Signpost.objects.filter(side=False).values_list("category", flat=True)) == categories().keys()
    assert Location.objects.values("area").distinct().count() >= 20
    for area in ("16062", "11000"):  # Nordhausen, and Musterstadt, whose postcode is one of Berlin
        assert set(Signpost.objects.filter(area=area).values_list("category", flat=True)) == categories().keys()

    assert not Organization.objects.filter(fictitious=False).exists()
    phones = [phone for organization in Organization.objects.all() for phone in organization.phones]
    phones += [phone for service in Service.objects.all() for phone in service.phones]
    assert all(FOR_FICTION.fullmatch(phone["number"]) for phone in phones)

    hidden = Location.objects.filter(location_confidential=True)
    assert hidden.count() >= 3
    stale = [service for service in Service.objects.all() if service.is_stale(TODAY)]
    assert 20 < len(stale) < 80
    assert 20 < Signpost.objects.filter(opening_hours="").count() < 120, "by appointment"
    for flag in ("wheelchair", "free", "remote", "young"):
        assert 20 < Signpost.objects.filter(**{flag: True}).count() < Signpost.objects.count()

    takes_part = Organization.objects.get(institution=b64u(fingerprint))
    assert takes_part.name == "Schuldnerberatung Musterstadt"


def test_the_same_day_gives_the_same_offers() -> None:
    assert demo._service(categories()["tafel"], ("99734", "Nordhausen"), 3, TODAY) == demo._service(
        categories()["tafel"], ("99734", "Nordhausen"), 3, TODAY
    )
