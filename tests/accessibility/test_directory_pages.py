# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Finding help for everybody, in the states in which people meet it: A-1, A-4 to A-9; and what a browser adds."""

import re
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from sociallook.directory.categories import categories
from sociallook.directory.tests.shelf import KEEPING_THE_HOME, SHELTER
from tests.accessibility.checks import (
    assert_accessible,
    assert_fits,
    assert_large_text_fits,
    assert_spacing_clips_nothing,
    assert_touchable,
    tab_walk,
)
from tests.browse import Browse
from tests.live import ROOT, Live

pytestmark = pytest.mark.browser

RENT = "Wer hilft bei Mietschulden?"
LIST = f"/hilfe-finden/bedarf/{KEEPING_THE_HOME}?ort=99734&auch=wohngeld"
MAP = ".map-ground .map-row a.pin"


@pytest.fixture(scope="module")
def directory(live: Live) -> Live:
    """A server with a few offers."""
    fill = "import django; django.setup(); from sociallook.directory.tests import shelf; shelf.fill()"
    command = [sys.executable, "-c", fill]
    subprocess.run(command, cwd=ROOT, env=live.environment, check=True)  # noqa: S603
    return live


def holds(page: Page) -> None:
    assert_accessible(page)
    assert_fits(page)
    assert_touchable(page)


def open_map(page: Page) -> None:
    """By hand where it waits for a tap, by itself where it has its place beside the list."""
    page.locator("offer-map").scroll_into_view_if_needed()
    if page.viewport_size and page.viewport_size["width"] < 1024:
        page.get_by_role("button", name="Karte zeigen").click()
    expect(page.locator(f"{MAP}, .map-ground .heap").first).to_be_visible()


def test_no_topic_is_wider_than_a_phone(directory: Live, browse: Browse) -> None:
    page = browse(directory.url, width=320)
    wide = [key for key, each in categories().items() if re.search(r"\w{14}", f"{each.name('de')} {each.text('de')}")]
    assert len(wide) > 5, "long words are what makes a page too wide"
    for topic in wide:
        page.goto(f"/hilfe-finden/bedarf/{topic}?ort=99734", wait_until="domcontentloaded")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, topic


@pytest.mark.parametrize(("width", "dark"), [(320, False), (1280, True)], ids=["phone", "desk"])
def test_asking_and_finding_is_for_everybody(directory: Live, browse: Browse, width: int, dark: bool) -> None:
    page = browse(directory.url, width=width, dark=dark)
    page.goto("/hilfe-finden")
    page.get_by_role("button", name="Hilfe finden").click()
    expect(page.locator("[data-errors]")).to_be_focused()
    holds(page)
    page.get_by_label("Ihre Frage").fill("mein mann schlägt mich")
    page.get_by_role("button", name="Hilfe finden").click()
    expect(page.get_by_role("heading", name="Recht auf Schutz")).to_be_visible()
    assert urlsplit(page.url).path + urlsplit(page.url).query == "/hilfe-finden"
    holds(page)
    page.goto("/hilfe-finden?vielleicht=wohngeld,schuldnerberatung")
    holds(page)
    page.goto("/hilfe-finden/bedarf/wohngeld?ort=Neustadt")
    holds(page)
    page.goto(LIST)
    page.get_by_text("Auswahl eingrenzen").click()
    open_map(page)
    holds(page)
    page.get_by_role("link", name="Mieterhilfe Musterstadt 1", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mieterhilfe Musterstadt 1")
    holds(page)


def test_large_text_forced_colours_and_keyboard(directory: Live, browse: Browse) -> None:
    page = browse(directory.url, width=390)
    page.goto(LIST)
    assert_spacing_clips_nothing(page)
    open_map(page)  # which cuts off the land around it, and no text
    assert_large_text_fits(page)
    page.locator(".skip").focus()  # the focus went into the map with it
    walked = tab_walk(page)
    marks = [at for at, html in enumerate(walked) if 'class="pin"' in html or 'class="heap' in html]
    entries = [at for at, html in enumerate(walked) if "/hilfe-finden/angebot/" in html]
    assert max(entries) < min(marks), "the list comes first"
    page.emulate_media(forced_colors="active")
    assert_accessible(page)


def test_a_question_is_remembered_by_the_tab_and_by_nobody_else(directory: Live, browse: Browse) -> None:
    page = browse(directory.url)
    page.goto("/hilfe-finden")
    page.get_by_label("Ort oder Postleitzahl").fill("99734")
    page.get_by_label("Ort auf diesem Gerät merken").check()
    page.get_by_label("Ihre Frage").fill(RENT)
    page.get_by_label("Ihre Frage").press("Enter")
    page.wait_for_url(f"**/bedarf/{KEEPING_THE_HOME}**")
    assert "Mietschulden" not in page.url
    expect(page.get_by_label("Ihre Frage")).to_have_value(RENT)
    page.get_by_role("link", name="Mieterhilfe Musterstadt 1", exact=True).click()
    page.go_back()
    expect(page.get_by_label("Ihre Frage")).to_have_value(RENT)
    page.goto("/hilfe-finden")
    expect(page.get_by_label("Ihre Frage")).to_have_value("")
    expect(page.get_by_label("Ort oder Postleitzahl")).to_have_value("99734")
    assert page.context.cookies() == []
    kept = page.evaluate(
        """async () => {
          await navigator.serviceWorker.ready
          const caches_ = await Promise.all((await caches.keys()).map((name) => caches.open(name)))
          return (await Promise.all(caches_.map((cache) => cache.keys()))).flat().map(({ url }) => url)
        }"""
    )
    assert not [url for url in kept if "/hilfe-finden/" in url or "hilfe-finden?" in url]
    log = directory.log.read_text()
    assert "hilfe-finden/bedarf/<slug:category>" in log
    assert not [word for word in ("Mietschulden", "99734", KEEPING_THE_HOME) if word in log]


def test_the_map_and_the_list_say_the_same(directory: Live, browse: Browse) -> None:
    page = browse(directory.url)
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    page.goto(LIST)
    assert not [url for url in loaded if "/map-" in url], "nothing of the map before it is in sight or asked for"
    open_map(page)
    for _closer in range(12):
        heaps = page.locator(".map-ground .heap")
        if heaps.count() == 0:
            break
        heaps.first.click()
    numbers = {mark.inner_text() for mark in page.locator(MAP).all()}
    assert numbers <= {str(number) for number in range(1, 11)}
    mark = page.locator(MAP).first
    number = mark.inner_text()
    name = page.locator(f"#angebot-{number} h3").inner_text()
    expect(mark).to_have_accessible_name(f"{number}: {name}, in der Liste zeigen")
    mark.focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"#angebot-{number}")).to_be_in_viewport()


def test_a_secret_place_is_on_no_map(directory: Live, browse: Browse) -> None:
    page = browse(directory.url)
    page.goto(f"/hilfe-finden/bedarf/{SHELTER}?ort=99734")
    expect(page.get_by_text("die Adresse ist geschützt")).to_be_visible()
    expect(page.locator("offer-map")).to_have_count(0)
