# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The verbs of the directory, and the only place that writes. Every change leaves a version that can be undone.

Two things have versions: an organisation with its locations, and a service with its offers. `by` says in a few words
who changes it: a source of data, a provider, an editor. One and many are written the same way, with few statements.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid5

from django.db import models, transaction
from django.db.models import Max
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
Owners = Mapping[UUID, UUID]
"""To whom something belongs: the organisation of a location, the service of an offer."""
AT_ONCE: Final = 500
"""How many items of an import are written with one statement."""


# --- Reading back what was written ---


def organization_content(organization: Organization) -> OrganizationContent:
    """With its locations, as it stands now."""
    parts = [LocationContent.model_validate(location) for location in organization.locations.all()]
    fields = {name: getattr(organization, name) for name in OrganizationContent.model_fields if name != "locations"}
    return OrganizationContent.model_validate(fields | {"locations": _in_order(parts)})


def service_content(service: Service) -> ServiceContent:
    """With its offers, as it stands now."""
    parts = [ServiceAtLocationContent.model_validate(offer) for offer in service.service_at_locations.all()]
    fields = {name: getattr(service, name) for name in ServiceContent.model_fields if name != "service_at_locations"}
    return ServiceContent.model_validate(fields | {"service_at_locations": _in_order(parts)})


def _in_order(parts: Iterable[Any]) -> list[Any]:
    return sorted(parts, key=lambda part: part.id.int)


# --- One ---


def save_organization(content: OrganizationContent, by: str) -> Organization:
    """Make the organisation and its locations what the content says. Writes no version if nothing changes.

    Refuses 409 `in_use` when a location that has offers is missing, 400 `no_area` when nobody can tell where a
    location is, 409 `not_yours` when it belongs to another organisation.
    """
    _write_organizations([content], by)
    return Organization.objects.get(id=content.id)


def save_service(content: ServiceContent, by: str) -> Service:
    """Make the service and its offers what the content says. Writes no version if nothing changes.

    A service without a location gets one offer without a location. Refuses 404 `no_organization`, 404 `no_location`
    when it belongs to something that does not exist, 400 `no_category` for an unknown category, and 409 `not_yours`
    when one of its offers belongs to another service.
    """
    _write_services([content], by)
    return Service.objects.get(id=content.id)


@transaction.atomic
def remove_organization(organization: UUID, by: str) -> None:
    """Take an organisation away, and its services before it. What it was stays as a version."""
    for service in Service.objects.filter(organization=organization).values_list("id", flat=True):
        remove_service(service, by)
    Organization.objects.filter(id=organization).delete()
    _note(Version.Kind.ORGANIZATION, {organization: None}, by)


@transaction.atomic
def remove_service(service: UUID, by: str) -> None:
    """Take a service away. What it was stays as a version."""
    Service.objects.filter(id=service).delete()
    _note(Version.Kind.SERVICE, {service: None}, by)


@transaction.atomic
def confirm(service: UUID, by: str, on: date) -> Service:
    """Somebody who knows says that everything is still true."""
    found = Service.objects.get(id=service)
    return save_service(service_content(found).model_copy(update={"assured_date": on}), by)


# --- Undoing ---


@transaction.atomic
def restore(version: Version, by: str) -> None:
    """Make it what it was in this version. That is a new version, so this can be undone too."""
    organization = version.kind == Version.Kind.ORGANIZATION
    if version.content is None:
        remove = remove_organization if organization else remove_service
        remove(version.subject, by)
    elif organization:
        save_organization(OrganizationContent.model_validate(version.content), by)
    else:
        save_service(ServiceContent.model_validate(version.content), by)


@transaction.atomic
def undo(version: Version, by: str) -> None:
    """Make it what it was before this version."""
    earlier = Version.objects.filter(kind=version.kind, subject=version.subject, number__lt=version.number)
    nothing = Version(kind=version.kind, subject=version.subject, content=None)
    restore(earlier.order_by("number").last() or nothing, by)


# --- Many at once ---


@dataclass(frozen=True)
class Imported:
    """How many organisations and services an import has written, changed or left as they were."""

    new: int
    changed: int
    same: int

    def __add__(self, other: "Imported") -> "Imported":
        return Imported(self.new + other.new, self.changed + other.changed, self.same + other.same)


def import_offers(items: Iterable[Content], by: str, *, dry_run: bool = False) -> Imported:
    """Write all of them or none. Organisations are written before services, whatever their order.

    Refuses what `save_organization` and `save_service` refuse. With `dry_run` nothing is written.
    """
    items = list(items)
    organizations = [item for item in items if isinstance(item, OrganizationContent)]
    services = [item for item in items if isinstance(item, ServiceContent)]
    done = Imported(0, 0, 0)
    with transaction.atomic():
        before = transaction.savepoint()
        for start in range(0, len(organizations), AT_ONCE):
            done += _write_organizations(organizations[start : start + AT_ONCE], by)
        for start in range(0, len(services), AT_ONCE):
            done += _write_services(services[start : start + AT_ONCE], by)
        if dry_run:
            transaction.savepoint_rollback(before)
    return done


@transaction.atomic
def _write_organizations(contents: Sequence[OrganizationContent], by: str) -> Imported:
    wanted = {content.id: _completed(content) for content in contents}
    rows = Organization.objects.select_for_update().filter(id__in=wanted).prefetch_related("locations")
    there = {row.id: organization_content(row) for row in rows}
    changed = {id_: content for id_, content in wanted.items() if there.get(id_) != content}
    _upsert(Organization, [content.model_dump(mode="json", exclude={"locations"}) for content in changed.values()])
    _place(changed)
    _note(Version.Kind.ORGANIZATION, changed, by)
    _put_up_signposts(Service.objects.filter(organization__in=changed.keys() & there.keys()))
    return _counted(wanted.keys(), changed.keys(), there.keys())


@transaction.atomic
def _write_services(contents: Sequence[ServiceContent], by: str) -> Imported:
    wanted = {content.id: _with_offer(content) for content in contents}
    rows = Service.objects.select_for_update().filter(id__in=wanted).prefetch_related("service_at_locations")
    there = {row.id: service_content(row) for row in rows}
    changed = {id_: content for id_, content in wanted.items() if there.get(id_) != content}
    _check(changed.values())
    now = {"last_modified": timezone.now()}
    exclude = {"service_at_locations"}
    _upsert(Service, [content.model_dump(mode="json", exclude=exclude) | now for content in changed.values()])
    _offer(changed)
    _note(Version.Kind.SERVICE, changed, by)
    _put_up_signposts(Service.objects.filter(id__in=changed))
    return _counted(wanted.keys(), changed.keys(), there.keys())


def _counted(wanted: Iterable[UUID], changed: Iterable[UUID], there: Iterable[UUID]) -> Imported:
    changed, there = set(changed), set(there)
    return Imported(len(changed - there), len(changed & there), len(set(wanted) - changed))


def _upsert(model: type[models.Model], rows: Sequence[dict[str, Any]]) -> None:
    """Write rows, whether they are there already or not."""
    if rows:
        fields = rows[0].keys() - {"id"}
        model._default_manager.bulk_create(  # noqa: SLF001 - Django's name for it is public
            [model(**row) for row in rows], update_conflicts=True, unique_fields=["id"], update_fields=fields
        )


def _check_owners(owners: Owners, there: Iterable[tuple[UUID, UUID]], given: int) -> None:
    if len(owners) < given or any(owners[id_] != owner for id_, owner in there):
        raise Refused(409, "not_yours", _("Das gehört schon zu einer anderen Organisation oder einem anderen Angebot."))


# --- Organisations and their locations ---


def _completed(content: OrganizationContent) -> OrganizationContent:
    places = [locations.completed(location) for location in content.locations]
    if any(place.location_type == "physical" and not place.area for place in places):
        raise Refused(400, "no_area", _("Für einen Ort fehlt die Postleitzahl oder der amtliche Schlüssel."))
    return content.model_copy(update={"locations": _in_order(places)})


def _place(organizations: Mapping[UUID, OrganizationContent]) -> None:
    """Their locations: those that are new or stay, and not those that have gone."""
    given = [(id_, location) for id_, content in organizations.items() for location in content.locations]
    owners = {location.id: id_ for id_, location in given}
    there = Location.objects.filter(id__in=owners).values_list("id", "organization_id")
    _check_owners(owners, there, len(given))
    gone = Location.objects.filter(organization__in=organizations).exclude(id__in=owners)
    if ServiceAtLocation.objects.filter(location__in=gone).exists():
        raise Refused(409, "in_use", _("An einem Ort, der entfernt werden soll, gibt es noch Angebote."))
    gone.delete()
    _upsert(Location, [location.model_dump(mode="json") | {"organization_id": id_} for id_, location in given])
    _forget_where([(id_, location.id) for id_, location in given if location.location_confidential])


def _forget_where(hidden: Sequence[tuple[UUID, UUID]]) -> None:
    """What is confidential disappears from the past too. `hidden`: organisation and location."""
    owners, confidential = {owner for owner, _location in hidden}, {place for _owner, place in hidden}
    for version in Version.objects.filter(kind=Version.Kind.ORGANIZATION, subject__in=owners, content__isnull=False):
        content = OrganizationContent.model_validate(version.content)
        discreet = [
            locations.completed(each.model_copy(update={"location_confidential": True}))
            if each.id in confidential
            else each
            for each in content.locations
        ]
        if discreet != content.locations:
            content = content.model_copy(update={"locations": discreet})
            Version.objects.filter(pk=version.pk).update(content=content.model_dump(mode="json"))


# --- Services and their offers ---


def _with_offer(content: ServiceContent) -> ServiceContent:
    """A service has one offer at least, and its offers are in order."""
    offers = content.service_at_locations or [ServiceAtLocationContent(id=uuid5(content.id, "offer"))]
    return content.model_copy(update={"service_at_locations": _in_order(offers)})


def _check(contents: Iterable[ServiceContent]) -> None:
    contents = list(contents)
    organizations = {content.organization_id for content in contents}
    if Organization.objects.filter(id__in=organizations).count() < len(organizations):
        raise Refused(404, "no_organization", _("Die Organisation zu diesem Angebot gibt es nicht."))
    wanted = {
        (offer.location_id, content.organization_id)
        for content in contents
        for offer in content.service_at_locations
        if offer.location_id
    }
    there = Location.objects.filter(organization__in=organizations).values_list("id", "organization_id")
    if not wanted <= set(there):
        raise Refused(404, "no_location", _("Einen Ort dieses Angebots gibt es nicht."))
    if any(set(content.categories) - categories().keys() for content in contents):
        raise Refused(400, "no_category", _("Diese Art von Hilfe kennt das Verzeichnis nicht."))


def _offer(services: Mapping[UUID, ServiceContent]) -> None:
    """Their offers: those that are new or stay, and not those that have gone."""
    given = [(id_, offer) for id_, content in services.items() for offer in content.service_at_locations]
    owners = {offer.id: id_ for id_, offer in given}
    there = ServiceAtLocation.objects.filter(id__in=owners).values_list("id", "service_id")
    _check_owners(owners, there, len(given))
    ServiceAtLocation.objects.filter(service__in=services).exclude(id__in=owners).delete()
    _upsert(ServiceAtLocation, [offer.model_dump(mode="json") | {"service_id": id_} for id_, offer in given])


# --- Versions ---


def _note(kind: Version.Kind, contents: Mapping[UUID, Content | None], by: str) -> None:
    """The next version of each. None: it was removed."""
    earlier = Version.objects.filter(kind=kind, subject__in=contents)
    newest = dict(earlier.values_list("subject").annotate(Max("number")))
    Version.objects.bulk_create(
        Version(
            kind=kind,
            subject=subject,
            number=newest.get(subject, 0) + 1,
            at=timezone.now(),
            by=by,
            content=content and content.model_dump(mode="json"),
        )
        for subject, content in contents.items()
    )


# --- Signposts ---


def _put_up_signposts(services: models.QuerySet[Service]) -> None:
    """What the search reads of these services; nothing while one is not active."""
    Signpost.objects.filter(offer__service__in=services).delete()
    offers = ServiceAtLocation.objects.filter(service__in=services, service__status="active")
    offers = offers.select_related("location", "service")
    Signpost.objects.bulk_create((signpost for offer in offers for signpost in _signposts(offer)), AT_ONCE)


def _signposts(offer: ServiceAtLocation) -> Iterator[Signpost]:
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
