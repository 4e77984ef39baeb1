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
STAFF = ("/eingang", "/team", "/team/kontakt", "/stelle")
"""Looked at by a professional with clients. The administrator's own view of "/stelle" has a test of its own."""
