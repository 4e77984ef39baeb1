# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The read API of HSDS 3.0 (docs/api/directory.md): for everybody, without sign-in, the same answer for everybody.

It stands beside the JSON door, because its addresses, parameters and answers are those of the standard. Answers carry
an ETag that changes with every version of the directory, so asking again costs almost nothing.
"""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import wraps
from math import ceil, cos, radians
from typing import Any, Final, TypeVar
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe
from django.views.decorators.vary import vary_on_headers

from sociallook.directory import hsds
from sociallook.directory.categories import categories
from sociallook.directory.hsds import Json
from sociallook.directory.models import Organization, Service, ServiceAtLocation, Signpost, Version
from sociallook.directory.places import Place, is_postcode, look_up

BASE: Final = "api/hsds/3"
PER_PAGE: Final = 50
MOST_PER_PAGE: Final = 500
KEPT: Final = 300
"""Seconds for which an answer may be used again without asking."""

MOST_PAGES: Final = 1_000_000

Row = TypeVar("Row")
Named = TypeVar("Named", Organization, Service)
View = Callable[..., HttpResponseBase]


class Unreadable(Exception):
    """A parameter that cannot be read; the message is for people."""


def _newest(_request: HttpRequest, **_given: object) -> str:
    newest = Version.objects.order_by("-id").values_list("id", flat=True).first()
    return f'"{newest or 0}"'


def door(view: View) -> View:
    """What all addresses have in common: GET only, ETag, caching, refusals as JSON."""

    @require_safe
    @cache_control(public=True, max_age=KEPT)
    @vary_on_headers("Accept-Language", "Cookie")  # refusals speak the language of whoever asks
    @condition(etag_func=_newest)
    @wraps(view)
    def answered(request: HttpRequest, **given: Any) -> HttpResponseBase:
        try:
            return view(request, **given)
        except Unreadable as error:
            return _json({"code": "E_SCHEMA", "message": str(error)}, status=400)
        except Http404:
            return _json({"code": "not_available", "message": _("Nicht verfügbar.")}, status=404)

    return answered


# --- The addresses ---


@door
def about(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the same for everybody
    """Which version of HSDS, which profile."""
    return _json(
        {
            "version": "3.0",
            "profile": f"{settings.ORIGIN}/{BASE}/profile",
            "openapi_url": "https://raw.githubusercontent.com/openreferral/specification/3.0/schema/openapi.json",
        }
    )


@door
def profile(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the same for everybody
    """The fields of the German profile, as JSON Schemas of what stands beside the fields of HSDS."""
    return _json(hsds.profile_json())


@door
def services(request: HttpRequest) -> HttpResponseBase:
    """Services, without their parts unless `full=true`."""
    found = _services_asked_for(request)
    if _flag(request, "minimal"):
        return _page(request, found.only("id", "last_modified"), hsds.minimal_json)
    full = _flag(request, "full")
    found = found.select_related("organization")
    if full:
        found = found.prefetch_related("service_at_locations__location")
    return _page(request, found, lambda each: hsds.service_json(each, full=full))


@door
def service(request: HttpRequest, id: UUID) -> HttpResponse:  # noqa: A002, ARG001 - HSDS calls it so
    """One service with everything."""
    found = Service.objects.select_related("organization").filter(id=id).first()
    return _json(hsds.service_json(_there(found)))


@door
def organizations(request: HttpRequest) -> HttpResponseBase:
    """Organisations, without their parts unless `full=true`; with their services if `full_service=true`."""
    full, with_services = _flag(request, "full"), _flag(request, "full_service")
    found = _named(request, Organization.objects.order_by("id"))
    if full or with_services:
        found = found.prefetch_related("locations", "services__service_at_locations__location")
    return _page(request, found, lambda each: _organization(each, full=full or with_services, services=with_services))


@door
def organization(request: HttpRequest, id: UUID) -> HttpResponse:  # noqa: A002 - HSDS calls it so
    """One organisation with everything; its services by id, or whole if `full_service=true`."""
    found = _there(Organization.objects.filter(id=id).first())
    return _json(_organization(found, full=True, services=_flag(request, "full_service")))


@door
def service_at_locations(request: HttpRequest) -> HttpResponseBase:
    """Offers: services at locations."""
    found = ServiceAtLocation.objects.order_by("id").select_related("service__organization", "location")
    found = _near(request, found.filter(service__in=_services_asked_for(request)))
    return _page(request, found, lambda each: hsds.service_at_location_json(each, full=_flag(request, "full")))


@door
def service_at_location(request: HttpRequest, id: UUID) -> HttpResponse:  # noqa: A002, ARG001 - HSDS calls it so
    """One offer with everything."""
    found = ServiceAtLocation.objects.select_related("service__organization", "location").filter(id=id).first()
    return _json(hsds.service_at_location_json(_there(found)))


@door
def taxonomies(request: HttpRequest) -> HttpResponseBase:
    """Our needs are the only one."""
    return _page(request, [hsds.taxonomy_json()], dict)


@door
def taxonomy(request: HttpRequest, id: UUID) -> HttpResponse:  # noqa: A002, ARG001 - HSDS calls it so
    """The list of needs, by name only; its terms stand under /taxonomy_terms."""
    return _json(_there(hsds.taxonomy_json() if id == hsds.OURS else None))


@door
def taxonomy_terms(request: HttpRequest) -> HttpResponseBase:
    """The needs. None has a parent."""
    terms = [hsds.term_json(need) for need in categories().values()]
    if request.GET.get("taxonomy_id", str(hsds.OURS)) != str(hsds.OURS) or request.GET.get("parent_id"):
        terms = []
    words = request.GET.get("search", "").casefold()
    return _page(request, [term for term in terms if words in f"{term['name']} {term['description']}".casefold()], dict)


@door
def taxonomy_term(request: HttpRequest, id: UUID) -> HttpResponse:  # noqa: A002, ARG001 - HSDS calls it so
    """One need."""
    terms = {hsds.term_id(need.id): need for need in categories().values()}
    return _json(hsds.term_json(_there(terms.get(id))))


@door
def export(request: HttpRequest) -> StreamingHttpResponse:  # noqa: ARG001 - the same for everybody
    """Everything in one file, which our import reads."""
    return StreamingHttpResponse(
        hsds.export(),
        content_type="application/json",
        headers={"Content-Disposition": 'attachment; filename="angebote.hsds.json"'},
    )


ADDRESSES: Final = [
    path(BASE, about),
    path(f"{BASE}/", about, name="hsds"),
    path(f"{BASE}/profile", profile, name="hsds_profile"),
    path(f"{BASE}/services", services, name="hsds_services"),
    path(f"{BASE}/services/<uuid:id>", service, name="hsds_service"),
    path(f"{BASE}/organizations", organizations, name="hsds_organizations"),
    path(f"{BASE}/organizations/<uuid:id>", organization, name="hsds_organization"),
    path(f"{BASE}/service_at_locations", service_at_locations, name="hsds_offers"),
    path(f"{BASE}/service_at_locations/<uuid:id>", service_at_location, name="hsds_offer"),
    path(f"{BASE}/taxonomies", taxonomies, name="hsds_taxonomies"),
    path(f"{BASE}/taxonomies/<uuid:id>", taxonomy, name="hsds_taxonomy"),
    path(f"{BASE}/taxonomy_terms", taxonomy_terms, name="hsds_terms"),
    path(f"{BASE}/taxonomy_terms/<uuid:id>", taxonomy_term, name="hsds_term"),
    path(f"{BASE}/export", export, name="hsds_export"),
]


# --- What is asked for ---


def _services_asked_for(request: HttpRequest) -> QuerySet[Service]:
    found = _named(request, Service.objects.order_by("id"))
    if term := request.GET.get("taxonomy_term_id"):
        found = found.filter(_has_term(term))
    if taxonomy_id := request.GET.get("taxonomy_id"):
        ours = ~Q(categories=[]) if taxonomy_id == str(hsds.OURS) else Q()
        found = found.filter(ours or Q(attributes__contains=[{"taxonomy_term": {"taxonomy_id": taxonomy_id}}]))
    if organization_id := request.GET.get("organization_id"):
        found = found.filter(organization=_uuid(organization_id))
    if moment := request.GET.get("modified_after"):
        found = found.filter(last_modified__gte=_moment(moment))
    return found


def _has_term(term: str) -> Q:
    ours = {str(hsds.term_id(need)): need for need in categories()}
    if term in ours:
        return Q(categories__contains=[ours[term]])
    return Q(attributes__contains=[{"taxonomy_term": {"id": term}}])


def _named(request: HttpRequest, found: QuerySet[Named]) -> QuerySet[Named]:
    words = _text(request, "search")
    return found.filter(Q(name__icontains=words) | Q(description__icontains=words)) if words else found


def _near(request: HttpRequest, found: QuerySet[ServiceAtLocation]) -> QuerySet[ServiceAtLocation]:
    """With a postcode: for its people; with `proximity` too: so many metres around its middle."""
    postcode = _text(request, "postcode")
    if not postcode:
        return found
    places = look_up(postcode) if is_postcode(postcode) else ()
    if not places:
        raise Unreadable(_("Diese Postleitzahl gibt es nicht."))
    beginnings = [places[0].area[:length] for length in (2, 3, 5)]
    theirs = Signpost.objects.filter(Q(serves=[]) | Q(serves__overlap=beginnings))
    found = found.filter(id__in=theirs.values("offer"))
    if request.GET.get("proximity"):
        found = found.filter(_around(places[0], _number(request, "proximity", 0, 500_000) / 1000))
    return found


def _around(place: Place, kilometres: float) -> Q:
    """In a box around a place. A confidential location has no coordinates, so it is in none."""
    high = kilometres / 111.2
    wide = high / cos(radians(place.latitude))
    return Q(
        location__latitude__range=(place.latitude - high, place.latitude + high),
        location__longitude__range=(place.longitude - wide, place.longitude + wide),
    )


def _text(request: HttpRequest, name: str) -> str:
    text = request.GET.get(name, "")
    if "\0" in text:
        raise Unreadable(_("Die Anfrage ist so nicht lesbar."))
    return text[:200]


def _flag(request: HttpRequest, name: str) -> bool:
    return request.GET.get(name, "").lower() in {"true", "1"}


def _number(request: HttpRequest, name: str, otherwise: int, most: int) -> int:
    text = request.GET.get(name, "") or str(otherwise)
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text[:9]) <= most:
        raise Unreadable(_("{name} muss eine Zahl von 1 bis {most} sein.").format(name=name, most=most))
    return int(text[:9])


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Unreadable(_("Eine Kennung ist keine UUID.")) from None


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Unreadable(_("Ein Zeitpunkt muss so aussehen: 2026-11-30T12:00:00Z.")) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _there(found: Row | None) -> Row:
    if found is None:
        raise Http404
    return found


# --- What is answered ---


def _page(request: HttpRequest, found: QuerySet[Any] | Sequence[Any], shown: Callable[[Any], Json]) -> HttpResponseBase:
    """One page as HSDS describes it, or everything line by line with `format=ndjson`."""
    if request.GET.get("format") == "ndjson":
        rows = found.iterator(500) if isinstance(found, QuerySet) else found
        lines = (json.dumps(shown(row), ensure_ascii=False) + "\n" for row in rows)
        return StreamingHttpResponse(lines, content_type="application/x-ndjson")
    size = _number(request, "per_page", PER_PAGE, MOST_PER_PAGE)
    number = _number(request, "page", 1, MOST_PAGES)
    total = found.count() if isinstance(found, QuerySet) else len(found)
    contents = [shown(row) for row in found[(number - 1) * size : number * size]]
    pages = max(1, ceil(total / size))
    return _json(
        {
            "total_items": total,
            "total_pages": pages,
            "page_number": number,
            "size": len(contents),
            "first_page": number == 1,
            "last_page": number >= pages,
            "empty": not contents,
            "contents": contents,
        }
    )


def _organization(organization: Organization, *, full: bool, services: bool) -> Json:
    shown = hsds.organization_json(organization, full=full)
    if full:
        offered = organization.services.all()
        shown["services"] = [hsds.service_json(each) if services else {"id": str(each.id)} for each in offered]
    return shown


def _json(shown: Json, status: int = 200) -> HttpResponse:
    return JsonResponse(shown, status=status, json_dumps_params={"ensure_ascii": False})
