# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The menus as data. A place whose address does not exist (yet) is not shown: nobody is sent to a dead end."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, ResolverMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy


@dataclass(frozen=True)
class Place:
    """One entry of a menu: the URL name it leads to, the word for it, its icon in `icons.svg`."""

    name: str
    word: Promise
    icon: str

    @property
    def room(self) -> str:
        return self.name.partition(":")[0]


@dataclass(frozen=True)
class Entry:
    """A place as it is shown on one page."""

    address: str
    word: Promise
    icon: str
    current: bool


MENUS = {
    "client": (
        Place("home:today", gettext_lazy("Heute"), "sun"),
        Place("messaging:threads", gettext_lazy("Nachrichten"), "msg"),
        Place("calendar:plan", gettext_lazy("Plan"), "cal"),
        Place("documents:folder", gettext_lazy("Dokumente"), "folder"),
        Place("rights:network", gettext_lazy("Mein Helfernetz"), "net"),
    ),
    "staff": (
        Place("home:inbox", gettext_lazy("Eingang"), "msg"),
        Place("calendar:office", gettext_lazy("Kalender"), "cal"),
        Place("institutions:team", gettext_lazy("Team"), "family"),
        Place("directory:search", gettext_lazy("Hilfe finden"), "search"),
    ),
    "public": (
        Place("directory:search", gettext_lazy("Hilfe finden"), "search"),
        Place("shell:how", gettext_lazy("So geht es"), "words"),
        Place("shell:security", gettext_lazy("Sicherheit"), "shield"),
        Place("accounts:sign_in", gettext_lazy("Anmelden"), "key"),
    ),
    "reading": (
        Place("directory:search", gettext_lazy("Hilfe finden"), "search"),
        Place("shell:how", gettext_lazy("So geht es"), "words"),
        Place("shell:security", gettext_lazy("Sicherheit"), "shield"),
        Place("shell:help", gettext_lazy("Hilfe"), "help"),
        Place("shell:without_internet", gettext_lazy("Ohne Internet"), "letter"),
        Place("shell:accessibility", gettext_lazy("Barrierefreiheit"), "eye"),
        Place("shell:privacy", gettext_lazy("Datenschutz"), "lock"),
        Place("shell:imprint", gettext_lazy("Impressum"), "home"),
    ),
}
"""By side. "reading" stands beside the texts on a wide screen; on a phone they have "public" on top."""


def address(name: str) -> str:
    """The path of a URL name without arguments, or an empty string where there is none."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def menu(side: str, request: HttpRequest | None, current: str = "") -> list[Entry]:
    """The entries of a menu. `current` names a place ("rights:network"); else the room of the page is marked."""
    match = request.resolver_match if request else None
    entries = []
    for place in MENUS[side]:
        if path := address(place.name):
            here = place.name == current if current else match is not None and _is_here(place, match)
            entries.append(Entry(path, place.word, place.icon, here))
    return entries


def _is_here(place: Place, page: ResolverMatch) -> bool:
    """A room with several pages side by side marks only the page itself; elsewhere a place stands for its room."""
    return place.name == page.view_name if place.room in {"shell", "accounts"} else place.room == page.namespace
