# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The verbs of the directory, and the only place that writes. Every change leaves a version that can be undone.

Two things have versions: an organisation with its locations, and a service with its offers. `by` says in a few words
who changes it: a source of data, a provider, an editor.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sociallook.base.refusals import Refused
from sociallook.directory import locations, search
from sociallook.directory.categories import categories
from sociallook.directory.content import (
    LocationContent,
    OrganizationContent,
    ServiceAtLocationContent,
    ServiceContent,
)
from sociallook.directory.models import Location, Organization, Service, ServiceAtLocation, Signpost, Version

Content = OrganizationContent | ServiceContent

# --- Reading back what was written ---


def organization_content(organization: Organization) -> OrganizationContent:
    """With its locations, as it stands now."""
    given = organization.locations.order_by("id")
    return OrganizationContent.model_validate(
        _fields(organization, OrganizationContent, without="locations")
        | {"locations": [LocationContent.model_validate(location) for location in given]}
    )


def service_content(service: Service) -> ServiceContent:
    """With its offers, as it stands now."""
    offers = service.service_at_locations.order_by("id")
    return ServiceContent.model_validate(
        _fields(service, ServiceContent, without="service_at_locations")
        | {"service_at_locations": [ServiceAtLocationContent.model_validate(offer) for offer in offers]}
    )


def _fields(row: Organization | Service, shape: type[Content], without: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in shape.model_fields if name != without}


# --- Writing ---


@transaction.atomic
def save_organization(content: OrganizationContent, by: str) -> Organization:
    """Make the organisation and its locations what the content says. Writes no version if nothing changes.

    Refuses 409 `in_use` when a location that has offers is missing, 400 `no_area` when nobody can tell where a
    location is, 409 `not_yours` when it belongs to another organisation.
    """
    content = content.model_copy(update={"locations": [_checked(location) for location in content.locations]})
    organization = Organization.objects.select_for_update().filter(id=content.id).first()
    if organization and organization_content(organization) == content:
        return organization
    values = content.model_dump(mode="json", exclude={"locations", "id", "parent_organization_id"})
    organization, _new = Organization.objects.update_or_create(
        id=content.id, defaults=values | {"parent_organization_id": content.parent_organization_id}
    )
    _place(organization, content.locations)
    _note(content, Version.Kind.ORGANIZATION, by)
    for service in organization.services.all():
        _put_up_signposts(service)
    return organization


@transaction.atomic
def save_service(content: ServiceContent, by: str) -> Service:
    """Make the service and its offers what the content says. Writes no version if nothing changes.

    A service without a location gets one offer without a location. Refuses 404 `no_organization`, 404 `no_location`
    when it belongs to something that does not exist, and 400 `no_category` for an unknown category.
    """
    content = _complete(content)
    service = Service.objects.select_for_update().filter(id=content.id).first()
    if service and service_content(service) == content:
        return service
    _check(content)
    values = content.model_dump(mode="json", exclude={"service_at_locations", "id"})
    values |= {"assured_date": content.assured_date, "last_modified": timezone.now()}
    service, _new = Service.objects.update_or_create(id=content.id, defaults=values)
    _offer(service, content.service_at_locations)
    _note(content, Version.Kind.SERVICE, by)
    _put_up_signposts(service)
    return service


@transaction.atomic
def remove_organization(organization: UUID, by: str) -> None:
    """Take an organisation away, after its services. What it was stays as a version."""
    for service in Service.objects.filter(organization=organization).values_list("id", flat=True):
        remove_service(service, by)
    Organization.objects.filter(id=organization).delete()
    _note_removal(organization, Version.Kind.ORGANIZATION, by)


@transaction.atomic
def remove_service(service: UUID, by: str) -> None:
    """Take a service away. What it was stays as a version."""
    Service.objects.filter(id=service).delete()
    _note_removal(service, Version.Kind.SERVICE, by)


@transaction.atomic
def confirm(service: UUID, by: str, on: date) -> Service:
    """Somebody who knows says that everything is still true."""
    found = Service.objects.get(id=service)
    return save_service(service_content(found).model_copy(update={"assured_date": on}), by)


# --- Undoing ---


@transaction.atomic
def restore(version: Version, by: str) -> None:
    """Make it what it was in this version. That is a new version, so this can be undone too."""
    if version.content is None:
        remove = remove_organization if version.kind == Version.Kind.ORGANIZATION else remove_service
        remove(version.subject, by)
    elif version.kind == Version.Kind.ORGANIZATION:
        save_organization(OrganizationContent.model_validate(version.content), by)
    else:
        save_service(ServiceContent.model_validate(version.content), by)


@transaction.atomic
def undo(version: Version, by: str) -> None:
    """Make it what it was before this version."""
    before = Version.objects.filter(kind=version.kind, subject=version.subject, number__lt=version.number)
    restore(before.order_by("number").last() or Version(kind=version.kind, subject=version.subject, content=None), by)


# --- Many at once ---


@dataclass(frozen=True)
class Imported:
    """How many organisations and services an import has written, changed or left as they were."""

    new: int
    changed: int
    same: int


def import_offers(items: Iterable[Content], by: str, *, dry_run: bool = False) -> Imported:
    """Write all of them or none. Organisations are written before services, whatever their order.

    Refuses what `save_organization` and `save_service` refuse. With `dry_run` nothing is written.
    """
    counts = {"new": 0, "changed": 0, "same": 0}
    with transaction.atomic():
        before = transaction.savepoint()
        for item in sorted(items, key=lambda item: isinstance(item, ServiceContent)):
            counts[_import(item, by)] += 1
        if dry_run:
            transaction.savepoint_rollback(before)
    return Imported(**counts)


def _import(item: Content, by: str) -> str:
    before = _newest(item.id)
    if isinstance(item, ServiceContent):
        save_service(item, by)
    else:
        save_organization(item, by)
    if before is None:
        return "new"
    return "same" if _newest(item.id) == before else "changed"


def _newest(subject: UUID) -> int | None:
    return Version.objects.filter(subject=subject).order_by("-number").values_list("number", flat=True).first()


# --- Locations and offers ---


def _checked(location: LocationContent) -> LocationContent:
    location = locations.completed(location)
    if not location.area and location.location_type == "physical":
        raise Refused(400, "no_area", _("Für einen Ort fehlt die Postleitzahl oder der amtliche Schlüssel."))
    return location


def _place(organization: Organization, given: Sequence[LocationContent]) -> None:
    gone = organization.locations.exclude(id__in=[location.id for location in given])
    if ServiceAtLocation.objects.filter(location__in=gone).exists():
        raise Refused(409, "in_use", _("An einem Ort, der entfernt werden soll, gibt es noch Angebote."))
    gone.delete()
    for location in given:
        values = location.model_dump(mode="json", exclude={"id"})
        if Location.objects.filter(id=location.id).exclude(organization=organization).exists():
            raise Refused(409, "not_yours", _("Dieser Ort gehört zu einer anderen Organisation."))
        Location.objects.update_or_create(id=location.id, defaults=values | {"organization": organization})
        if location.location_confidential:
            _forget_where(organization.id, location.id)


def _forget_where(organization: UUID, location: UUID) -> None:
    """What has become confidential disappears from the past too."""
    versions = Version.objects.filter(kind=Version.Kind.ORGANIZATION, subject=organization, content__isnull=False)
    for version in versions:
        content = OrganizationContent.model_validate(version.content)
        hidden = [
            locations.completed(each.model_copy(update={"location_confidential": True}))
            if each.id == location
            else each
            for each in content.locations
        ]
        if hidden != content.locations:
            content = content.model_copy(update={"locations": hidden})
            Version.objects.filter(pk=version.pk).update(content=content.model_dump(mode="json"))


def _complete(content: ServiceContent) -> ServiceContent:
    if content.service_at_locations:
        return content
    alone = ServiceAtLocationContent(id=uuid5(content.id, "offer"))
    return content.model_copy(update={"service_at_locations": [alone]})


def _check(content: ServiceContent) -> None:
    if not Organization.objects.filter(id=content.organization_id).exists():
        raise Refused(404, "no_organization", _("Die Organisation zu diesem Angebot gibt es nicht."))
    wanted = {offer.location_id for offer in content.service_at_locations if offer.location_id}
    there = Location.objects.filter(id__in=wanted, organization=content.organization_id)
    if there.count() != len(wanted):
        raise Refused(404, "no_location", _("Einen Ort dieses Angebots gibt es nicht."))
    if not set(content.categories) <= categories().keys():
        raise Refused(400, "no_category", _("Diese Art von Hilfe kennt das Verzeichnis nicht."))


def _offer(service: Service, offers: Sequence[ServiceAtLocationContent]) -> None:
    service.service_at_locations.exclude(id__in=[offer.id for offer in offers]).delete()
    for offer in offers:
        values = offer.model_dump(mode="json", exclude={"id", "location_id"})
        if ServiceAtLocation.objects.filter(id=offer.id).exclude(service=service).exists():
            raise Refused(409, "not_yours", _("Dieser Ort gehört zu einer anderen Organisation."))
        ServiceAtLocation.objects.update_or_create(
            id=offer.id, defaults=values | {"service": service, "location_id": offer.location_id}
        )


# --- Versions ---


def _note(content: Content, kind: Version.Kind, by: str) -> None:
    _add_version(content.id, kind, by, content.model_dump(mode="json"))


def _note_removal(subject: UUID, kind: Version.Kind, by: str) -> None:
    _add_version(subject, kind, by, None)


def _add_version(subject: UUID, kind: Version.Kind, by: str, content: dict[str, Any] | None) -> None:
    newest = Version.objects.filter(kind=kind, subject=subject).order_by("-number").first()
    number = newest.number + 1 if newest else 1
    Version.objects.create(kind=kind, subject=subject, number=number, at=timezone.now(), by=by, content=content)


# --- Signposts ---


def _put_up_signposts(service: Service) -> None:
    """What the search reads of this service; nothing while it is not active."""
    Signpost.objects.filter(offer__service=service).delete()
    if service.status != "active":
        return
    offers = service.service_at_locations.select_related("location", "service")
    Signpost.objects.bulk_create(signpost for offer in offers for signpost in _signposts(offer))


def _signposts(offer: ServiceAtLocation) -> Iterable[Signpost]:
    service, location = offer.service, offer.location
    north, east = locations.middle(LocationContent.model_validate(location)) if location else (None, None)
    spoken = [*service.languages, *(location.languages if location else [])]
    for place, category in enumerate(service.categories):
        yield Signpost(
            offer=offer,
            category=category,
            side=place > 0,
            latitude=north,
            longitude=east,
            area=location.area if location else "",
            serves=[area["area"] for area in service.service_areas if area["area"]],
            assured_date=service.assured_date,
            languages=sorted({language["code"][:8].lower() for language in spoken if language["code"]}),
            wheelchair=location.wheelchair if location else None,
            free=service.free_of_charge,
            remote=service.online_advice or service.phone_advice,
            young=service.for_young_people,
            opening_hours=search.opening(offer),
        )
