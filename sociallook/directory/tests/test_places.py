# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""A postcode or a town, also with a slip, becomes the place somebody means; two meanings become a question."""

import time

import pytest

from sociallook.directory import places
from sociallook.directory.places import look_up


def meant(text: str) -> list[tuple[str, str]]:
    return [(place.town, place.district) for place in look_up(text)]


@pytest.mark.parametrize(
    "text",
    ["99734", "Nordhausen", "nordhausen", " 99734  Nordhausen ", "D-99734", "nordhauesn", "Nordhausn", "in Nordhausen"],
)
def test_what_people_write_means_nordhausen(text: str) -> None:
    assert meant(text) == [("Nordhausen", "Landkreis Nordhausen")]


@pytest.mark.parametrize("text", ["München", "Muenchen", "MÜNCHEN", "Munchen", "Mu\u0308nchen"])
def test_umlauts_in_every_spelling(text: str) -> None:
    assert meant(text) == [("München", "Stadt München")]


def test_one_name_several_towns() -> None:
    assert meant("Frankfurt") == [
        ("Frankfurt am Main", "Stadt Frankfurt am Main"),
        ("Frankfurt (Oder)", "Stadt Frankfurt (Oder)"),
    ]
    assert meant("Frankfurt Oder") == [("Frankfurt (Oder)", "Stadt Frankfurt (Oder)")]
    assert meant("St. Ingbert") == [("Sankt Ingbert", "Saarpfalz-Kreis")]


def test_a_postcode_in_several_districts_is_a_question() -> None:
    spanning = [postcode for postcode in places._postcodes() if len(look_up(postcode)) > 1]
    assert len(spanning) == 178
    assert all(len({place.area for place in look_up(postcode)}) > 1 for postcode in spanning)


def test_a_postcode_with_several_towns_in_one_district_is_none() -> None:
    (place,) = look_up("06193")
    assert (place.town, place.district) == ("", "Saalekreis")
    assert look_up("06193 Petersberg")[0].town == "Petersberg"


@pytest.mark.parametrize(
    "text", ["00000", "12", "", " ", "x", "Gibtesnicht", "Москва", "'; DROP TABLE x; --", "\x00" * 9]
)
def test_there_is_no_such_place(text: str) -> None:
    assert look_up(text) == ()


def test_a_page_can_say_that_a_postcode_does_not_exist() -> None:
    assert places.is_postcode("00000")
    assert not places.is_postcode("Gibtesnicht")


def test_districts_have_the_names_of_their_authorities() -> None:
    wanted = {
        "01056": "Kreis Pinneberg",
        "02000": "Hamburg",
        "03241": "Region Hannover",
        "08215": "Landkreis Karlsruhe",
        "08212": "Stadt Karlsruhe",
        "09564": "Stadt Nürnberg",
        "11000": "Berlin",
        "16062": "Landkreis Nordhausen",
        "16063": "Wartburgkreis",
        "16": "Thüringen",
        "99": "",
    }
    assert {area: places.district(area) for area in wanted} == wanted
    assert len(places._districts()) == 400
    cities = [name for name, _ in places._districts().values() if name.startswith("Stadt ")]
    assert len(cities) + len({"Berlin", "Hamburg"}) == 106, "all towns without a district of the Federal Republic"


def test_every_place_lies_in_germany() -> None:
    for found in places._postcodes().values():
        assert all(47 < place.latitude < 55.2 and 5.8 < place.longitude < 15.1 for place in found)


def test_a_place_is_found_by_its_coordinates() -> None:
    assert places.nearest(51.50, 10.79).district == "Landkreis Nordhausen"
    middle = places.centre("16062")
    assert middle
    assert places.kilometres(middle, (51.5, 10.79)) < 15


def test_looking_up_takes_no_time() -> None:
    texts = ["nordhauesn", "Wernigeroda", "99734", "Halle", "Xanthippenhausen"] * 20
    look_up("nordhauesn")
    began = time.process_time()
    for text in texts:
        look_up(text)
    assert (time.process_time() - began) / len(texts) < 0.002


@pytest.mark.parametrize("text", ["Munich", "Monachium", "Мюнхен", "ميونخ"])
def test_towns_are_known_by_their_names_elsewhere(text: str) -> None:
    assert meant(text) == [("München", "Stadt München")]


def test_a_name_that_only_resembles_a_town_is_a_guess() -> None:
    assert places.is_guess("Musterstadt")
    assert not any(places.is_guess(text) for text in ("Nordhausen", "in Köln", "99734", "Munich", ""))
