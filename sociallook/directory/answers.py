# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""What a page answers: the need, who is responsible, which papers, which offers.

An answer has an address. It holds what was understood, never the words of the question (docs/decisions/0040):

    /hilfe-finden/bedarf/<category>?ort=99734&auch=<category>,<category>&zuerst=authority&in=tr

`ort` is the place as it was typed · `kreis` the district that was chosen when a postcode lies in several · `auch` what
else may have been meant · `zuerst` which panel comes first · `in` the language of the question · `vielleicht`, instead
of the category, what may have been meant when that is not sure · `not` the danger whose notice stands above, only once
somebody goes on from it. Filters and `seite` for paging have their own names.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, cached_property
from typing import Final
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from sociallook.directory.authorities import Authority, responsible
from sociallook.directory.categories import Category, Paper, categories
from sociallook.directory.crises import kinds
from sociallook.directory.matching import Understanding
from sociallook.directory.matching.vocabulary import close_to_danger
from sociallook.directory.places import POSTCODE, Place, is_guess, look_up

OTHERS: Final = 3
"""How many other needs are offered."""
LIKELY: Final = 0.05
"""From this belief on another need may have been meant; else the neighbours of the first one are offered."""
PANELS: Final = {
    "help": ("papers", "duty", "offers"),
    "forms": ("papers", "duty", "offers"),
    "authority": ("duty", "papers", "offers"),
    "place": ("offers", "duty", "papers"),
}
"""By intent: what comes first on a small screen, and in the wide column on a large one."""
NUMBERS: Final = 13


@dataclass(frozen=True)
class Asked:
    """What an address asks for. Empty: not said."""

    category: str = ""
    others: tuple[str, ...] = ()
    place: str = ""
    district: str = ""
    first: str = ""
    language: str = ""
    danger: str = ""

    @classmethod
    def understood(cls, found: Understanding, place: str) -> "Asked":
        """Of a question. A place in the form counts more than one in the question."""
        ranked = [ranked.category for ranked in found.categories if ranked.category in categories()]
        asked = cls(
            place=place or found.place,
            first="" if found.intent == "help" else found.intent,
            language="" if found.language == get_language() else found.language,
        )
        if found.crisis and found.crisis.sure:
            return asked._in_danger(found.crisis.kind, ranked)
        if not (found.confident and ranked):
            return replace(asked, others=tuple(ranked[:OTHERS]))
        likely = [each.category for each in found.categories if each.score >= LIKELY and each.category in ranked]
        others = dict.fromkeys([*likely, *categories()[ranked[0]].neighbours])
        return replace(asked, category=ranked[0], others=tuple(each for each in others if each != ranked[0])[:OTHERS])

    def _in_danger(self, kind: str, ranked: Sequence[str]) -> "Asked":
        """Whoever is in danger gets what helps against it, and no guesses."""
        need = ranked[0] if ranked and ranked[0] in close_to_danger() else kinds()[kind]
        return replace(self, danger=kind, category=need, first="place")

    @classmethod
    def written(cls, query: QueryDict, category: str = "") -> "Asked":
        """Of an address. What is not known is left out."""
        named = query.get("auch" if category else "vielleicht", "").split(",")
        return cls(
            category=category,
            others=tuple(each for each in dict.fromkeys(named) if each in categories() and each != category)[:OTHERS],
            place=query.get("ort", "")[:100].strip(),
            district=query.get("kreis", "")[:8],
            first=query.get("zuerst", "") if query.get("zuerst") in PANELS else "",
            language=query.get("in", "")[:12],
            danger=query.get("not", "") if query.get("not") in kinds() else "",
        )

    @property
    def values(self) -> dict[str, str]:
        """What stands behind the path."""
        values = {
            "auch" if self.category else "vielleicht": ",".join(self.others),
            "ort": self.place,
            "kreis": self.district,
            "zuerst": self.first,
            "in": self.language,
            "not": self.danger,
        }
        return {name: value for name, value in values.items() if value}

    def address(self, more: Mapping[str, str] | None = None) -> str:
        """The address of this answer. `more`: filters and page."""
        values = self.values | dict(more or {})
        path = _path(self.category)
        return f"{path}?{urlencode(values, safe=',')}" if values else path

    def other(self, category: str) -> "Asked":
        """The same question, meant differently."""
        group = dict.fromkeys([self.category, *self.others])
        others = tuple(each for each in group if each and each != category)[:OTHERS]
        return replace(self, category=category, others=others, first="", danger="")

    def at(self, place: Place) -> "Asked":
        """The same at one of several places."""
        return replace(self, place=name_of(place), district=place.area)


@dataclass(frozen=True)
class Whereabouts:
    """Where somebody means. `choices`: it may be one of these, so ask. `trouble`: why there is no place."""

    place: Place | None = None
    choices: tuple[Place, ...] = ()
    trouble: str = ""
    typed: str = ""
    guessed: bool = False
    """No place is called as it was typed."""

    @classmethod
    def of(cls, text: str, district: str = "") -> "Whereabouts":
        """Looks up a text; `district` (official key) chooses among several places."""
        if not text:
            return cls()
        found = look_up(text)
        chosen = tuple(place for place in found if district and place.area.startswith(district))
        guessed = not chosen and is_guess(text)
        if chosen or len(found) == 1:
            place = (chosen or found)[0]
            return cls(place, typed=text, trouble=_instead(text, place) if guessed else "")
        if found:
            return cls(choices=found, typed=text, guessed=guessed)
        return cls(trouble=_trouble(text), typed=text)

    @property
    def near(self) -> Place | None:
        """From where to measure. Parts of one postcode are near each other, towns of one name are not."""
        if self.place or not self.choices:
            return self.place
        first = self.choices[0]
        return first if first.postcode and all(place.postcode == first.postcode for place in self.choices) else None

    @property
    def question(self) -> str:
        """What has to be asked when it may be one of several."""
        if self.near:
            return _("Die Postleitzahl {postcode} liegt in mehreren Kreisen. Wo wohnen Sie?").format(
                postcode=self.typed
            )
        if self.guessed:
            return _("Den Ort „{place}“ kennen wir nicht. Meinen Sie einen von diesen?").format(place=self.typed[:60])
        return _("Es gibt mehrere Orte mit dem Namen {place}. Welchen meinen Sie?").format(place=self.typed)

    @property
    def label(self) -> str:
        """As it is shown in the field."""
        return name_of(self.place) if self.place else self.typed


@cache
def _path(category: str) -> str:
    """A page leads to dozens of needs."""
    return reverse("directory:need", args=[category]) if category else reverse("directory:search")


def name_of(place: Place) -> str:
    """With its postcode, if it has only one: 99734 Nordhausen."""
    return f"{place.postcode} {place.town}".strip()


def _instead(text: str, place: Place) -> str:
    told = _(
        "Den Ort „{place}“ kennen wir nicht. Sie sehen Stellen für {town} ({district}). Falsch? Ändern Sie den Ort."
    )
    return told.format(place=text[:60], town=place.town, district=place.district)


def _trouble(text: str) -> str:
    if found := POSTCODE.search(text):
        return _("Die Postleitzahl {postcode} gibt es nicht. Prüfen Sie die fünf Ziffern.").format(postcode=found[1])
    if text.strip().isdecimal():
        return _("Eine Postleitzahl hat fünf Ziffern. Bitte prüfen Sie die Zahl.")
    return _("Den Ort „{place}“ kennen wir nicht. Schreiben Sie die Postleitzahl.").format(place=text[:60])


@dataclass(frozen=True)
class Need:
    """A category in the language of the page, at the place that matters."""

    category: Category
    asked: Asked
    place: Place | None
    language: str = field(default_factory=lambda: get_language() or "de")

    @property
    def name(self) -> str:
        return self.category.name(self.language)

    @property
    def text(self) -> str:
        return self.category.text(self.language)

    @cached_property
    def foreign(self) -> str:
        """Its name in the language of the question, if that is another one and we have it."""
        wanted = self.asked.language.partition("-")[0]
        return self.category.names.get(wanted, "") if wanted and wanted != self.language.partition("-")[0] else ""

    @cached_property
    def others(self) -> list[tuple[str, str]]:
        """Name and address of what else may have been meant."""
        return links(self.asked, self.asked.others or self.category.neighbours[:OTHERS])

    @cached_property
    def duties(self) -> tuple[Authority, ...]:
        return responsible(self.category.id, self.place)

    @property
    def asks_where(self) -> bool:
        """Another place may have another authority."""
        return any(duty.local for duty in self.duties)

    @cached_property
    def forms(self) -> list[tuple[str, Paper]]:
        return [(paper.name(self.language), paper) for paper in self.category.forms]

    @cached_property
    def papers(self) -> list[tuple[str, Paper]]:
        return [(paper.name(self.language), paper) for paper in self.category.papers]

    @property
    def checked(self) -> date:
        """The day on which the oldest of these forms and papers was looked up."""
        return min(paper.checked for paper in (*self.category.forms, *self.category.papers))

    @cached_property
    def panels(self) -> tuple[str, ...]:
        """Which parts follow each other; parts without content are left out."""
        empty = {"papers": not (self.category.forms or self.category.papers), "duty": not self.category.duties}
        return tuple(part for part in PANELS[self.asked.first or "help"] if not empty.get(part))


def links(asked: Asked, needs: Iterable[str]) -> list[tuple[str, str]]:
    """Name and address of each of these needs."""
    language = get_language() or "de"
    return [(categories()[each].name(language), asked.other(each).address()) for each in needs if each in categories()]


def general() -> Category | None:
    """Advice for every need, if the data have one."""
    return next((each for each in categories().values() if each.general), None)


def how_many(total: int) -> str:
    """A heading for the list: Drei Stellen helfen Ihnen dabei."""
    words = (
        _("Keine"), _("Eine"), _("Zwei"), _("Drei"), _("Vier"), _("Fünf"), _("Sechs"),
        _("Sieben"), _("Acht"), _("Neun"), _("Zehn"), _("Elf"), _("Zwölf"),
    )  # fmt: skip
    number = words[total] if total < NUMBERS else str(total)
    return ngettext("{number} Stelle hilft Ihnen dabei", "{number} Stellen helfen Ihnen dabei", total).format(
        number=number
    )
