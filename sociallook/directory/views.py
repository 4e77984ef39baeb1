# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The pages of "Hilfe finden": ask, answer, offer. Complete without script, the same for everybody, without a cookie.

A question comes in the body and is answered by an address that holds what was understood (docs/decisions/0040). It is
answered on the spot where an address would say too much (somebody is in danger) or too little (there is something to
say about the question itself).
"""

from dataclasses import replace
from typing import Any, Final
from unicodedata import combining, normalize
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from sociallook.directory.answers import Asked, Need, Whereabouts, general, how_many, links, name_of
from sociallook.directory.categories import categories
from sociallook.directory.crises import notice
from sociallook.directory.editing import wording, worklist
from sociallook.directory.forms import AskForm, Choice
from sociallook.directory.maps import tiles
from sociallook.directory.matching import Crisis, understand
from sociallook.directory.matching.vocabulary import UNKNOWN
from sociallook.directory.models import ServiceAtLocation, Signpost
from sociallook.directory.places import Place
from sociallook.directory.search import PAGE, Filters, Results, find
from sociallook.directory.sheets import Listed, OfferSheet
from sociallook.shell.headers import own_policy

ALL: Final = Choice(Filters())
ADVICE: Final = 2
"""Offers of general advice that are shown when nobody knows what is meant."""
EXAMPLES: Final = (
    gettext_lazy("Ich kann die Miete nicht bezahlen"),
    gettext_lazy("Ich suche Hilfe bei der Erziehung meines Kindes"),
    gettext_lazy("Welche Formulare brauche ich für Arbeitslosengeld?"),
    gettext_lazy("Wer hilft mir, meine Mutter zu pflegen?"),
)
BACK: Final = "private, no-cache"
"""Of what answers a form on the spot: "Back" shows it again instead of an error; every other way asks anew."""
FARTHEST: Final = 200
"""Pages of a list; whoever leafs farther has another question."""

on_the_map = own_policy(**tiles().policy)
"""Only pages with a map may load the operator's tiles, and without tiles they may load no more than any other page."""


@on_the_map
@csrf_exempt  # nothing is changed, and a token would need a cookie
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """The field for a question; with a question in the body (or in a link from elsewhere) its answer."""
    given = request.POST if request.method == "POST" else request.GET
    if "frage" in given:
        answer = _answer(request, AskForm(given))
        if request.method == "POST":
            answer.headers["Cache-Control"] = BACK
        return answer
    asked = Asked.written(request.GET)
    if asked.others:
        return _page(request, asked, _field(asked))
    known = _field(asked) | {"themes": _themes(asked), "examples": EXAMPLES}
    return render(request, "directory/search.html", known)


@on_the_map
@require_safe
def need(request: HttpRequest, category: str) -> HttpResponse:
    """What helps with one need, at one place."""
    if category not in categories():
        raise Http404
    asked = Asked.written(request.GET, category)
    known = _field(asked)
    if asked.danger:
        known["crisis"] = notice(Crisis(asked.danger, sure=True), _spoken(asked.language))
    return _page(request, asked, known, Choice.written(request.GET), _number(request.GET.get("seite", "")))


@on_the_map
@require_safe
def offer(request: HttpRequest, offer: UUID) -> HttpResponse:
    """Everything about one offer."""
    rows = ServiceAtLocation.objects.select_related("service__organization", "location")
    found = get_object_or_404(rows.filter(service__status="active"), pk=offer)
    sheet = OfferSheet(found, timezone.now(), settings.ORIGIN)
    return render(request, "directory/offer.html", {"offer": sheet, "tiles": tiles()})


def _answer(request: HttpRequest, form: AskForm) -> HttpResponse:
    if not form.is_valid():
        where = Whereabouts.of(form["ort"].value() or "")
        return render(request, "directory/search.html", {"form": form, "where": where} | _advice(where.near))
    found = understand(form.cleaned_data["frage"], wording.current())
    asked = Asked.understood(found, form.cleaned_data["ort"])
    if not asked.danger:  # who is in danger is answered, whatever else the words may mean
        worklist.judge(form.cleaned_data["frage"], found, lambda: _any(asked.category))
    if found.crisis or form.remark:
        crisis = notice(found.crisis, _spoken(found.language)) if found.crisis else None
        return _page(request, asked, {"form": form, "where": Whereabouts.of(asked.place), "crisis": crisis})
    here = "" if Whereabouts.of(asked.place).trouble else "#ergebnis"  # what was wrong with the place stands above
    return HttpResponseRedirect(asked.address() + here, status=303)


def _spoken(language: str) -> str:
    """That of the question, if we know it, else that of the page."""
    return language if language not in {"", UNKNOWN} else get_language() or "de"


def _any(category: str) -> int:
    """One if anybody offers help with this need, else none, as of the last minute: the next page looks itself."""
    known: int | None = cache.get(f"any-{category}")
    if known is None:
        known = int(Signpost.objects.filter(category=category).exists())
        cache.set(f"any-{category}", known, 60)
    return known


def _field(asked: Asked) -> dict[str, Any]:
    """The field above an answer, with the place in it."""
    where = Whereabouts.of(asked.place, asked.district)
    form = AskForm(initial={"ort": where.label})
    return {"form": form, "where": where}


def _page(
    request: HttpRequest, asked: Asked, known: dict[str, Any], choice: Choice = ALL, number: int = 1
) -> HttpResponse:
    """An answer. `known`: the form, the place and a notice of danger."""
    where: Whereabouts = known["where"]
    known |= {"asked": asked, "answered": bool(asked.others)}
    if not asked.category:
        maybe = links(asked, asked.others)
        return render(request, "directory/unsure.html", known | _advice(where.near) | {"maybe": maybe})
    results = _results(asked.category, where.near, choice.filters, number)
    needed = Need(categories()[asked.category], asked, where.place)
    known |= {
        "need": needed,
        "choice": choice,
        "results": results,
        "tiles": tiles(),
        "layout": _layout(needed.panels),
    }
    known |= {"here": reverse("directory:need", args=[asked.category]), "area": where.near.area if where.near else ""}
    known["everywhere"] = not where.typed and results.total > 1
    known["where_choices"] = [_choice(asked, place) for place in where.choices]
    known |= _list(results, where.near, number) | _turning(asked, choice, results, number)
    if not results.total:
        known |= _advice(where.near)
    return render(request, "directory/answer.html", known)


def _layout(panels: tuple[str, ...]) -> dict[str, list[str]]:
    """Templates for each part of the page: under the need, beside it, below the list."""
    parts = [f"directory/parts/{panel}.html" for panel in panels]
    offers = panels.index("offers")
    before, after = parts[:offers], parts[offers + 1 :]
    wide = 1 if len(before) > 1 or before == ["directory/parts/papers.html"] else 0
    return {"lead": before[:wide], "side": before[wide:], "after": after}


def _choice(asked: Asked, place: Place) -> dict[str, str]:
    """One of several places, told apart from the others by its district."""
    name = name_of(place)
    told_apart = name if place.district == place.town else f"{name} ({place.district})"
    return {"name": told_apart, "area": place.area, "address": asked.at(place).address()}


def _results(category: str, place: Place | None, filters: Filters, number: int) -> Results:
    return find(category, place, filters, timezone.now(), offset=(number - 1) * PAGE)


def _list(results: Results, place: Place | None, number: int) -> dict[str, Any]:
    """The entries of a list, numbered through all its pages. `far`: none of them is in the person's own district."""
    entries = [Listed(found, place) for found in results.offers]
    far = bool(place and entries) and number == 1 and not any(entry.is_near for entry in entries)
    last_near = max((at for at, entry in enumerate(entries) if not entry.is_far), default=-1)
    for at, entry in enumerate(entries):
        entry.begins_far = at == last_near + 1 > 0
    start = (number - 1) * PAGE + 1
    known = {"entries": list(enumerate(entries, start)), "far": far, "how_many": how_many(results.total)}
    return known | {"on_map": any(entry.point for entry in entries)}


def _turning(asked: Asked, choice: Choice, results: Results, number: int) -> dict[str, Any]:
    """Addresses of the pages beside this one, and of the list without filters."""
    chosen = choice.chosen
    more = asked.address({**chosen, "seite": str(number + 1)}) if number * PAGE < results.total else ""
    before = asked.address({**chosen, "seite": str(number - 1)}) if number > 1 else ""
    return {
        "more": more,
        "before": before,
        "unfiltered": asked.address() if chosen else "",
        "page": number,
        "address": replace(asked, danger="").address(chosen),
    }


def _advice(place: Place | None) -> dict[str, Any]:
    """General advice near a place, for whoever is not sure what they need."""
    category = general()
    if category is None:
        return {"advice": []}
    found = find(category.id, place, Filters(), timezone.now(), limit=ADVICE)
    entries = [Listed(each, place) for each in found.offers]
    asked = Asked(category.id, place=name_of(place) if place else "", district=place.area if place else "")
    return {"advice": entries, "advice_need": Need(category, asked, place), "advice_address": asked.address()}


def _themes(asked: Asked) -> list[tuple[str, str]]:
    """All needs by name, for whoever would rather choose than write."""
    topics = links(Asked(place=asked.place, district=asked.district), categories())
    return sorted(topics, key=lambda topic: _plain(topic[0]))


def _plain(name: str) -> str:
    """For sorting: Ä stands with A."""
    return "".join(sign for sign in normalize("NFKD", name.casefold()) if not combining(sign))


def _number(text: str) -> int:
    return min(max(int(text), 1), FARTHEST) if text.isdecimal() and len(text) < 6 else 1
