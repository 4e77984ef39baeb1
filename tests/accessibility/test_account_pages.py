# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The account's pages in the states in which people meet them: with errors, locked, with an open question."""

import pytest
from playwright.sync_api import Page, expect

from tests.accessibility.checks import assert_accessible, assert_fits, assert_touchable
from tests.browse import Browse
from tests.journeys.test_account import confirm, patience, register, with_authenticator  # noqa: F401 - a fixture
from tests.live import Live

pytestmark = pytest.mark.browser


def holds(page: Page) -> None:
    assert_accessible(page)
    assert_fits(page)
    assert_touchable(page)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_account_is_for_everybody_in_every_state(live: Live, browse: Browse, width: int, dark: bool) -> None:
    page = browse(live.url, width=width, dark=dark)
    with_authenticator(page, prf=True)
    page.goto("/anmelden")
    page.get_by_role("button", name="Mit sechs Wörtern anmelden").click()
    expect(page.locator("[data-errors]")).to_be_focused()
    holds(page)
    register(page)
    confirm(page)
    page.goto("/konto/hinweise")
    expect(page.get_by_role("heading", name="Hinweise auf diesem Gerät")).to_be_visible()
    holds(page)
    page.goto("/konto/zugangsblatt")
    expect(page.get_by_role("heading", name="Neues Zugangsblatt")).to_be_visible()
    holds(page)
    page.goto("/konto")
    page.get_by_role("button", name="Einrichten", exact=True).click()
    holds(page)
    page.get_by_role("button", name="Abmelden", exact=True).click()
    expect(page.get_by_role("dialog", name="Wirklich abmelden?")).to_be_visible()
    holds(page)
    page.get_by_role("button", name="Nein, angemeldet bleiben").click()
    page.get_by_role("button", name="Jetzt sperren").click()
    expect(page.get_by_role("heading", name="Ihr Ordner ist hier gesperrt")).to_be_visible()
    holds(page)
    page.get_by_role("button", name="Von diesem Gerät entfernen").click()
    expect(page.get_by_role("dialog", name="Von diesem Gerät entfernen?")).to_be_visible()
    holds(page)
