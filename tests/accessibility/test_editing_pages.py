# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Pages of providers and editors, full of offers: A-1, A-4, A-6 and A-9, and the ways through them with a keyboard."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from sociallook_sdk.accounts import register
from sociallook_sdk.transport import HttpTransport

from sociallook.accounts.actors import COOKIE
from tests.accessibility.checks import assert_accessible, assert_fits, assert_touchable, tab_walk
from tests.browse import Browse
from tests.live import Live

pytestmark = pytest.mark.browser

PICTURES = os.environ.get("SOCIALLOOK_TEST_PICTURES", "")
"""A folder: then each page is also kept as a picture, for whoever works on its looks."""
TABLE = """Träger;Angebot;Kategorie;Straße;PLZ;Ort;Telefon;Öffnungszeiten;Kostenlos;Stand
Haus am Fluss;Schuldnerberatung;schuldnerberatung;Markt 1;99734;Nordhausen;030 23125 001, Büro;Mo-Fr 9-12;ja;01.11.2026
Haus am Fluss;Kleiderkammer;kleiderkammer;Markt 2;99734;Nordhausen;;nach Vereinbarung;;01.02.2025
Werkstatt für alle;Nähcafé;familienzentrum;Weg 3;99734;Nordhausen;;Di 14-18;ja;
"""


@dataclass
class Office:
    """Who has been let in, and one organisation with its id."""

    token: str
    organization: str
    link: str


@pytest.fixture(scope="module")
def office(live: Live, tmp_path_factory: pytest.TempPathFactory) -> Office:
    with HttpTransport(live.url) as transport:
        me, _sheet = register(transport, "professional")
        token = str(transport._http.headers["Authorization"]).partition(" ")[2]
    live.sociallook("directory", "editor", "add", me.login, "--name", "Berta Beispiel")
    file = tmp_path_factory.mktemp("import") / "kreis.csv"
    file.write_text(TABLE, "utf-8")
    assert "new: 5" in live.sociallook("directory", "import", str(file), "--format", "csv")
    found = json.loads(live.sociallook("directory", "export"))
    organization = next(each["id"] for each in found["organizations"] if each["name"] == "Haus am Fluss")
    link = live.sociallook("directory", "link", organization).splitlines()[1]
    return Office(token, organization, link)


def look(page: Page, name: str) -> None:
    """What every page must hold."""
    expect(page.get_by_role("heading", level=1).first).to_be_visible()
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
    assert_accessible(page)
    assert_touchable(page)
    before = page.viewport_size
    assert before
    for width in (320, 1280):
        page.set_viewport_size({**before, "width": width})
        assert_fits(page)
    page.set_viewport_size(before)


def test_a_provider(live: Live, browse: Browse, office: Office) -> None:
    page = browse(live.url, width=320)
    page.goto("/angebote-pflegen")
    look(page, "enter")
    page.get_by_label("E-Mail-Adresse Ihrer Stelle").fill("niemand@example.org")
    page.get_by_role("button", name="Link schicken lassen").click()
    page.wait_for_url("**/link")
    look(page, "link-sent")
    page.goto("about:blank")
    page.goto(office.link)
    expect(page.get_by_text("Ihr Link ist da.")).to_be_visible()
    assert "#" not in page.url, "the token leaves the address at once"
    page.keyboard.press("Enter")
    page.wait_for_url("**/uebersicht")
    look(page, "provider")
    assert any("Ändern" in html or "/angebot/" in html for html in tab_walk(page))
    page.get_by_role("button", name="Alles stimmt noch").click()
    expect(page.get_by_text("Ihre Angebote gelten als bestätigt.")).to_be_visible()
    page.get_by_role("link", name="Ändern – Kleiderkammer").click()
    look(page, "provider-sheet")
    page.get_by_label("E-Mail für dieses Angebot").fill("kein at")
    page.get_by_label("Was ist das?").fill("Kleider für wenig Geld, mit Café")
    page.get_by_role("button", name="An die Redaktion senden").click()
    expect(page.locator("[data-errors]")).to_be_focused()
    look(page, "provider-mistake")
    expect(page.get_by_label("Was ist das?")).to_have_value("Kleider für wenig Geld, mit Café")
    page.get_by_label("E-Mail für dieses Angebot").fill("kleider@example.org")
    page.get_by_role("button", name="An die Redaktion senden").click()
    expect(page.get_by_text("Ihre Änderung wartet auf die Redaktion.")).to_be_visible()
    look(page, "provider-waiting")
    for path in ("organisation", "ort", "angebot"):
        page.goto(f"/angebote-pflegen/{path}")
        look(page, f"provider-{path}")
    page.goto("/angebote-pflegen/uebersicht")
    page.locator('a[href*="/angebote-pflegen/ort/"]').first.click()
    look(page, "provider-location")
    page.goto("/angebote-pflegen/uebersicht")
    page.get_by_role("button", name="Stimmt noch – Kleiderkammer").click()
    expect(page.get_by_text("Ihre Angebote gelten als bestätigt.")).to_be_visible()
    page.get_by_role("button", name="Fertig, Link beenden").click()
    look(page, "provider-left")
    page.goto("/sprache")  # a form of another room: browsers must let it through as well
    page.get_by_role("button", name="English").click()
    page.goto("/angebote-pflegen")
    expect(page.get_by_role("heading", level=1)).to_have_text("Keep your offers")


def test_an_editor(live: Live, browse: Browse, office: Office, tmp_path: Path) -> None:
    page = browse(live.url, width=1280, dark=True)
    host = urlsplit(live.url).hostname or ""
    page.context.add_cookies([{"name": COOKIE, "value": office.token, "domain": host, "path": "/", "httpOnly": True}])
    page.goto("/redaktion")
    look(page, "queue")
    tab_walk(page)
    if page.locator(".rows a.row").count():
        page.locator(".rows a.row").first.click()
        look(page, "proposal")
    page.goto("/redaktion/organisationen?name=fluss")
    look(page, "organizations")
    page.get_by_role("link", name="Haus am Fluss").first.click()
    look(page, "organization")
    page.get_by_role("link", name="Bearbeiten – Schuldnerberatung").click()
    look(page, "editor-sheet")
    page.get_by_label("Gerade wichtig").fill("Im August geschlossen")
    page.get_by_role("button", name="Speichern und veröffentlichen").click()
    expect(page.get_by_text("Gespeichert und veröffentlicht.")).to_be_visible()
    for path in ("bearbeiten", "ort", "angebot"):
        page.goto(f"/redaktion/organisationen/{office.organization}/{path}")
        look(page, f"editor-{path}")
    page.goto(f"/redaktion/organisationen/{office.organization}")
    page.locator('a[href*="/ort/"]').first.click()
    look(page, "editor-location")
    page.goto("/redaktion/aenderungen")
    look(page, "versions")
    page.get_by_role("button", name="Rückgängig").first.click()
    expect(page.get_by_text("Rückgängig gemacht.")).to_be_visible()
    for path, name in (("fragen", "questions"), ("worte", "words"), ("worte/schuldnerberatung", "words-of")):
        page.goto(f"/redaktion/{path}")
        look(page, name)
    _import(page, tmp_path)


def _import(page: Page, folder: Path) -> None:
    """Choose a file, say what a column is, try it, read what is wrong."""
    file = folder / "kreis.csv"
    file.write_bytes(TABLE.replace("Angebot;", "Unsinn;").replace(";Nähcafé;", ";;").encode("cp1252"))
    page.goto("/redaktion/importe")
    look(page, "imports")
    page.get_by_label("Datei", exact=True).set_input_files(file)
    page.get_by_label("Woher kommen die Angaben?").fill("Landkreis, Stand November")
    page.get_by_role("button", name="Datei ansehen").click()
    expect(page.get_by_text("Noch fehlt: Name des Angebots")).to_be_visible()
    look(page, "import")
    page.get_by_label("Unsinn").select_option("service.name")
    page.get_by_role("button", name="Probe: alle Zeilen prüfen").click()
    expect(page.get_by_text("Nichts wurde übernommen.")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("Zeile 4: Spalte „Unsinn“: Bitte geben Sie dem Angebot einen Namen.").first).to_be_visible()
    look(page, "import-report")
