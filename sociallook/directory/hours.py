# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Opening hours as OpenStreetMap writes them, and what they mean now.

https://wiki.openstreetmap.org/wiki/Key:opening_hours is the source of the notation.
Unknown hours are an empty text: "by appointment" is not open. Public holidays are those of the German state, and an
office that says nothing about them is closed.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext
from opening_hours import OpeningHours, validate

HERE: Final = ZoneInfo("Europe/Berlin")
STATES: Final = dict(
    zip(
        (f"{number:02}" for number in range(1, 17)),
        ["SH", "HH", "NI", "HB", "NW", "HE", "RP", "BW", "BY", "SL", "BE", "BB", "MV", "SN", "ST", "TH"],
        strict=True,
    )
)
"""ISO 3166-2 of the states by the first two digits of the official key."""
DAYS: Final = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
WORDS: Final = {
    **dict(zip(("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag"), DAYS, strict=True)),
    **dict(zip(("mo", "di", "mi", "do", "fr", "sa", "so"), DAYS, strict=True)),
    **dict(zip(("mo", "tu", "we", "th", "fr", "sa", "su"), DAYS, strict=True)),
    "sonnabend": "Sa",
    "werktags": "Mo-Fr",
    "täglich": "Mo-Su",
}
APPOINTMENT: Final = re.compile(r"(und |oder |sowie |nur )*(nach (\w+ )?(vereinbarung|absprache|anmeldung)|n\. ?v\.)")
TOKEN: Final = re.compile(
    r"(?P<days>[a-zäöü]+\.?(-[a-zäöü]+\.?)?)|(?P<time>\d{1,2}([:.]\d{2})?-\d{1,2}([:.]\d{2})?)|[,;/&+\s]|(?P<other>.)"
)
FAR: Final = timedelta(days=14)
LONGEST: Final = 500


def normalise(text: str) -> str:
    """Hours of OpenStreetMap for what people write: "Di 14-18" becomes "Tu 14:00-18:00". Empty if it is not sure."""
    text = text.strip()[:LONGEST]
    if _parsed(text):
        return text
    plain = re.sub(r"\s*(–|—|\bbis\b)\s*", "-", text.casefold())
    plain = re.sub(r"\buhr\b|\bvon\b|\bund\b|\bsowie\b", " ", APPOINTMENT.sub(" ", plain))
    plain = re.sub(r"\s*-\s*", "-", plain.replace(": ", " "))
    found = ", ".join(_rules(plain))
    return found if _parsed(found) else ""


def _rules(plain: str) -> list[str]:
    """Days, then times, then the next days; nothing at all if a word is not known."""
    rules: list[tuple[list[str], list[str]]] = [([], [])]
    for token in TOKEN.finditer(plain):
        days, times = rules[-1]
        if token["time"]:
            times.append("-".join(_clock(each) for each in token["time"].split("-")))
        elif token["days"] and (found := _days(token["days"])):
            if times:
                rules.append(([found], []))
            else:
                days.append(found)
        elif token["days"] or token["other"]:
            return []
    return [f"{','.join(days)} {','.join(times)}".strip() for days, times in rules if times]


def _days(text: str) -> str:
    """A day or a range of days; empty if a word is none."""
    words = [word.rstrip(".") for word in text.split("-")]
    days = [WORDS.get(word) or WORDS.get(word.removesuffix("s"), "") for word in words]
    return "-".join(days) if all(days) else ""


def _clock(text: str) -> str:
    hour, _, minute = text.replace(".", ":").partition(":")
    return f"{int(hour):02}:{minute or '00'}"


def of(schedules: Iterable[Mapping[str, Any]]) -> str:
    """The hours of HSDS schedules taken together; empty if one of them cannot be said this way."""
    rules = [_of(schedule) for schedule in schedules]
    return ", ".join(rules) if rules and all(rules) else ""


def _of(schedule: Mapping[str, Any]) -> str:
    hours = normalise(str(schedule.get("opening_hours") or "")) or _of_rrule(schedule)
    begins, ends = schedule.get("valid_from"), schedule.get("valid_to")
    if hours and (begins or ends):
        first, last = (date.fromisoformat(str(day)) for day in (begins or "2000-01-01", ends or "2099-12-31"))
        hours = f"{_day(first)}-{_day(last)} {hours}"
    return hours if _parsed(hours) else ""


def _of_rrule(schedule: Mapping[str, Any]) -> str:
    """Weekly, or monthly on the first Monday and the like (RFC 5545); others are unknown here."""
    opens, closes = (str(schedule.get(name) or "")[:5] for name in ("opens_at", "closes_at"))
    if not (opens and closes and schedule.get("byday")) or (schedule.get("interval") or 1) != 1:
        return ""
    days = []
    for day in str(schedule["byday"]).split(","):
        found = re.fullmatch(r"(-?\d)?(MO|TU|WE|TH|FR|SA|SU)", day.strip().upper())
        if not found or bool(found[1]) != (schedule.get("freq") == "MONTHLY"):
            return ""
        days.append(found[2].title() + (f"[{found[1]}]" if found[1] else ""))
    return f"{','.join(days)} {opens}-{closes}"


def _day(day: date) -> str:
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    return f"{day.year} {months[day.month - 1]} {day.day:02}"


# --- Now ---


def is_open(hours: str, area: str, at: datetime) -> bool | None:
    """Whether it is open; None if that is unknown. `area`: official key of where it is."""
    here = _local(at)
    known = _with_holidays(hours, area[:2], here.year)
    return None if known is None or known.is_unknown(here) else known.is_open(here)


def sentence(hours: str, area: str, at: datetime) -> str:
    """The next change in words ("Geöffnet bis 16 Uhr"). Empty if that is unknown, or farther away than two weeks."""
    here = _local(at)
    known = _with_holidays(hours, area[:2], here.year)
    if known is None or known.is_unknown(here):
        return ""
    change = known.next_change(here)
    if change is not None and change - here > FAR:
        change = None
    if known.is_open(here):
        return gettext("Geöffnet bis {time}").format(time=_spoken(change)) if change else gettext("Immer geöffnet")
    return _opens(change, here) if change else ""


def _opens(change: datetime, here: datetime) -> str:
    days = (change.date() - here.date()).days
    if days > 1:
        return gettext("Öffnet {day} um {time}").format(
            day=date_format(change, gettext("l, j. F")), time=_spoken(change)
        )
    text = gettext("Öffnet morgen um {time}") if days else gettext("Öffnet heute um {time}")
    return text.format(time=_spoken(change))


Span = tuple[datetime, datetime]


def week(hours: str, area: str, at: datetime) -> list[tuple[date, tuple[Span, ...]]]:
    """When it is open on each of the next seven days, today first, in local time; empty if that is unknown."""
    today = _local(at).replace(hour=0, minute=0, second=0, microsecond=0)
    known = _with_holidays(hours, area[:2], today.year)
    if known is None or known.is_unknown(_local(at)):
        return []
    midnights = [today + timedelta(days=number) for number in range(8)]
    spans = [span[:2] for span in known.intervals(today, midnights[-1]) if str(span[2]) == "open"]
    return [(day.date(), tuple(_of_day(spans, day, night))) for day, night in pairwise(midnights)]


def _of_day(spans: Iterable[Span], day: datetime, night: datetime) -> Iterable[Span]:
    """What begins on this day, also if it ends after midnight; of what never ends the part that is this day."""
    for begin, end in spans:
        if end - begin > timedelta(days=1):
            begin, end = max(begin, day), min(end, night)  # noqa: PLW2901 - the same span, as far as this day goes
        if day <= begin < night:
            yield begin, end


def _spoken(at: datetime) -> str:
    if at.minute:
        return gettext("{hour}.{minute} Uhr").format(hour=at.hour, minute=f"{at.minute:02}")
    return gettext("{hour} Uhr").format(hour=at.hour)


def _local(at: datetime) -> datetime:
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(HERE).replace(tzinfo=None)


@lru_cache(maxsize=10_000)
def _with_holidays(hours: str, state: str, year: int) -> OpeningHours | None:
    if not hours or hours == "24/7" or "PH" in hours:
        return _parsed(hours)
    closed = "".join(f"; {_day(day)} off" for day in _holidays(state, year))
    return _parsed(f"{hours}{closed}")


@lru_cache(maxsize=64)
def _holidays(state: str, year: int) -> list[date]:
    import holidays  # noqa: PLC0415 - takes half a second, and most processes never ask

    return sorted(holidays.country_holidays("DE", subdiv=STATES.get(state), years=(year, year + 1)))


@lru_cache(maxsize=10_000)
def _parsed(hours: str) -> OpeningHours | None:
    """Not farther ahead than two weeks: a rule of a year that is over would be looked up until the year 9999."""
    if not hours or not validate(hours):
        return None
    return OpeningHours(hours, country="DE", max_interval_days=FAR.days + 1)
