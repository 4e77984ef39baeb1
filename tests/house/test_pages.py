# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""No page that a menu leads to is left out of the tests of access."""

from sociallook.shell.navigation import MENUS, address
from tests.accessibility.pages import CLIENT, SIGNING_IN, STAFF, WITHOUT_SIGN_IN


def test_every_place_of_a_menu_is_looked_at() -> None:
    reachable = {address(place.name) for places in MENUS.values() for place in places} - {""}
    assert reachable <= {*WITHOUT_SIGN_IN, *SIGNING_IN, *CLIENT, *STAFF}
