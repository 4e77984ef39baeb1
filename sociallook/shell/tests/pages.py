# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Every page that anybody can open, for all tests that look at all of them."""

PUBLIC = (
    "/",
    "/so-geht-es",
    "/sicherheit",
    "/hilfe",
    "/hilfe-finden",
    "/ohne-internet",
    "/barrierefreiheit",
    "/impressum",
    "/datenschutz",
    "/sprache",
    "/offline",
)
COMPONENTS = ("/bausteine", "/bausteine/klient", "/bausteine/breit", "/bausteine/stelle")
REFUSED = "/diese-seite-gibt-es-nicht"
