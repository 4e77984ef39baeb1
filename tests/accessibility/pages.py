# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Which page is looked at by which test of access. tests/house holds that no page and no dialog is forgotten."""

from collections.abc import Mapping
from typing import Final

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

CLIENT_WITH_HELPERS = ("/nachrichten/<uuid:relation>", "/helfernetz/<uuid:relation>")
STAFF_WITH_CLIENTS = ("/eingang/<uuid:relation>", "/eingang/<uuid:relation>/dokumente")
ADMINISTRATION = ("/stelle/plakat/<uuid:team>",)
"""What the tests with people in them find by following links."""

ON_A_JOURNEY: Final[Mapping[str, str]] = {
    "/bausteine/<slug:side>": "tests/accessibility/test_public_pages.py",
    "/hilfe-finden/bedarf/<slug:category>": "tests/accessibility/test_directory_pages.py",
    "/hilfe-finden/angebot/<uuid:offer>": "tests/accessibility/test_directory_pages.py",
    **dict.fromkeys(
        (
            "/angebote-pflegen",
            "/angebote-pflegen/link",
            "/angebote-pflegen/fertig",
            "/angebote-pflegen/uebersicht",
            "/angebote-pflegen/organisation",
            "/angebote-pflegen/ort",
            "/angebote-pflegen/ort/<uuid:location>",
            "/angebote-pflegen/angebot",
            "/angebote-pflegen/angebot/<uuid:service>",
            "/redaktion",
            "/redaktion/vorschlag/<int:number>",
            "/redaktion/aenderungen",
            "/redaktion/organisationen",
            "/redaktion/organisationen/<uuid:organization>",
            "/redaktion/organisationen/<uuid:organization>/bearbeiten",
            "/redaktion/organisationen/<uuid:organization>/ort",
            "/redaktion/organisationen/<uuid:organization>/ort/<uuid:location>",
            "/redaktion/organisationen/<uuid:organization>/angebot",
            "/redaktion/organisationen/<uuid:organization>/angebot/<uuid:service>",
            "/redaktion/fragen",
            "/redaktion/worte",
            "/redaktion/worte/<slug:category>",
            "/redaktion/importe",
            "/redaktion/importe/<uuid:job>",
        ),
        "tests/accessibility/test_editing_pages.py",
    ),
    "/konto/hinweise": "tests/accessibility/test_account_pages.py",
    "/konto/zugangsblatt": "tests/accessibility/test_account_pages.py",
    "/helfernetz/pruefen": "tests/journeys/test_rights.py",
    "/stelle/beginnen": "tests/journeys/test_institution.py",
    "/einladung": "tests/journeys/test_institution.py",
}
"""Pages that are reached in one situation only, and who looks at them in it."""

NO_PAGE: Final[Mapping[str, str]] = {
    "/anzeige": "a frame without a name of its own, inside the viewer",
    "/barrierefreiheit.json": "data",
    "/healthz": "for machines",
    "/manifest.webmanifest": "for the browser",
    "/service-worker.js": "for the browser",
    **dict.fromkeys(
        (
            "/angebote-pflegen/bestaetigen",
            "/angebote-pflegen/bestaetigen/<uuid:service>",
            "/angebote-pflegen/zurueckziehen/<uuid:subject>",
            "/redaktion/aenderungen/<int:number>/rueckgaengig",
            "/redaktion/ort/<uuid:location>/geheim",
            "/redaktion/angebot/<uuid:service>/bestaetigt",
            "/redaktion/angebot/<uuid:service>/entfernen",
            "/redaktion/fragen/<int:number>/erledigt",
            "/redaktion/worte/aenderung/<int:number>",
            "/sprache/setzen",
        ),
        "takes a form and leads back",
    ),
}
"""Addresses that show nothing to anybody, and why."""

DIALOGS: Final[Mapping[str, str]] = {
    "abmelden-titel": "tests/accessibility/test_account_pages.py",
    "ask-title": "tests/journeys/test_documents.py",
    "forget-titel": "tests/accessibility/test_account_pages.py",
    "frage-mitlesen": "tests/accessibility/test_pages_with_people.py",
    "frage-titel": "tests/accessibility/test_public_pages.py",
    "idle-title": "tests/accessibility/test_pages_with_people.py",
    "leave-title": "tests/journeys/test_institution.py",
    "scanner-titel": "tests/accessibility/test_client_pages.py",
    "step-up-title": "tests/journeys/test_institution.py",
    "viewer-title": "tests/journeys/test_documents.py",
}
"""Title of each dialog, and who looks at it while it is open."""
