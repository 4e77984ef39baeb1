# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Which page is looked at by which test of access. tests/house holds that no place of a menu is forgotten."""

from sociallook.shell.tests.pages import COMPONENTS, PUBLIC, REFUSED

WITHOUT_SIGN_IN = (*PUBLIC, *COMPONENTS, REFUSED)
SIGNING_IN = ("/anmelden", "/konto/anlegen", "/konto/blatt-verloren", "/verbinden")
CLIENT = (
    "/heute",
    "/nachrichten",
    "/dokumente",
    "/helfernetz",
    "/helfernetz/hinzufuegen",
    "/helfernetz/tabelle",
    "/helfernetz/einblicke",
    "/konto",
)
"""A client's pages as they are before the first helper. With helpers: the journeys."""
STAFF = ("/eingang", "/team")
"""Looked at with a team in the journeys; here only so that a new place of the menu is noticed."""
