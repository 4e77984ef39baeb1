# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""An offer as pages show it: in a list, and on a page of its own.

Of a confidential location nothing is shown but its district. Its row has nothing else (`models.py`), and what is
derived here asks `hidden` first all the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cache, cached_property
from typing import Final, NamedTuple

from django.conf.locale import LANG_INFO
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from sociallook.directory import hours, pairing
from sociallook.directory.answers import Asked, links
from sociallook.directory.models import Location, Organization, Service, ServiceAtLocation, is_stale
from sociallook.directory.places import Place, district
from sociallook.directory.search import Found, opening
from sociallook.shell.operator import phone_link

SHORT: Final = 180
"""Characters of a description in a list."""
FAR: Final = 50
"""Kilometres."""
FAX: Final = {"fax", "pager", "video"}
"""Types of phones (RFC 6350) that nobody can talk to."""


class Tag(NamedTuple):
    """A word about an offer. `look`: a class of the style sheet."""

    text: str
    icon: str = ""
    look: str = ""


class Offer:
    """What a list and a page have in common. `row` comes with its service, organisation and location."""

    def __init__(self, row: ServiceAtLocation) -> None:
        self.row = row

    @cached_property
    def service(self) -> Service:
        return self.row.service

    @cached_property
    def organization(self) -> Organization:
        return self.row.service.organization

    @cached_property
    def location(self) -> Location | None:
        return self.row.location

    @cached_property
    def hidden(self) -> bool:
        """Where it is must not be shown."""
        return self.location is not None and self.location.location_confidential

    @cached_property
    def path(self) -> str:
        return reverse("directory:offer", args=[self.row.pk])

    @property
    def name(self) -> str:
        return self.service.name

    @cached_property
    def organization_name(self) -> str:
        """Empty where the name of the service says it already."""
        return "" if self.organization.name in self.name else self.organization.name

    @cached_property
    def phones(self) -> list[dict[str, str]]:
        """Numbers to call, the nearest to this offer first."""
        numbers = [each for each in self.row.numbers if each.get("type") not in FAX]
        return [
            {"number": each["number"], "link": phone_link(each["number"]), "about": each.get("description") or ""}
            for each in numbers
        ]

    @property
    def district(self) -> str:
        """All that is said of a confidential place."""
        return district(self.location.area) if self.location and self.location.area else ""

    def address(self, kind: str = "physical") -> dict[str, str]:
        """Street and town; empty if not said or confidential."""
        if self.location is None or self.hidden:
            return {}
        return next((each for each in self.location.addresses if each.get("address_type", "physical") == kind), {})

    @cached_property
    def street(self) -> str:
        """In one line: Kirchgasse 4, 99734 Nordhausen."""
        return written(self.address())

    @cached_property
    def point(self) -> tuple[float, float] | None:
        """Latitude and longitude, WGS 84."""
        there = self.location
        if there is None or self.hidden or there.latitude is None or there.longitude is None:
            return None
        return there.latitude, there.longitude

    @cached_property
    def languages(self) -> list[str]:
        spoken = [*self.service.languages, *(self.location.languages if self.location else [])]
        return list(dict.fromkeys(filter(None, map(language_name, spoken))))

    @property
    def wheelchair(self) -> bool | None:
        return self.location.wheelchair if self.location else None

    @property
    def hours_in_words(self) -> list[str]:
        """What the organisation says about its hours, for every week: on paper, and where no table can be made."""
        location = self.location.schedules if self.location else []
        schedules = self.row.schedules or self.service.schedules or location
        said = [each.get("description") or each.get("notes") or each.get("opening_hours") or "" for each in schedules]
        return [text for text in said if text]


class Listed(Offer):
    """An entry of a list, for somebody who asked at a place (or did not say where)."""

    def __init__(self, found: Found, place: Place | None) -> None:
        super().__init__(found.offer)
        self.found = found
        self.place = place
        self.begins_far = False
        """From this entry on it is a long way, and before it was not."""

    @cached_property
    def about(self) -> str:
        return Truncator(self.service.description).chars(SHORT)

    @property
    def version(self) -> str:
        return self.found.version

    @property
    def opens(self) -> str:
        return self.found.opens

    @property
    def stale(self) -> bool:
        return self.found.stale

    @property
    def tags(self) -> list[Tag]:
        """What matters to choose among several, in a word or two each."""
        service = self.service
        said = (
            (self.organization.fictitious, Tag(_("Erfunden"), look="made-up")),
            (service.free_of_charge, Tag(_("Kostenlos"), "coin")),
            (self.languages, Tag(", ".join(self.languages), "globe")),
            (self.wheelchair, Tag(_("Ohne Stufen"), "wheel")),
            (service.online_advice, Tag(_("Auch online"), "msg")),
            (service.for_young_people, Tag(_("Für junge Menschen"), "sprout")),
        )
        return [*(tag for holds, tag in said if holds), freshness(service.assured_date, stale=self.stale)]

    @cached_property
    def distance(self) -> str:
        """Whole kilometres; empty below one, and when it is not known or not to be known."""
        kilometres = self.found.distance_km
        if kilometres is None or self.hidden or kilometres < 1:
            return ""
        return _("{count} km entfernt").format(count=round(kilometres))

    @property
    def is_far(self) -> bool:
        return (self.found.distance_km or 0) > FAR

    @property
    def is_near(self) -> bool:
        """In the person's own district, or reached without going there."""
        if self.location is None or self.place is None or not self.location.area:
            return True
        return self.location.area[:5] == self.place.area[:5]


@dataclass(frozen=True)
class Day:
    """One row of the table of hours."""

    day: date
    today: bool
    spans: tuple[tuple[datetime, datetime], ...]

    @property
    def name(self) -> str:
        return date_format(self.day, "l")

    @property
    def text(self) -> str:
        if not self.spans:
            return _("geschlossen")
        parts = [_("{begin} bis {end}").format(begin=clock(begin), end=clock(end)) for begin, end in self.spans]
        return _("{times} Uhr").format(times=_(" und ").join(parts))


@dataclass
class OfferSheet(Offer):
    """Everything about one offer, at a time."""

    row: ServiceAtLocation
    at: datetime
    origin: str
    opening_hours: str = field(init=False)

    def __post_init__(self) -> None:
        self.opening_hours = opening(self.row)

    @property
    def link(self) -> str:
        """The whole address, to be passed on."""
        return self.origin + self.path

    @property
    def area(self) -> str:
        return self.location.area if self.location else ""

    @property
    def tags(self) -> list[Tag]:
        """What to know before reading on."""
        invented = [Tag(_("Erfunden, nur für diese Vorführung"), look="made-up")] * self.organization.fictitious
        day = self.service.assured_date
        return [*invented, freshness(day, stale=is_stale(day, self.at.date()))]

    @cached_property
    def open_now(self) -> bool | None:
        return hours.is_open(self.opening_hours, self.area, self.at)

    @cached_property
    def opens(self) -> str:
        return hours.sentence(self.opening_hours, self.area, self.at)

    @cached_property
    def week(self) -> list[Day]:
        """The coming seven days, today first; empty if the hours are not known."""
        days = hours.week(self.opening_hours, self.area, self.at)
        return [Day(day, number == 0, spans) for number, (day, spans) in enumerate(days)]

    @property
    def letter(self) -> str:
        """Where to write."""
        postal = self.address("postal") or self.address()
        return ", ".join(filter(None, [self.organization.name, written(postal)])) if postal else ""

    @property
    def email(self) -> str:
        return self.service.email or self.organization.email

    @property
    def website(self) -> str:
        return self.service.url or self.organization.website

    @property
    def barriers(self) -> list[str]:
        given = self.location.accessibility if self.location else []
        return [text for each in given for text in (each.get("description"), each.get("details")) if text]

    @property
    def costs(self) -> list[str]:
        """In words: what the organisation says, else that it is free."""
        options = [each.get("option") or each.get("amount_description") or "" for each in self.service.cost_options]
        said = [text for text in (self.service.fees_description, *options) if text]
        return list(dict.fromkeys(said)) or ([_("Kostenlos")] if self.service.free_of_charge else [])

    @property
    def documents(self) -> list[str]:
        return [each["document"] for each in self.service.required_documents if each.get("document")]

    @property
    def served(self) -> list[str]:
        """For people of which places it is there."""
        names = [each.get("name") or district(each.get("area") or "") for each in self.service.service_areas]
        return list(dict.fromkeys(filter(None, names)))

    @property
    def needs(self) -> list[tuple[str, str]]:
        """Name and address of the needs it is there for."""
        return links(Asked(), self.service.categories)

    @property
    def contact(self) -> str:
        """Where a client connects with the institution, if it takes part here."""
        return pairing.poster(self.organization.institution)


def freshness(day: date | None, *, stale: bool) -> Tag:
    """When somebody last confirmed an offer: Geprüft im April 2027."""
    if day is None:
        return Tag(_("Noch nicht geprüft. Rufen Sie vorher an."), "alert", "stale")
    when = date_format(day, "F Y")
    if stale:
        return Tag(_("Zuletzt geprüft im {when}. Rufen Sie vorher an.").format(when=when), "alert", "stale")
    return Tag(_("Geprüft im {when}").format(when=when), "check")


def written(address: Mapping[str, str]) -> str:
    """A postal address in one line."""
    town = f"{address.get('postal_code', '')} {address.get('city', '')}".strip()
    return ", ".join(filter(None, [address.get("address_1"), address.get("address_2"), town]))


def clock(at: datetime) -> str:
    """9 or 9.30; the word for it is said once, at the end."""
    if at.time() == time(0):
        return _("{hour}").format(hour=24)
    pattern = _("{hour}.{minute}") if at.minute else _("{hour}")
    return pattern.format(hour=at.hour, minute=f"{at.minute:02}")


def language_name(language: Mapping[str, str]) -> str:
    """In the language of the page where we know it, else as the organisation wrote it."""
    code = (language.get("code") or "").lower()
    return _translated(code, get_language() or "de") if code in LANG_INFO else language.get("name") or code


@cache
def _translated(code: str, _language: str) -> str:
    return str(get_language_info(code)["name_translated"])
