# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Pages full of people, messages, rights and documents, for everybody: A-1 and A-4 on both sides of the line."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.accessibility.checks import (
    assert_accessible,
    assert_accessible_in_both_lights,
    assert_dialogs_accessible,
    assert_fits,
    assert_touchable,
)
from tests.accessibility.pages import (
    ADMINISTRATION,
    CLIENT,
    CLIENT_WITH_HELPERS,
    STAFF,
    STAFF_WITH_CLIENTS,
)
from tests.browse import Browse
from tests.musterstadt import PATIENCE, Musterstadt, sign_in

pytestmark = pytest.mark.browser

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


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


def kinds(addresses: list[str], parameter: str) -> set[str]:
    return {UUID.sub(f"<uuid:{parameter}>", address) for address in addresses}


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_a_client_with_helpers(musterstadt: Musterstadt, browse: Browse, width: int, dark: bool) -> None:
    page = browse(musterstadt.live.url, width=width, dark=dark)
    sign_in(page, musterstadt.cast["client"], "/heute")
    inner = found_on(page, "/nachrichten", "/nachrichten/") + found_on(page, "/helfernetz", "/helfernetz/")
    assert kinds(inner, "relation") == set(CLIENT_WITH_HELPERS)
    dialogs: set[str] = set()
    for path in (*CLIENT, *inner):
        look_at(page, path)
        assert_accessible(page)
        if not dark:  # each is looked at by day and by night at once
            assert_dialogs_accessible(page, dialogs)
        assert_fits(page)
        assert_touchable(page)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_a_professional_with_clients(musterstadt: Musterstadt, browse: Browse, width: int, dark: bool) -> None:
    page = browse(musterstadt.live.url, width=width, dark=dark)
    sign_in(page, musterstadt.cast["jobcenter_worker"], "/eingang")
    cases = found_on(page, "/eingang", "/eingang/")
    inner = cases + found_on(page, cases[0], cases[0])
    assert kinds(inner, "relation") == set(STAFF_WITH_CLIENTS)
    for path in dict.fromkeys((*STAFF, *inner)):
        look_at(page, path)
        assert_accessible(page)
        assert_fits(page)


@pytest.mark.parametrize("width", [320, 1280])
def test_an_administrator(musterstadt: Musterstadt, browse: Browse, width: int) -> None:
    page = browse(musterstadt.live.url, width=width)
    sign_in(page, musterstadt.cast["jobcenter_admin"], "/stelle")
    inner = found_on(page, "/stelle", "/stelle/plakat/")
    assert kinds(inner, "team") == set(ADMINISTRATION)
    for path in ("/stelle", *inner):
        look_at(page, path)
        assert_accessible_in_both_lights(page)
        assert_fits(page)
