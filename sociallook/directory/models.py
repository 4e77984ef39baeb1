# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Organisations and what they offer, in the words of HSDS 3.0 (`content.py` says what the fields mean).

Phones, hours, addresses and other parts belong to one row and are kept in it, as lists of objects: they are written and
read with it and never alone. What is searched stands once more in `Signpost`. A service at a location is what people
look for; pages call it an offer. Only `actions.py` writes here.
"""

import uuid
from datetime import date
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

TWELVE_MONTHS = 365


Objects = list[dict[str, Any]]


class Parts(models.JSONField):
    """A list of objects of `content.py`. Most are empty, and a page of offers reads hundreds of them."""

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        return [] if value == "[]" else super().from_db_value(value, expression, connection)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs


def parts() -> "models.JSONField[Objects, Objects]":
    """No parts until somebody gives some."""
    return Parts(default=list)


def text() -> "models.TextField[str, str]":
    """An empty text means "not said"."""
    return models.TextField(blank=True, default="")


class Organization(models.Model):
    """Who offers something."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    name = models.TextField()
    alternate_name = text()
    description = text()
    email = text()
    website = text()
    year_incorporated = models.IntegerField(null=True)
    legal_status = text()
    logo = text()
    uri = text()
    parent_organization_id = models.UUIDField(null=True)
    phones = parts()
    contacts = parts()
    institution = text()
    """Fingerprint (b64u) of the institution that takes part here; empty: none does."""
    fictitious = models.BooleanField(default=False)
    """Made up for a demo. Its offers are marked on every page."""


class Location(models.Model):
    """Where something is offered. A confidential one has no address and no coordinates, only the key of its area."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="locations")
    location_type = models.CharField(max_length=8, default="physical")
    url = text()
    name = text()
    alternate_name = text()
    description = text()
    transportation = text()
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    external_identifier = text()
    external_identifier_type = text()
    languages = parts()
    addresses = parts()
    contacts = parts()
    accessibility = parts()
    phones = parts()
    schedules = parts()
    area = models.CharField(max_length=8, blank=True, default="")
    location_confidential = models.BooleanField(default=False)
    wheelchair = models.BooleanField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(location_confidential=False)
                | Q(latitude=None, longitude=None, addresses=[], name="", description="", transportation=""),
                name="confidential_is_nowhere",
            ),
        )


class Service(models.Model):
    """What is offered, to whom, with which papers and at what cost."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="services")
    name = models.TextField()
    alternate_name = text()
    description = text()
    url = text()
    email = text()
    status = models.CharField(max_length=20, default="active")
    interpretation_services = text()
    application_process = text()
    fees_description = text()
    accreditations = text()
    eligibility_description = text()
    minimum_age = models.FloatField(null=True)
    maximum_age = models.FloatField(null=True)
    assured_date = models.DateField(null=True)
    assurer_email = text()
    alert = text()
    last_modified = models.DateTimeField(db_index=True)
    phones = parts()
    schedules = parts()
    service_areas = parts()
    languages = parts()
    cost_options = parts()
    required_documents = parts()
    contacts = parts()
    attributes = parts()
    categories = ArrayField(models.CharField(max_length=64), default=list)
    legal_basis = text()
    leistungsschluessel = models.CharField(max_length=14, blank=True, default="")
    easy_description = text()
    for_young_people = models.BooleanField(default=False)
    online_advice = models.BooleanField(default=False)
    phone_advice = models.BooleanField(default=False)
    free_of_charge = models.BooleanField(null=True)

    def is_stale(self, on: date) -> bool:
        """Nobody has confirmed it for twelve months, or ever."""
        return is_stale(self.assured_date, on)


class ServiceAtLocation(models.Model):
    """An offer: a service at one location, or without one (by phone, online, on the road)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    service = models.ForeignKey(Service, models.CASCADE, related_name="service_at_locations")
    location = models.ForeignKey(Location, models.PROTECT, null=True, related_name="service_at_locations")
    description = text()
    contacts = parts()
    phones = parts()
    schedules = parts()

    @property
    def numbers(self) -> Objects:
        """The phone numbers nearest to this offer."""
        here = self.location.phones if self.location else []
        return self.phones or self.service.phones or here or self.service.organization.phones


class Signpost(models.Model):
    """What the search reads: one row for each category of each active offer. Follows from the rows above."""

    offer = models.ForeignKey(ServiceAtLocation, models.CASCADE, related_name="signposts")
    category = models.CharField(max_length=64)
    side = models.BooleanField()
    """One of the further categories of the service, not its first."""
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    """Where to measure from. For a confidential location the centre of its district, for no location null."""
    area = models.CharField(max_length=8)
    serves = ArrayField(models.CharField(max_length=8))
    """Beginnings of the keys of the areas whose people may come; empty: everybody."""
    assured_date = models.DateField(null=True)
    languages = ArrayField(models.CharField(max_length=8))
    wheelchair = models.BooleanField(null=True)
    free = models.BooleanField(null=True)
    remote = models.BooleanField()
    """Advice by phone or online."""
    young = models.BooleanField()
    opening_hours = models.TextField()
    """Of OpenStreetMap; empty: unknown."""

    class Meta:
        indexes = (
            # It holds all that a search without place and filters reads, so the table itself is not touched.
            models.Index(
                fields=["category", "latitude", "longitude"],
                include=["offer", "side", "assured_date"],
                name="directory_signpost_where",
            ),
        )


class Version(models.Model):
    """An organisation or a service as it was after one change, with everything in it. Versions are only added."""

    class Kind(models.TextChoices):
        ORGANIZATION = "organization"
        SERVICE = "service"

    kind = models.CharField(max_length=12, choices=Kind)
    subject = models.UUIDField()
    number = models.IntegerField()
    at = models.DateTimeField()
    by = models.TextField()
    """Who changed it: a source of data, a provider or an editor."""
    content = models.JSONField(null=True)
    """As in `content.py`; null: removed."""

    class Meta:
        constraints = (models.UniqueConstraint(fields=["kind", "subject", "number"], name="one_version"),)
        indexes = (models.Index(fields=["-at"], name="directory_version_newest"),)


def is_stale(assured: date | None, on: date) -> bool:
    """Older than twelve months, or never confirmed."""
    return assured is None or (on - assured).days > TWELVE_MONTHS


from sociallook.directory.editing import models as editing  # noqa: E402, F401 - Django looks for all tables here
