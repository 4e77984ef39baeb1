# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The fictional offers of the demo, marked as fictional. They come in as HSDS JSON, by the same door as any import.

What they are made of stands in `data/demo_offers.json`. The same day gives the same offers.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeVar
from uuid import uuid5

from django.db import transaction
from sociallook_protocol.encoding import b64u

from sociallook.directory import actions, hsds
from sociallook.directory.actions import Imported
from sociallook.directory.categories import Category, categories
from sociallook.directory.hsds import Json
from sociallook.directory.hsds_reader import read_hsds
from sociallook.directory.models import Organization
from sociallook.directory.places import look_up
from sociallook.institutions.models import Institution

DATA: Final = Path(__file__).parent / "data" / "demo_offers.json"
BY: Final = "Demo"
TOWNS_OF_A_NEED: Final = 4
"""Beside those in which every need has an offer."""
Choice = TypeVar("Choice")


@transaction.atomic
def bring_in(on: date) -> Imported | None:
    """Bring in the offers, unless they are there already. `on`: from this day they count when they were checked."""
    if Organization.objects.filter(fictitious=True).exists():
        return None
    reading = read_hsds({"organizations": [], "services": list(offers(on))})
    if reading.problems:
        raise ValueError(str(reading.problems[0]))
    return actions.import_offers(reading.items, BY)


def offers(on: date) -> Iterator[Json]:
    """All offers as services of HSDS, each with its organisation and its location."""
    given = _given()
    for number, need in enumerate(categories().values()):
        others = given["others"]
        turn = [others[(number * TOWNS_OF_A_NEED + step) % len(others)] for step in range(TOWNS_OF_A_NEED)]
        for step, town in enumerate([*given["always"], *turn]):
            yield _service(need, town, number + 5 * step, on)
    for institution in Institution.objects.order_by("name"):
        for number, need_id in enumerate(given["institutions"].get(institution.name, ())):
            service = _service(categories()[need_id], given["always"][1], number, on)
            yield _of_institution(service, institution)


def _of_institution(service: Json, institution: Institution) -> Json:
    """The same, offered by an institution of the demo that people can connect with."""
    owner = {
        **service["organization"],
        "id": _id(institution.name),
        "name": institution.name,
        "institution": b64u(bytes(institution.id)),
    }
    offer = service["service_at_locations"][0]
    location = {**offer["location"], "id": _id(institution.name, "place"), "name": institution.name}
    id_ = _id(institution.name, service["name"])
    offers = [{**offer, "id": _id(id_, "offer"), "location": location}]
    return {**service, "id": id_, "organization": owner, "service_at_locations": offers}


def _service(need: Category, town: Sequence[str], number: int, on: date) -> Json:
    given = _given()
    provider = _turn(given["providers"][need.kind], number)
    id_ = _id(need.id, *town)
    return {
        "id": id_,
        "name": given["services"][need.id],
        "description": _turn(given["own_sentences"].get(need.id) or given["sentences"][need.kind], number),
        "status": "active",
        "organization": _organization(provider, town),
        "categories": [need.id, *need.neighbours[: 1 if need.id in given["hidden"] else number % 2]],
        "assured_date": _checked(number, on),
        "phones": [{"number": _number(town, provider, need.id), "type": "voice"}],
        "languages": [{"code": code, "name": name} for code, name in _languages(number)],
        "required_documents": [{"document": paper.name("de")} for paper in need.papers],
        "service_areas": _areas(town) if need.kind == "behoerde" else [],
        "legal_basis": ", ".join(law.text for law in need.law),
        "for_young_people": need.id in given["young"],
        "phone_advice": need.kind == "hotline" or number % 3 == 0,
        "online_advice": number % 5 == 0,
        **_costs(need, number),
        "service_at_locations": [
            {
                "id": _id(id_, "offer"),
                "schedules": _schedules(need, number),
                "location": _location(provider, town, hidden=need.id in given["hidden"]),
            }
        ],
    }


def _organization(provider: str, town: Sequence[str]) -> Json:
    return {
        "id": _id(provider, *town),
        "name": f"{provider} {town[1]} {_given()['mark']}",
        "description": "Diese Organisation ist erfunden.",
        "email": "post@example.org",
        "phones": [{"number": _number(town, provider), "type": "voice"}],
        "fictitious": True,
    }


def _location(provider: str, town: Sequence[str], *, hidden: bool) -> Json:
    """A house near the middle of the town; for a shelter the import keeps only its district."""
    postcode, city = town
    (place, *_others) = look_up(postcode)
    chance = _chance(provider, *town)
    wheelchair, words = _turn(_given()["access"], chance)
    street = f"{_turn(_given()['streets'], chance)} {1 + chance % 60}"
    return {
        "id": _id(provider, *town, "hidden" if hidden else "place"),
        "location_type": "physical",
        "name": f"{provider} {city}",
        "latitude": round(place.latitude + (chance % 41 - 20) / 2000, 5),
        "longitude": round(place.longitude + (chance % 53 - 26) / 1500, 5),
        "addresses": [{"address_1": street, "postal_code": postcode, "city": city, "country": "DE"}],
        "accessibility": [{"description": words}] if words else [],
        "area": place.area,
        "wheelchair": wheelchair,
        "location_confidential": hidden,
    }


def _checked(number: int, on: date) -> str | None:
    """Most lately, every eleventh too long ago, a few never."""
    if number % 29 == 28:
        return None
    return str(on - timedelta(days=400 + number if number % 11 == 10 else number * 37 % 330))


def _languages(number: int) -> list[tuple[str, str]]:
    known = _given()["languages"]
    return [("de", "Deutsch"), *(known[(number + step) % len(known)] for step in range(number % 4))]


def _areas(town: Sequence[str]) -> list[Json]:
    (place, *_others) = look_up(town[0])
    return [{"area": place.area, "name": place.district}]


def _costs(need: Category, number: int) -> Json:
    if need.id not in _given()["costing"]:
        return {"free_of_charge": True, "fees_description": _given()["costs"]["free"]}
    amount, words = _turn(_given()["costs"]["some"], number)
    return {
        "free_of_charge": False,
        "fees_description": words,
        "cost_options": [{"amount": amount, "currency": "EUR", "option": words}],
    }


def _schedules(need: Category, number: int) -> list[Json]:
    given = _given()
    day_and_night = need.kind in given["open_day_and_night"]
    hours = (
        [given["always_open"]] if day_and_night else given["own_hours"].get(need.id) or _turn(given["hours"], number)
    )
    return [{"opening_hours": notation, "description": words} for notation, words in hours]


def _number(town: Sequence[str], *what: str) -> str:
    """One of the numbers that the Bundesnetzagentur keeps free for films and books."""
    beginning = _given()["number_of"].get(town[0], _given()["other_number"])
    return f"{beginning} {_chance(*town, *what) % 1000:03}"


def _turn(choices: Sequence[Choice], number: int) -> Choice:
    return choices[number % len(choices)]


def _chance(*what: str) -> int:
    """A number that looks like chance and is always the same."""
    return uuid5(hsds.OURS, " ".join(what)).int


def _id(*what: str) -> str:
    return str(uuid5(hsds.OURS, " ".join(("demo", *what))))


@cache
def _given() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(DATA.read_text("utf-8"))
    return data
