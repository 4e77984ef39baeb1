# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Pages full of people, messages, rights and documents, for everybody: A-1 and A-4 on both sides of the line."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.accessibility.checks import assert_accessible, assert_fits, assert_touchable
from tests.accessibility.conftest import Cast
from tests.accessibility.pages import CLIENT, STAFF
from tests.browse import Browse
from tests.live import Live

pytestmark = pytest.mark.browser

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
PATIENCE = 60_000  # ms; six words cost arithmetic, on a busy machine several seconds


def sign_in(page: Page, person: dict[str, str], to: str) -> None:
    page.set_default_timeout(PATIENCE)
    page.goto(f"/anmelden#weiter={to}")
    page.get_by_label("Ja, es ist mein Gerät").check()
    page.get_by_label("Anmeldename").fill(person["login"])
    page.get_by_label("Ihre sechs Wörter").first.fill(person["words"])
    page.get_by_role("button", name="Mit sechs Wörtern anmelden").click()
    page.wait_for_url(lambda url: urlsplit(url).path == to)  # the way back stands in the fragment before


def look_at(page: Page, path: str) -> None:
    page.goto(path)
    expect(page.locator("[data-loading]:visible")).to_have_count(0, timeout=PATIENCE)
    expect(page.get_by_role("heading", level=1).first).to_be_visible()


def found_on(page: Page, path: str, prefix: str) -> list[str]:
    """One address of each kind below `prefix` that a page leads to: threads, cases, the rights of a helper."""
    look_at(page, path)
    links = page.locator(f'a[href^="{prefix}"]:visible')
    expect(links).not_to_have_count(0, timeout=PATIENCE)
    addresses = [str(link.get_attribute("href")).partition("#")[0] for link in links.all()]
    return list({UUID.sub("id", address): address for address in addresses if UUID.search(address)}.values())


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_a_client_with_helpers(live: Live, browse: Browse, cast: Cast, width: int, dark: bool) -> None:
    page = browse(live.url, width=width, dark=dark)
    sign_in(page, cast["client"], "/heute")
    inner = found_on(page, "/nachrichten", "/nachrichten/") + found_on(page, "/helfernetz", "/helfernetz/")
    for path in (*CLIENT, *inner):
        look_at(page, path)
        assert_accessible(page)
        assert_fits(page)
        assert_touchable(page)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_a_professional_with_clients(live: Live, browse: Browse, cast: Cast, width: int, dark: bool) -> None:
    page = browse(live.url, width=width, dark=dark)
    sign_in(page, cast["jobcenter_worker"], "/eingang")
    cases = found_on(page, "/eingang", "/eingang/")
    inner = cases + found_on(page, cases[0], cases[0])
    for path in dict.fromkeys((*STAFF, *inner)):
        look_at(page, path)
        assert_accessible(page)
        assert_fits(page)


@pytest.mark.parametrize("width", [320, 1280])
def test_an_administrator(live: Live, browse: Browse, cast: Cast, width: int) -> None:
    page = browse(live.url, width=width)
    sign_in(page, cast["jobcenter_admin"], "/stelle")
    for path in ("/stelle", *found_on(page, "/stelle", "/stelle/plakat/")):
        look_at(page, path)
        assert_accessible(page)
        assert_fits(page)
