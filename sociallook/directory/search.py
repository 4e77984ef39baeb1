# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Offers for a need at a place, the best first: fitting, near, lately confirmed. Nobody can pay for a better place.

Only `Signpost` is searched, by its index: first a box around the place, then distances within it. The distance of a
confidential offer is measured from the middle of its district and not shown.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import cos, radians
from typing import Final

from django.db.models import Case, Count, ExpressionWrapper, F, FloatField, Q, QuerySet, Value, When, Window
from django.db.models.functions import Coalesce, Sqrt

from sociallook.directory import hours
from sociallook.directory.models import TWELVE_MONTHS, ServiceAtLocation, Signpost, is_stale
from sociallook.directory.places import Place

KILOMETRES_OF_A_DEGREE: Final = 111.2
BOXES: Final = (50.0, 200.0)
"""How far to look, in kilometres, until there is enough."""
ENOUGH: Final = 5
SIDE: Final = 15.0
"""An offer for which this need is only one of several stands behind others that are so many kilometres farther away."""
NOWHERE: Final = 30.0
"""An offer by phone or online stands where one at this distance would stand."""
MOST_TO_ASK_THE_CLOCK: Final = 2000


@dataclass(frozen=True)
class Filters:
    """What an offer must have. `language` is ISO 639-1, empty: any."""

    open_now: bool = False
    wheelchair: bool = False
    language: str = ""
    free: bool = False
    remote: bool = False
    """By phone or online."""
    young: bool = False


@dataclass(frozen=True)
class Found:
    """An offer with what depends on who asks and when."""

    offer: ServiceAtLocation
    distance_km: float | None
    open_now: bool | None
    opens: str
    stale: bool
    opening_hours: str
    """Of OpenStreetMap; empty: unknown."""


@dataclass(frozen=True)
class Results:
    """`total` counts all that fit, `offers` is one page of them."""

    total: int
    offers: tuple[Found, ...]


def find(
    category: str, place: Place | None, filters: Filters, at: datetime, limit: int = 20, offset: int = 0
) -> Results:
    """The offers for a need (id of a category), best first. `at` decides what is open and what is stale."""
    fitting = _fitting(Signpost.objects.filter(category=category), filters)
    ordered = _ordered(for_people_of(fitting, place), place, at.date())
    total, page = 0, list[Signpost]()
    for box in BOXES if place else (0.0,):
        near = around(ordered, place, box)
        total, page = _open(near, at, limit, offset) if filters.open_now else _page(near, limit, offset)
        if total >= ENOUGH:
            break
    return Results(total, tuple(_found(signpost, at) for signpost in page))


def opening(offer: ServiceAtLocation) -> str:
    """The hours of an offer as the search knows them; empty if unknown."""
    location = offer.location
    return hours.of(offer.schedules or offer.service.schedules or (location.schedules if location else []))


# --- What fits ---


def _fitting(signposts: QuerySet[Signpost], filters: Filters) -> QuerySet[Signpost]:
    wanted = {
        "wheelchair": filters.wheelchair,
        "free": filters.free,
        "remote": filters.remote,
        "young": filters.young,
    }
    signposts = signposts.filter(**{name: True for name, asked in wanted.items() if asked})
    if filters.language:
        signposts = signposts.filter(languages__contains=[filters.language])
    return signposts.exclude(opening_hours="") if filters.open_now else signposts


def for_people_of(signposts: QuerySet[Signpost], place: Place | None) -> QuerySet[Signpost]:
    """Offers for everybody, or for those who live there."""
    if place is None:
        return signposts
    beginnings = [place.area[:length] for length in (2, 3, 5, 8) if length <= len(place.area)]
    return signposts.filter(Q(serves=[]) | Q(serves__overlap=beginnings))


def around(signposts: QuerySet[Signpost], place: Place | None, box: float) -> QuerySet[Signpost]:
    """In a box that reaches so many kilometres from the place, or nowhere: by phone or online is near everywhere."""
    if place is None:
        return signposts
    high = box / KILOMETRES_OF_A_DEGREE
    wide = high / cos(radians(place.latitude))
    inside = Q(
        latitude__range=(place.latitude - high, place.latitude + high),
        longitude__range=(place.longitude - wide, place.longitude + wide),
    )
    return signposts.filter(inside | Q(latitude=None))


# --- In which order ---


def _ordered(signposts: QuerySet[Signpost], place: Place | None, on: date) -> QuerySet[Signpost]:
    fresh = Q(assured_date__gte=on - timedelta(days=TWELVE_MONTHS))
    last = Case(When(fresh, then=0), default=1)
    behind = Case(When(side=True, then=SIDE), default=0.0, output_field=FloatField())
    distance = _distance(place) if place else Value(None, output_field=FloatField())
    signposts = signposts.annotate(distance=distance)
    near = Coalesce(F("distance"), Value(NOWHERE)) + behind
    return signposts.order_by(last, near, F("assured_date").desc(nulls_last=True), "offer_id")


def _distance(place: Place) -> "ExpressionWrapper[Sqrt]":
    """Kilometres on a plane that touches the earth at the place: wrong by less than a percent within 200 km."""
    north = (F("latitude") - place.latitude) * KILOMETRES_OF_A_DEGREE
    east = (F("longitude") - place.longitude) * KILOMETRES_OF_A_DEGREE * cos(radians(place.latitude))
    return ExpressionWrapper(Sqrt(north * north + east * east), output_field=FloatField())


# --- One page ---


def _page(signposts: QuerySet[Signpost], limit: int, offset: int) -> tuple[int, list[Signpost]]:
    page = list(_loaded(signposts.annotate(total=Window(Count("*"))))[offset : offset + limit])
    if page:
        return page[0].total, page  # type: ignore[attr-defined]
    return (signposts.count() if offset else 0), []


def _open(signposts: QuerySet[Signpost], at: datetime, limit: int, offset: int) -> tuple[int, list[Signpost]]:
    """Only the clock knows what is open: ask it for the first ones, then load one page."""
    rows = signposts.values_list("id", "opening_hours", "area")[:MOST_TO_ASK_THE_CLOCK]
    ids = [id_ for id_, opening_hours, area in rows if hours.is_open(opening_hours, area, at)]
    found = {signpost.pk: signpost for signpost in _loaded(signposts.filter(id__in=ids[offset : offset + limit]))}
    return len(ids), [found[id_] for id_ in ids[offset : offset + limit]]


def _loaded(signposts: QuerySet[Signpost]) -> QuerySet[Signpost]:
    return signposts.select_related("offer__service__organization", "offer__location")


def _found(signpost: Signpost, at: datetime) -> Found:
    offer = signpost.offer
    hidden = offer.location is not None and offer.location.location_confidential
    distance: float | None = signpost.distance  # type: ignore[attr-defined]
    return Found(
        offer=offer,
        distance_km=None if hidden or distance is None else round(distance, 1),
        open_now=hours.is_open(signpost.opening_hours, signpost.area, at),
        opens=hours.sentence(signpost.opening_hours, signpost.area, at),
        stale=is_stale(signpost.assured_date, at.date()),
        opening_hours=signpost.opening_hours,
    )
