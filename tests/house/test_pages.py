# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""No page and no dialog is left out of the tests of access: both lists are taken from the code."""

import re
from collections.abc import Iterator, Sequence

from django.urls import URLPattern, URLResolver, get_resolver

from sociallook.shell.navigation import MENUS, address
from tests.accessibility.pages import (
    ADMINISTRATION,
    CLIENT,
    CLIENT_WITH_HELPERS,
    DIALOGS,
    NO_PAGE,
    ON_A_JOURNEY,
    SIGNING_IN,
    STAFF,
    STAFF_WITH_CLIENTS,
    WITHOUT_SIGN_IN,
)
from tests.live import ROOT

LOOKED_AT = {
    *WITHOUT_SIGN_IN,
    *SIGNING_IN,
    *CLIENT,
    *CLIENT_WITH_HELPERS,
    *STAFF,
    *STAFF_WITH_CLIENTS,
    *ADMINISTRATION,
    *ON_A_JOURNEY,
}
DIALOG = re.compile(r'<dialog\b[^>]*aria-labelledby="([^"]+)"')


def addresses(patterns: Sequence[URLPattern | URLResolver], before: str = "/") -> Iterator[str]:
    """Every address outside the doors for machines, as its room wrote it."""
    for each in patterns:
        here = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from addresses(each.url_patterns, here)
        elif not here.startswith("/api/"):
            yield here


def test_every_page_is_looked_at() -> None:
    """A new page fails here until a test of access looks at it."""
    found = set(addresses(get_resolver().url_patterns))
    assert len(found) > 40
    assert found - LOOKED_AT - set(NO_PAGE) == set(), "looked at by no test of access"
    assert set(ON_A_JOURNEY) | set(NO_PAGE) <= found, "gone"


def test_every_place_of_a_menu_is_looked_at() -> None:
    reachable = {address(place.name) for places in MENUS.values() for place in places} - {""}
    assert reachable <= LOOKED_AT


def test_every_dialog_is_looked_at() -> None:
    found = {
        name for file in ROOT.glob("sociallook/*/templates/**/*.html") for name in DIALOG.findall(file.read_text())
    }
    assert found == set(DIALOGS)


def test_who_is_said_to_look_does() -> None:
    for file in {*ON_A_JOURNEY.values(), *DIALOGS.values()}:
        assert re.search(r"assert_accessible|holds\(", (ROOT / file).read_text()), file
