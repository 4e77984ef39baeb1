# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""A client's pages for everybody, from the first minute on: A-1, A-4, A-7, A-9."""

import pytest
from playwright.sync_api import Page, expect

from tests.accessibility.checks import (
    assert_accessible,
    assert_accessible_in_both_lights,
    assert_dialogs_accessible,
    assert_fits,
    assert_large_text_fits,
    assert_spacing_clips_nothing,
    assert_touchable,
    tab_walk,
)
from tests.accessibility.pages import CLIENT, SIGNING_IN
from tests.browse import Browse
from tests.live import Live

pytestmark = pytest.mark.browser


def look_at(page: Page, path: str) -> None:
    page.goto(path)
    expect(page.get_by_role("heading", level=1).first).to_be_visible()
    expect(page.locator("[data-loading]:visible")).to_have_count(0)


def register(page: Page) -> None:
    page.goto("/konto/anlegen")
    page.get_by_label("Ja, es ist mein Gerät").check()
    page.get_by_role("button", name="Konto anlegen").click()
    expect(page.get_by_role("heading", name="Ihr Zugangsblatt")).to_be_visible(timeout=30_000)  # the key is computed


@pytest.mark.parametrize("width", [320, 1280])
def test_signing_in_is_for_everybody(live: Live, browse: Browse, width: int) -> None:
    page = browse(live.url, width=width)
    dialogs: set[str] = set()
    for path in SIGNING_IN:
        look_at(page, path)
        assert_accessible_in_both_lights(page)
        assert_dialogs_accessible(page, dialogs)
        assert_fits(page)
        assert_large_text_fits(page)
        assert_touchable(page)
    assert "scanner-titel" in dialogs


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_a_new_folder_is_for_everybody(live: Live, browse: Browse, width: int, dark: bool) -> None:
    page = browse(live.url, width=width, dark=dark)
    register(page)
    assert_accessible(page)
    assert_fits(page)
    page.get_by_role("button", name="Ja, ich habe das Blatt").click()
    expect(page.get_by_role("heading", name="Ihr Zugangsblatt")).to_have_count(0)
    for path in CLIENT:
        look_at(page, path)
        assert_accessible(page)
        assert_fits(page)


def test_fingers_keyboards_and_large_text(live: Live, browse: Browse) -> None:
    page = browse(live.url, width=390)
    register(page)
    page.get_by_role("button", name="Ja, ich habe das Blatt").click()
    expect(page.get_by_role("heading", name="Ihr Zugangsblatt")).to_have_count(0)
    for path in CLIENT:
        look_at(page, path)
        assert_touchable(page)
        assert_large_text_fits(page)
        assert_spacing_clips_nothing(page)
        assert any("tel:" in html for html in tab_walk(page))
