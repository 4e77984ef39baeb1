# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""What people write becomes hours, what nobody can be sure of stays unknown, and a holiday is one in its state only."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils.translation import override

from sociallook.directory.hours import is_open, normalise, of, sentence

THURINGIA, BAVARIA = "16062", "09162"


def berlin(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    """A moment of 2026, given as a clock in Germany shows it (winter time)."""
    return datetime(2026, month, day, hour - 1, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Mo-Fr 09:00-12:00", "Mo-Fr 09:00-12:00"),
        ("Di 14-18", "Tu 14:00-18:00"),
        ("Di 14–18 Uhr", "Tu 14:00-18:00"),
        ("Mo.-Fr. 9.30-12 Uhr", "Mo-Fr 09:30-12:00"),
        ("Montag bis Freitag von 8 bis 16 Uhr", "Mo-Fr 08:00-16:00"),
        ("Mo, Mi und Fr 9-12", "Mo,We,Fr 09:00-12:00"),
        ("Mo-Do 8-16, Fr 8-12", "Mo-Th 08:00-16:00, Fr 08:00-12:00"),
        ("Dienstag: 9-12 und 14-18 Uhr", "Tu 09:00-12:00,14:00-18:00"),
        ("dienstags 10-12 Uhr und nach Vereinbarung", "Tu 10:00-12:00"),
        ("werktags 9-17", "Mo-Fr 09:00-17:00"),
        ("täglich 10-22 Uhr", "Mo-Su 10:00-22:00"),
        ("Sonnabend 10-14", "Sa 10:00-14:00"),
        ("24/7", "24/7"),
        ("nach Vereinbarung", ""),
        ("nur nach telefonischer Vereinbarung", ""),
        ("n. V.", ""),
        ("Di 14-18, in den Ferien geschlossen", ""),
        ("jeden zweiten Dienstag 14-18", ""),
        ("14 Uhr", ""),
        ("25-26", ""),
        ("", ""),
        ("<script>", ""),
        ("Mo" * 400, ""),
    ],
)
def test_what_people_write(written: str, meant: str) -> None:
    assert normalise(written) == meant


@pytest.mark.parametrize(
    ("schedules", "meant"),
    [
        ([{"freq": "WEEKLY", "byday": "MO,TU", "opens_at": "09:00:00", "closes_at": "12:00"}], "Mo,Tu 09:00-12:00"),
        (
            [{"freq": "MONTHLY", "byday": "1WE,3WE", "opens_at": "17:00", "closes_at": "19:00"}],
            "We[1],We[3] 17:00-19:00",
        ),
        ([{"opening_hours": "Di 14-18"}, {"opening_hours": "Do 9-12"}], "Tu 14:00-18:00, Th 09:00-12:00"),
        (
            [{"opening_hours": "Mo 09:00-12:00", "valid_from": "2026-06-01", "valid_to": "2026-08-31"}],
            "2026 Jun 01-2026 Aug 31 Mo 09:00-12:00",
        ),
        ([{"freq": "WEEKLY", "interval": 2, "byday": "MO", "opens_at": "09:00", "closes_at": "12:00"}], ""),
        ([{"freq": "MONTHLY", "bymonthday": "15", "opens_at": "09:00", "closes_at": "12:00"}], ""),
        ([{"opening_hours": "Mo 09:00-12:00"}, {"opening_hours": "nach Vereinbarung"}], ""),
        ([{"description": "immer wieder"}], ""),
        ([], ""),
    ],
)
def test_schedules_of_hsds(schedules: list[dict[str, Any]], meant: str) -> None:
    assert of(schedules) == meant


def test_open_closed_and_unknown() -> None:
    tuesday = "Tu 14:00-18:00"
    assert is_open(tuesday, THURINGIA, berlin(24, 15)) is True
    assert is_open(tuesday, THURINGIA, berlin(24, 18)) is False
    assert is_open("", THURINGIA, berlin(24, 15)) is None
    assert is_open("not hours", THURINGIA, berlin(24, 15)) is None
    assert is_open('Tu 14:00-18:00 unknown "nach Vereinbarung"', THURINGIA, berlin(24, 15)) is None


def test_holidays_are_those_of_the_state() -> None:
    """Corpus Christi is one in Bavaria, World Children's Day in Thuringia, Christmas everywhere."""
    every_day = "Mo-Su 09:00-17:00"
    assert is_open(every_day, BAVARIA, datetime(2026, 6, 4, 8, tzinfo=UTC)) is False
    assert is_open(every_day, THURINGIA, datetime(2026, 6, 4, 8, tzinfo=UTC)) is True
    assert is_open(every_day, BAVARIA, datetime(2026, 9, 20, 8, tzinfo=UTC)) is True
    assert is_open(every_day, THURINGIA, datetime(2026, 9, 20, 8, tzinfo=UTC)) is False
    for area in (BAVARIA, THURINGIA, ""):
        assert is_open(every_day, area, berlin(25, 10, month=12)) is False
    assert is_open("24/7", THURINGIA, berlin(25, 10, month=12)) is True
    assert is_open("Mo-Su,PH 09:00-17:00", THURINGIA, berlin(25, 10, month=12)) is True


def test_the_clock_is_that_of_berlin_in_summer_too() -> None:
    assert is_open("Mo-Fr 09:00-10:00", THURINGIA, datetime(2026, 7, 1, 7, 30, tzinfo=UTC)) is True
    assert is_open("Mo-Fr 09:00-10:00", THURINGIA, datetime(2026, 12, 1, 7, 30, tzinfo=UTC)) is False


def test_what_comes_next_in_words() -> None:
    hours = "Tu 14:00-18:30; Th 09:00-12:00"
    assert sentence(hours, THURINGIA, berlin(24, 15)) == "Geöffnet bis 18.30 Uhr"
    assert sentence(hours, THURINGIA, berlin(24, 9)) == "Öffnet heute um 14 Uhr"
    assert sentence(hours, THURINGIA, berlin(25, 9)) == "Öffnet morgen um 9 Uhr"
    assert sentence(hours, THURINGIA, berlin(26, 13)) == "Öffnet Dienstag, 1. Dezember um 14 Uhr"
    assert sentence("24/7", THURINGIA, berlin(24, 9)) == "Immer geöffnet"
    assert sentence("", THURINGIA, berlin(24, 9)) == ""
    assert sentence("2020 Jan 01 Mo 09:00-12:00", THURINGIA, berlin(24, 9)) == ""
    with override("en"):
        assert sentence(hours, THURINGIA, berlin(24, 15)) == "Open until 18:30"
