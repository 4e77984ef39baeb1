# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The public pages and all components, for everybody: A-1, A-4 to A-9 of the requirements."""

import pytest

from sociallook.shell.tests.pages import COMPONENTS
from tests.accessibility.checks import (
    assert_accessible,
    assert_fits,
    assert_large_text_fits,
    assert_spacing_clips_nothing,
    assert_touchable,
    tab_walk,
)
from tests.accessibility.pages import WITHOUT_SIGN_IN
from tests.browse import Browse
from tests.live import Live

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_everybody_comes_along(live: Live, browse: Browse, width: int, dark: bool) -> None:
    """One profile for all pages: a test for each would start sixty browsers."""
    page = browse(live.url, width=width, dark=dark)
    for path in WITHOUT_SIGN_IN:
        page.goto(path)
        assert_accessible(page)
        assert_fits(page)


def test_forced_colours(live: Live, browse: Browse) -> None:
    page = browse(live.url, width=1280)
    page.emulate_media(forced_colors="active")
    for path in WITHOUT_SIGN_IN:
        page.goto(path)
        assert_accessible(page)


def test_large_and_wide_text(live: Live, browse: Browse) -> None:
    page = browse(live.url, width=390)
    for path in WITHOUT_SIGN_IN:
        page.goto(path)
        assert_large_text_fits(page)
        assert_spacing_clips_nothing(page)


@pytest.mark.parametrize("width", [390, 1280])
def test_fingers_find_every_control(live: Live, browse: Browse, width: int) -> None:
    page = browse(live.url, width=width)
    for path in WITHOUT_SIGN_IN:
        page.goto(path)
        assert_touchable(page)


@pytest.mark.parametrize("path", ["/", "/hilfe", *COMPONENTS])
@pytest.mark.parametrize("width", [390, 1280])
def test_keyboard_reaches_everything_and_is_seen(live: Live, browse: Browse, path: str, width: int) -> None:
    page = browse(live.url, width=width)
    page.goto(path)
    walked = tab_walk(page)
    assert 'class="skip"' in walked[0] or "data-errors" in walked[0] or len(walked) > 5
    assert any("tel:" in html for html in walked), "the phone number of the help block is reached"
