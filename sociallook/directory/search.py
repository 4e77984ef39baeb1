# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Offers for a need at a place, the best first: fitting, near, lately confirmed. Nobody can pay for a better place.

Only `Signpost` is searched, by its index: first a box around the place, then distances within it. The distance of a
confidential offer is measured from the middle of its district and not shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import cos, inf, radians
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models.expressions import RawSQL

from sociallook.directory import hours
from sociallook.directory.models import TWELVE_MONTHS, ServiceAtLocation
from sociallook.directory.places import Place

KILOMETRES_OF_A_DEGREE: Final = 111.2
BOXES: Final = (50.0, 200.0)
"""How far to look, in kilometres, until there is enough."""
ENOUGH: Final = 5
SIDE: Final = 15.0
"""An offer for which this need is only one of several stands behind others that are so many kilometres farther away."""
NOWHERE: Final = 30.0
"""An offer by phone or online stands where one at this distance would stand."""
STALE: Final = 50.0
"""An offer that nobody has confirmed for a year stands behind others in the box that are so much farther away."""
MOST_TO_ASK_THE_CLOCK: Final = 2000
PAGE: Final = 10
"""Offers of one page."""

SQL: Final = """
SELECT offer_id, distance, count(*) OVER () AS total,
       CASE WHEN %(open_now)s THEN opening_hours END AS opening_hours, CASE WHEN %(open_now)s THEN area END AS area
FROM (
    SELECT *, sqrt(((latitude - %(north)s) * %(degree)s) ^ 2 + ((longitude - %(east)s) * %(width)s) ^ 2) AS distance
    FROM directory_signpost
    WHERE category = %(need)s
      AND (%(anywhere)s OR latitude IS NULL OR (latitude BETWEEN %(south_end)s AND %(north_end)s
                                                AND longitude BETWEEN %(west_end)s AND %(east_end)s))
      AND (%(anywhere)s OR serves = '{}' OR serves && %(areas)s::varchar[])
      AND (NOT %(wheelchair)s OR wheelchair)
      AND (NOT %(free)s OR free)
      AND (NOT %(remote)s OR remote)
      AND (NOT %(young)s OR young)
      AND (NOT %(open_now)s OR opening_hours <> '')
      AND (%(language)s = '' OR languages @> ARRAY[%(language)s]::varchar[])
) AS signpost
ORDER BY coalesce(distance, %(nowhere)s) + CASE WHEN side THEN %(side)s::float8 ELSE 0 END
             + CASE WHEN coalesce(assured_date < %(fresh)s, true) THEN %(stale)s::float8 ELSE 0 END,
         assured_date DESC NULLS LAST, offer_id
LIMIT %(limit)s OFFSET %(offset)s
"""
"""The distance is that on a plane which touches the earth at the place: wrong by less than a percent within 200 km.

A condition that nobody asks for is true before PostgreSQL plans, so that only the index is read.
"""

VERSION: Final = """concat_ws(' ', directory_serviceatlocation.xmin, directory_serviceatlocation.ctid,
    directory_service.xmin, directory_service.ctid, directory_organization.xmin, directory_organization.ctid,
    directory_location.xmin, directory_location.ctid)"""
"""PostgreSQL gives a changed row another `xmin` and `ctid`, so what is kept in memory is never older than the database.

https://www.postgresql.org/docs/15/ddl-system-columns.html
"""
VERSIONS: Final = f"""
SELECT directory_serviceatlocation.id, {VERSION}
FROM directory_serviceatlocation
     JOIN directory_service ON directory_service.id = directory_serviceatlocation.service_id
     JOIN directory_organization ON directory_organization.id = directory_service.organization_id
     LEFT JOIN directory_location ON directory_location.id = directory_serviceatlocation.location_id
WHERE directory_serviceatlocation.id = ANY(%s)
"""  # noqa: S608 - our own names
MOST_KNOWN: Final = 2_000
_known: Final = dict[UUID, tuple[str, ServiceAtLocation]]()


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
    version: str
    """Another one as soon as anything of this offer has changed."""


@dataclass(frozen=True)
class Results:
    """`total` counts all that fit, `offers` is one page of them."""

    total: int
    offers: tuple[Found, ...]


class Row(NamedTuple):
    """A signpost that fits. `total`: how many do. Hours and area only where the clock will be asked."""

    offer: UUID
    distance: float | None
    total: int
    opening_hours: str
    area: str


def find(
    category: str, place: Place | None, filters: Filters, at: datetime, limit: int = PAGE, offset: int = 0
) -> Results:
    """The offers for a need (id of a category), best first. `at` decides what is open and what is stale."""
    total, rows = 0, list[Row]()
    for box in BOXES if place else (inf,):
        asked = _asked(category, place, filters, at.date(), box)
        total, rows = _open(asked, at, limit, offset) if filters.open_now else _page(asked, limit, offset)
        if total >= ENOUGH:
            break
    loaded = _offers([row.offer for row in rows])
    return Results(total, tuple(_found(*loaded[row.offer], row, at) for row in rows if row.offer in loaded))


def opening(offer: ServiceAtLocation) -> str:
    """The hours of an offer as the search knows them; empty if unknown."""
    location = offer.location
    return hours.of(offer.schedules or offer.service.schedules or (location.schedules if location else []))


def _asked(category: str, place: Place | None, filters: Filters, on: date, box: float) -> dict[str, Any]:
    """The values of the statement. `box`: how far to look, in kilometres."""
    north, east = (place.latitude, place.longitude) if place else (0.0, 0.0)
    width = KILOMETRES_OF_A_DEGREE * cos(radians(north))
    high, wide = (box / KILOMETRES_OF_A_DEGREE, box / width) if place else (0.0, 0.0)
    area = place.area if place else ""
    return vars(filters) | {
        "need": category,
        "anywhere": place is None,
        "areas": [area[:length] for length in (2, 3, 5, 8) if length <= len(area)],
        "north": north if place else None,
        "east": east if place else None,
        "degree": KILOMETRES_OF_A_DEGREE,
        "width": width,
        "south_end": north - high,
        "north_end": north + high,
        "west_end": east - wide,
        "east_end": east + wide,
        "fresh": on - timedelta(days=TWELVE_MONTHS),
        "nowhere": NOWHERE,
        "side": SIDE,
        "stale": STALE,
    }


def _page(asked: Mapping[str, Any], limit: int, offset: int) -> tuple[int, list[Row]]:
    """How many fit, and one page of them."""
    rows = _rows(asked, limit, offset)
    if not rows and offset:
        first = _rows(asked, 1, 0)
        return (first[0].total if first else 0), []
    return (rows[0].total if rows else 0), rows


def _open(asked: Mapping[str, Any], at: datetime, limit: int, offset: int) -> tuple[int, list[Row]]:
    """Only the clock knows what is open: it is asked for the first ones."""
    rows = _rows(asked, MOST_TO_ASK_THE_CLOCK, 0)
    rows = [row for row in rows if hours.is_open(row.opening_hours, row.area, at)]
    return len(rows), rows[offset : offset + limit]


def _rows(asked: Mapping[str, Any], limit: int, offset: int) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(SQL, {**asked, "limit": limit, "offset": offset})
        return [Row(*row) for row in cursor.fetchall()]


def _offers(wanted: Sequence[UUID]) -> dict[UUID, tuple[str, ServiceAtLocation]]:
    """Each offer with its version; only what has changed since this process last read it is read again.

    The offers are shared by all requests: nobody changes them.
    """
    known = {key: kept for key in wanted if (kept := _known.get(key))}  # other threads take some away
    if known:
        with connection.cursor() as cursor:
            cursor.execute(VERSIONS, [list(known)])
            now = dict(cursor.fetchall())
        known = {key: kept for key, kept in known.items() if kept[0] == now.get(key)}
    missing = [key for key in wanted if key not in known]
    if missing:
        rows = ServiceAtLocation.objects.select_related("service__organization", "location")
        rows = rows.annotate(version=RawSQL(VERSION, ()))  # noqa: S611 - nothing of anybody else in it
        read = {key: (offer.version, offer) for key, offer in rows.in_bulk(missing).items()}
        _known.update(read)
        known |= read
        for key in list(_known)[: max(len(_known) - MOST_KNOWN, 0)]:
            _known.pop(key, None)
    return known


def _found(version: str, offer: ServiceAtLocation, row: Row, at: datetime) -> Found:
    area = offer.location.area if offer.location else ""
    hidden = offer.location is not None and offer.location.location_confidential
    opening_hours = opening(offer)
    return Found(
        offer=offer,
        distance_km=None if hidden or row.distance is None else round(row.distance, 1),
        open_now=hours.is_open(opening_hours, area, at),
        opens=hours.sentence(opening_hours, area, at),
        stale=offer.service.is_stale(at.date()),
        opening_hours=opening_hours,
        version=version,
    )
