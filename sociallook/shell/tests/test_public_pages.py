# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The public pages are complete without script, ask nobody else for anything, and offer a human everywhere."""

import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import get_resolver
from pytest_django import Settings

from sociallook.base.clock import now
from sociallook.shell import accessibility, twins
from sociallook.shell.navigation import MENUS, address
from sociallook.shell.tests.pages import COMPONENTS, PUBLIC, REFUSED

pytestmark = pytest.mark.django_db

EVERYWHERE = (*PUBLIC, *COMPONENTS, REFUSED)


class Page(HTMLParser):
    """What a page links to and names, without a browser."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.ids: list[str] = []
        self.tags: list[str] = []
        self.html: dict[str, str | None] = {}
        self.inline: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self.tags.append(tag)
        if tag == "html":
            self.html = known
        if known.get("id"):
            self.ids.append(str(known["id"]))
        self.addresses += [str(known[name]) for name in ("href", "src", "action", "srcset", "poster") if name in known]
        self.inline += [name for name in known if name == "style" or name.startswith("on")]
        if tag == "style" or (tag == "script" and "src" not in known):
            self.inline.append(tag)


def get(path: str, language: str = "de") -> Page:
    answer = Client(headers={"accept-language": language}).get(path)
    assert answer.status_code == (404 if path == REFUSED else 200), path
    return Page(answer.content.decode())


@pytest.mark.parametrize("path", EVERYWHERE)
def test_page_is_complete_without_script(path: str) -> None:
    page = get(path)
    assert page.html["lang"] == "de"
    assert page.html["dir"] == "ltr"
    assert page.tags.count("h1") == 1
    assert page.tags.count("main") == 1
    assert not page.inline, "inline script and style are blocked by our own policy"


@pytest.mark.parametrize("path", EVERYWHERE)
def test_page_asks_nobody_else(path: str) -> None:
    foreign = [a for a in get(path).addresses if not re.match(r"(/(?!/)|#|tel:|mailto:|\?|$)", a)]
    assert foreign in ([], [django_settings.LEAVE_ADDRESS]), "all requests go to one origin (R-30)"


@pytest.mark.parametrize("path", EVERYWHERE)
def test_a_human_is_offered_in_the_same_place(path: str) -> None:
    """A-15: the link at the top and the block at the end, with a phone number."""
    page = get(path)
    assert "#hilfe" in page.addresses
    assert page.ids.count("hilfe") == 1
    assert any(a.startswith("tel:+4930231250") for a in page.addresses), "only numbers kept free for fiction"
    assert {"/ohne-internet", "/barrierefreiheit", "/impressum", "/datenschutz"} <= set(page.addresses)


@pytest.mark.parametrize("path", EVERYWHERE)
def test_every_link_within_a_page_has_its_target(path: str) -> None:
    page = get(path)
    assert len(page.ids) == len(set(page.ids)), "an id names one thing"
    assert {a[1:] for a in page.addresses if a.startswith("#") and len(a) > 1} <= set(page.ids)


@pytest.mark.parametrize("path", PUBLIC)
def test_every_own_link_leads_somewhere(path: str) -> None:
    """Except into rooms that bring their own tests."""
    own = {a.partition("#")[0].partition("?")[0] for a in get(path).addresses if a.startswith("/")}
    public = {a for a in own if not a.startswith("/static/")} - {"/sprache/setzen", "/konto/anlegen", "/anmelden"}
    for target in public:
        assert Client().get(target).status_code == 200, target


def test_language_is_chosen_and_kept() -> None:
    browser = Client()
    answer = browser.post("/sprache/setzen", {"language": "en", "next": "/sicherheit"})
    assert answer.status_code == 302
    assert answer["Location"] == "/sicherheit"
    assert Page(browser.get("/sicherheit").content.decode()).html["lang"] == "en"


def test_language_choice_leads_to_no_foreign_address() -> None:
    answer = Client().post("/sprache/setzen", {"language": "en", "next": "https://example.org/"})
    assert not answer["Location"].startswith("http")


def test_menus_show_only_places_that_exist() -> None:
    shown = {place.name for places in MENUS.values() for place in places if address(place.name)}
    assert "shell:how" in shown
    assert "calendar:plan" not in shown or "calendar" in django_settings.ROOMS
    names = {f"shell:{name}" for name in get_resolver("sociallook.shell.urls").reverse_dict if isinstance(name, str)}
    assert {name for name in shown if name.startswith("shell:")} <= names


def test_menu_marks_where_one_is() -> None:
    html = Client().get("/sicherheit").content.decode()
    assert re.search(r'href="/sicherheit" aria-current="page"', html)
    assert not re.search(r'href="/so-geht-es" aria-current="page"', html)


def test_everything_has_a_twin_without_technology() -> None:
    """T-1: a client's room without a way by letter, phone and visit fails here."""
    covered = {twin.room for twin in twins.TWINS}
    assert covered >= twins.ROOMS_WITH_TWINS
    assert {place.room for place in MENUS["client"]} <= covered


def test_accessibility_was_assessed_within_a_year() -> None:
    today = datetime.fromtimestamp(now() / 1000, UTC).date()
    assert today - accessibility.ASSESSED < timedelta(days=366), "assess again (A-24)"


def test_accessibility_statement_speaks_to_machines() -> None:
    statement = Client().get("/barrierefreiheit.json").json()
    page = Client().get("/barrierefreiheit").content.decode()
    assert statement["assessed"] == accessibility.ASSESSED.isoformat()
    assert all(gap["what"] in page for gap in statement["gaps"])


def test_gaps_of_the_operator_show_in_a_demo_only(settings: Settings) -> None:
    settings.MODE = "demo"
    assert "Betreiber trägt ein" in Client().get("/impressum").content.decode()
    settings.PRODUCTION, settings.MODE = True, "production"
    assert "Betreiber trägt ein" not in Client().get("/impressum").content.decode()


def test_components_are_no_part_of_an_installation(settings: Settings) -> None:
    settings.PRODUCTION = True
    for path in COMPONENTS:
        assert Client().get(path).status_code == 404


def test_production_without_a_named_operator_is_refused(settings: Settings) -> None:
    from sociallook.shell.checks import operator_is_named  # noqa: PLC0415

    assert operator_is_named(None) == []
    settings.PRODUCTION = True
    settings.OPERATOR = {"name": "Trägerverbund"}
    (refusal,) = operator_is_named(None)
    assert refusal.id == "shell.E001"
    assert "SOCIALLOOK_OPERATOR_PHONE" in str(refusal.hint)
