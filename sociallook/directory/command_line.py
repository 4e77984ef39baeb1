# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""What `sociallook ask` answers: the same as the page, as one object of JSON or in a few lines.

Needs settings of Django, but works without a database: then there are no offers.
"""

import sys
from collections.abc import Iterator
from typing import Any, Final

from django.db import DatabaseError
from django.utils import timezone

from sociallook.directory.authorities import responsible
from sociallook.directory.categories import categories
from sociallook.directory.matching import understand
from sociallook.directory.places import Place, look_up
from sociallook.directory.search import Filters, Found, find

Json = dict[str, Any]
OFFERS: Final = 10


class Answers:
    """Answers questions one after another. Once the database has failed, it is left alone."""

    def __init__(self, place: str, *, with_offers: bool) -> None:
        self.place = place
        self.with_offers = with_offers

    def answer(self, question: str) -> Json:
        """`categories` are ids, the likeliest first; `authority` and `offers` are those of the first at the place."""
        found = understand(question)
        ranked = [each.category for each in found.categories if each.category in categories()]
        text = self.place or found.place
        choices = look_up(text) if text else ()
        place = choices[0] if choices else None
        return {
            "categories": ranked,
            "confident": found.confident,
            "crisis": found.crisis is not None,
            "crisis_kind": found.crisis.kind if found.crisis else "",
            "intent": found.intent,
            "language": found.language,
            "place": text,
            "places": list(dict.fromkeys(f"{each.town} ({each.district})" for each in choices)),
            "authority": [_authority(each) for each in responsible(ranked[0], place)],
            "offers": self._offers(ranked[0], place),
        }

    def _offers(self, category: str, place: Place | None) -> list[Json]:
        if not self.with_offers:
            return []
        try:
            return [_offer(each) for each in find(category, place, Filters(), timezone.now(), OFFERS).offers]
        except DatabaseError as trouble:
            print(f"The database does not answer, so there are no offers. {trouble}", file=sys.stderr)
            self.with_offers = False
            return []


def in_words(answer: Json) -> Iterator[str]:
    """The answer in a few lines."""
    known = categories()
    if answer["crisis"]:
        yield f"! {answer['crisis_kind']}"
    first, *others = answer["categories"][:3]
    yield known[first].name("de") if answer["confident"] else f"{known[first].name('de')} (?)"
    yield f"  {known[first].text('de')}"
    yield "  Meinten Sie: " + " · ".join(known[each].name("de") for each in others)
    for each in answer["authority"]:
        yield f"  Zuständig: {each['name']}" + (f" ({each['when']})" if each["when"] else "")
    for paper in known[first].forms:
        yield f"  Formular: {paper.name('de')}"
    for offer in answer["offers"]:
        near = "" if offer["distance_km"] is None else f", {offer['distance_km']} km"
        yield f"  · {offer['name']}, {offer['organization']}{near} {' '.join(offer['phones'])}"


def _authority(found: Any) -> Json:
    return {"name": found.name, "level": found.level, "when": found.when, "area": found.area}


def _offer(found: Found) -> Json:
    offer = found.offer
    return {
        "id": str(offer.id),
        "name": offer.service.name,
        "organization": offer.service.organization.name,
        "distance_km": found.distance_km,
        "open_now": found.open_now,
        "opens": found.opens,
        "phones": [each["number"] for each in offer.numbers if each.get("number")],
    }
