# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The account in a real browser: opened without giving anything, kept on paper, opened again, locked, left."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browse import Browse
from tests.live import Live

pytestmark = pytest.mark.browser

OWN = "Ja, es ist mein Gerät"
FOREIGN = "Nein, es ist ein fremdes Gerät"
STORED = "async () => JSON.stringify([await indexedDB.databases(), {...localStorage}, {...sessionStorage}])"


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    """Keys are computed in the browser: on a busy machine that takes its time."""
    expect.set_options(timeout=30_000)
    yield
    expect.set_options(timeout=5_000)


@dataclass(frozen=True)
class Sheet:
    """What a person keeps on paper."""

    login: str
    words: str


def register(page: Page, device: str = OWN) -> Sheet:
    """Open an account and look at the sheet."""
    page.goto("/konto/anlegen")
    page.get_by_label(device).check()
    page.get_by_role("button", name="Konto anlegen").click()
    expect(page.get_by_role("heading", name="Ihr Zugangsblatt")).to_be_visible()
    return read_sheet(page)


def read_sheet(page: Page) -> Sheet:
    expect(page.locator("[data-words] li")).to_have_count(6)
    return Sheet(page.locator(".login").inner_text(), " ".join(page.locator("[data-words] li").all_inner_texts()))


def confirm(page: Page) -> None:
    page.get_by_role("button", name="Ja, ich habe das Blatt").click()
    page.wait_for_url("**/heute")


def sign_in(page: Page, sheet: Sheet, device: str = OWN) -> None:
    page.goto("/anmelden#weiter=/konto")
    page.get_by_label(device).check()
    page.get_by_label("Anmeldename").fill(sheet.login)
    page.get_by_label("Ihre sechs Wörter").fill(sheet.words)
    page.get_by_role("button", name="Mit sechs Wörtern anmelden").click()
    expect(page.get_by_role("heading", name="Mein Konto")).to_be_visible()


def posted(page: Page) -> list[str]:
    """Collects everything the page sends from now on."""
    sent: list[str] = []
    page.on("request", lambda request: sent.append(f"{request.url} {request.post_data or ''} {request.headers}"))
    return sent


def wait_for_worker(page: Page) -> None:
    """Until the service worker looks after this page."""
    page.evaluate(
        """() => new Promise((done) => navigator.serviceWorker.controller
            ? done() : navigator.serviceWorker.addEventListener('controllerchange', () => done()))"""
    )


def test_register_gives_nothing_and_the_words_never_leave(live: Live, browse: Browse) -> None:
    page = browse(live.url, width=390)
    sent = posted(page)
    sheet = register(page)
    assert re.fullmatch(r"[a-z]+-[a-z]+-\d{4}", sheet.login)
    page.reload()
    assert read_sheet(page) == sheet, "a reload before the sheet is confirmed must not lose it"
    confirm(page)
    page.goto("/konto/zugangsblatt")
    expect(page.get_by_role("heading", name="Neues Zugangsblatt")).to_be_visible()
    everything = " ".join(sent).lower()
    assert sheet.login in everything, "the test must have seen the requests"
    for words in (sheet.words.lower(), *(" ".join(pair) for pair in pairs(sheet))):
        assert words not in everything
    log = live.log.read_text().lower()
    assert sheet.login not in log
    assert not any(" ".join(pair) in log for pair in pairs(sheet))


def pairs(sheet: Sheet) -> list[tuple[str, str]]:
    words = sheet.words.lower().split()
    return list(pairwise(words))


def test_nothing_is_preselected_and_nothing_typed_is_lost(live: Live, browse: Browse) -> None:
    page = browse(live.url)
    sheet = register(browse(live.url))
    first, *others = sheet.words.lower().split()
    page.goto("/anmelden")
    submit = page.get_by_role("button", name="Mit sechs Wörtern anmelden")
    submit.click()
    errors = page.locator("[data-errors]")
    expect(errors).to_be_focused()
    expect(errors.get_by_role("link")).to_have_count(3)
    page.get_by_label(FOREIGN).check()
    field = page.get_by_label("Ihre sechs Wörter")

    def answer(login: str, words: str) -> None:
        page.get_by_label("Anmeldename").fill(login)
        field.fill(words)
        submit.click()

    answer(sheet.login, " ".join(others))
    expect(errors).to_contain_text("Sie haben fünf Wörter eingegeben. Schauen Sie auf das Blatt: Welches fehlt?")
    expect(field).to_have_value(" ".join(others))
    answer(sheet.login, " ".join([f"{first}x", *others]))
    expect(errors).to_contain_text(f"Meinen Sie „{first}“?")
    answer(sheet.login, " ".join([first, "zzzzzz", *others]))
    expect(errors).to_contain_text("Das sind sieben Wörter.")
    older = " ".join(["ausgemustert", *others])  # a sheet may be older than the list: whoever insists is believed
    answer(sheet.login, older)
    expect(errors).to_contain_text("„ausgemustert“ steht nicht in der Liste der Wörter.")
    submit.click()
    expect(errors).to_contain_text("passen nicht zusammen")
    answer("Max Mustermann", sheet.words)
    expect(errors).to_contain_text("So sieht ein Anmeldename aus")
    answer(sheet.login, " ".join([*others, first]))
    expect(errors).to_contain_text("passen nicht zusammen")
    answer("haus-haus-0000", sheet.words)
    expect(errors).to_contain_text("passen nicht zusammen")
    expect(page.get_by_label("Anmeldename")).to_have_value("haus-haus-0000")


def test_words_as_people_type_them(live: Live, browse: Browse) -> None:
    sheet = register(browse(live.url))
    page = browse(live.url)
    page.goto("/anmelden#weiter=/konto")
    page.get_by_label(OWN).check()
    page.get_by_label("Anmeldename").fill(f" {sheet.login.upper().replace('-', ' ')} ")
    field = page.get_by_label("Ihre sechs Wörter")
    first, *others = sheet.words.lower().split()
    field.press_sequentially(first[:3])
    suggestions = page.get_by_label("Vorschläge für das Wort")
    expect(suggestions.get_by_role("button").first).to_have_text(re.compile(f"^{first[:3]}"))
    field.fill("1. Wort Wort, 2. Wort Aalen")
    expect(page.get_by_text("zwei von sechs Wörtern")).to_be_visible()  # "wort" is a word of the list
    numbered = "\n".join(f"{number}. {word.title()}," for number, word in enumerate([first, *others], 1))
    field.fill(numbered)
    page.get_by_role("button", name="Mit sechs Wörtern anmelden").click()
    expect(page.get_by_role("heading", name="Mein Konto")).to_be_visible()
    expect(page.locator("[data-slot=login]").first).to_have_text(sheet.login)


def test_a_pasted_sheet_fills_both_fields(live: Live, browse: Browse) -> None:
    page = browse(live.url)
    page.goto("/anmelden")
    expect(page.locator("#unlock")).to_have_count(0)  # the program has started and taken away what is not asked now
    words = page.get_by_label("Ihre sechs Wörter")
    words.focus()
    page.evaluate(
        """() => {
            const data = new DataTransfer()
            data.setData('text', 'SOCIALLOOK1 haus-hof-1234 aalen abart abba abbe abbiegen abbild')
            const paste = { clipboardData: data, bubbles: true, cancelable: true }
            document.activeElement.dispatchEvent(new ClipboardEvent('paste', paste))
        }"""
    )
    expect(page.get_by_label("Anmeldename")).to_have_value("haus-hof-1234")
    expect(words).to_have_value("aalen abart abba abbe abbiegen abbild")


def test_sign_in_with_a_picture_of_the_sheet(live: Live, browse: Browse, tmp_path: Path) -> None:
    first = browse(live.url)
    sheet = register(first)
    first.locator("[data-qr]").screenshot(path=tmp_path / "sheet.png")
    (tmp_path / "broken.png").write_bytes(b"not a picture")
    page = browse(live.url, width=390)
    page.goto("/anmelden#weiter=/konto")
    picture = page.get_by_label("Bild vom Blatt wählen")
    picture.set_input_files(tmp_path / "broken.png")
    expect(page.locator("[data-errors]")).to_contain_text("kein Bild")
    page.screenshot(path=tmp_path / "no-code.png")
    picture.set_input_files(tmp_path / "no-code.png")
    expect(page.locator("[data-errors]")).to_contain_text("kein Code zu erkennen")
    picture.set_input_files(tmp_path / "sheet.png")
    expect(page.get_by_label("Anmeldename")).to_have_value(sheet.login)
    page.get_by_label(OWN).check()
    page.get_by_role("button", name="Mit sechs Wörtern anmelden").click()
    expect(page.get_by_role("heading", name="Mein Konto")).to_be_visible()


def test_the_file_is_made_in_the_browser_and_can_be_read_aloud(live: Live, browse: Browse, tmp_path: Path) -> None:
    page = browse(live.url)
    sheet = register(page)
    sent = posted(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Als Datei speichern").click()
    path = tmp_path / "sheet.pdf"
    download.value.save_as(path)
    assert download.value.suggested_filename == f"Zugangsblatt {sheet.login}.pdf"
    assert not [line for line in sent if " /api/" in line or "POST" in line]
    pdf = PdfReader(path)
    assert len(pdf.pages) == 1
    text = pdf.pages[0].extract_text()
    assert sheet.login in text
    assert all(word in text for word in sheet.words.split())
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert pdf.trailer["/Root"]["/Lang"] == "de"
    assert structure(pdf)[:4] == ["Document", "H1", "P", "H2"]


def structure(pdf: PdfReader) -> list[str]:
    """The tags of the document in reading order."""
    found: list[str] = []

    def walk(node: Any) -> None:
        node = node.get_object()
        if not hasattr(node, "get"):
            return
        if "/S" in node:
            found.append(str(node["/S"])[1:])
        children = node.get("/K", [])
        for child in children if isinstance(children, list) else [children]:
            walk(child)

    root = pdf.trailer["/Root"]["/StructTreeRoot"]
    walk(root)
    return found


def test_the_sheet_prints_on_one_page(live: Live, browse: Browse, tmp_path: Path) -> None:
    page = browse(live.url)
    sheet = register(page)
    page.emulate_media(media="print")
    path = tmp_path / "print.pdf"
    page.pdf(path=path, format="A4")
    pdf = PdfReader(path)
    assert len(pdf.pages) == 1
    text = pdf.pages[0].extract_text()
    assert sheet.login in text
    assert "Ja, ich habe das Blatt" not in text


def test_on_a_foreign_device_nothing_is_kept(live: Live, browse: Browse) -> None:
    sheet = register(browse(live.url))
    page = browse(live.url)
    page.goto("/")
    wait_for_worker(page)
    sign_in(page, sheet, FOREIGN)
    expect(page.get_by_text("Hier bleibt nichts gespeichert.")).to_be_visible()
    assert json.loads(page.evaluate(STORED)) == [[], {}, {}]
    page.goto("/konto")  # the keys come along from page to page
    expect(page.get_by_role("heading", name="Mein Konto")).to_be_visible()
    page.get_by_role("button", name="Abmelden", exact=True).click()
    page.get_by_role("button", name="Ja, abmelden").click()
    page.wait_for_url(live.url + "/")
    page.goto("/konto")
    page.wait_for_url("**/anmelden*")


def test_lock_and_open_again_without_the_server(live: Live, browse: Browse) -> None:
    page = browse(live.url)
    sheet = register(page)
    confirm(page)
    page.goto("/konto")
    page.get_by_role("button", name="Jetzt sperren").click()
    expect(page.get_by_role("heading", name="Ihr Ordner ist hier gesperrt")).to_be_visible()
    page.goto("/konto")
    page.wait_for_url("**/anmelden*")
    expect(page.get_by_text(sheet.login)).to_be_visible()
    sent = posted(page)
    page.get_by_label("Ihre sechs Wörter").fill("aalen abart abba abbe abbiegen abbild")
    page.get_by_role("button", name="Mit sechs Wörtern öffnen").click()
    expect(page.locator("[data-errors]")).to_contain_text("Das sind nicht die Wörter zu diesem Konto.")
    assert not [line for line in sent if "/api/" in line], "a try to unlock must not be seen by the server"
    page.get_by_label("Ihre sechs Wörter").fill(sheet.words)
    page.get_by_role("button", name="Mit sechs Wörtern öffnen").click()
    expect(page.get_by_role("heading", name="Mein Konto")).to_be_visible()


def test_signing_out_wipes_the_device(live: Live, browse: Browse) -> None:
    page = browse(live.url)
    register(page)
    confirm(page)
    page.goto("/konto")
    assert any(base["name"] == "sociallook-device" for base in json.loads(page.evaluate(STORED))[0])
    page.get_by_role("button", name="Abmelden", exact=True).click()
    page.get_by_role("button", name="Ja, abmelden").click()
    page.wait_for_url(live.url + "/")
    assert json.loads(page.evaluate(STORED)) == [[], {}, {}]
    assert page.context.cookies() == [] or not any("session" in each["name"] for each in page.context.cookies())
    page.goto("/anmelden")
    expect(page.get_by_role("heading", name="Anmelden")).to_be_visible()


def test_a_sign_in_ended_elsewhere_locks_that_device(live: Live, browse: Browse) -> None:
    phone = browse(live.url, width=390)
    sheet = register(phone)
    confirm(phone)
    desk = browse(live.url)
    sign_in(desk, sheet)
    desk.get_by_role("button", name=re.compile("Dort abmelden")).click()
    expect(desk.get_by_text("Dort sind Sie abgemeldet.").first).to_be_visible()
    phone.goto("/konto")
    expect(phone.get_by_role("heading", name="Ihr Ordner ist hier gesperrt")).to_be_visible()


def test_a_new_sheet_ends_the_old_one(live: Live, browse: Browse) -> None:
    page = browse(live.url)
    old = register(page)
    confirm(page)
    page.goto("/konto/zugangsblatt")
    page.get_by_label("Ihre sechs Wörter").fill(old.words)
    page.get_by_role("button", name="Mit den alten sechs Wörtern ein neues Blatt machen").click()
    expect(page.get_by_role("heading", name="Ihr Zugangsblatt")).to_be_visible()
    new = read_sheet(page)
    assert new.login == old.login
    assert new.words != old.words
    other = browse(live.url)
    other.goto("/anmelden")
    other.get_by_label(OWN).check()
    other.get_by_label("Anmeldename").fill(old.login)
    other.get_by_label("Ihre sechs Wörter").fill(old.words)
    other.get_by_role("button", name="Mit sechs Wörtern anmelden").click()
    expect(other.locator("[data-errors]")).to_contain_text("passen nicht zusammen")
    sign_in(other, new)


def with_authenticator(page: Page, *, prf: bool) -> Callable[[str, dict[str, Any]], Any]:
    """Chromium's virtual authenticator: a phone's finger that always agrees."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "ctap2Version": "ctap2_1",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
                "hasPrf": prf,
            }
        },
    )
    return session.send


def add_passkey(page: Page, sheet: Sheet) -> None:
    page.goto("/konto")
    page.get_by_role("button", name="Einrichten", exact=True).click()
    page.get_by_label("Ihre sechs Wörter").fill(sheet.words)
    page.get_by_role("button", name="Mit sechs Wörtern einrichten").click()


def test_a_passkey_signs_in_and_unlocks(live: Live, browse: Browse) -> None:
    page = browse(live.url)
    with_authenticator(page, prf=True)
    sheet = register(page)
    confirm(page)
    sent = posted(page)
    add_passkey(page, sheet)
    expect(page.get_by_text("Fingerabdruck oder Gesicht ist eingerichtet.").first).to_be_visible()
    expect(page.get_by_text("Meldet an und öffnet Ihren Ordner.")).to_be_visible()
    page.get_by_role("button", name="Jetzt sperren").click()
    page.get_by_role("button", name="Mit Fingerabdruck oder Gesicht öffnen").click()
    page.wait_for_url("**/heute")
    page.goto("/konto")
    page.get_by_role("button", name="Abmelden", exact=True).click()
    page.get_by_role("button", name="Ja, abmelden").click()
    page.wait_for_url(live.url + "/")
    page.goto("/anmelden#weiter=/konto")
    page.get_by_label(OWN).check()
    page.get_by_role("button", name="Mit Fingerabdruck oder Gesicht").click()
    expect(page.get_by_role("heading", name="Mein Konto")).to_be_visible()
    assert any("passkey" in line for line in sent)
    assert '"prf"' not in " ".join(sent), "what the PRF gives must stay on the device"
    page.get_by_role("button", name=re.compile("^Entfernen")).click()
    expect(page.get_by_text("Noch nichts eingerichtet.")).to_be_visible()


def test_a_lost_sheet_is_replaced_by_fingerprint(live: Live, browse: Browse) -> None:
    page = browse(live.url)
    with_authenticator(page, prf=True)
    old = register(page)
    confirm(page)
    add_passkey(page, old)
    expect(page.get_by_text("Meldet an und öffnet Ihren Ordner.")).to_be_visible()
    page.goto("/konto/zugangsblatt")
    page.get_by_role("button", name="Mit Fingerabdruck ein neues Blatt machen").click()
    expect(page.get_by_role("heading", name="Ihr Zugangsblatt")).to_be_visible()
    new = read_sheet(page)
    assert new.words != old.words
    sign_in(browse(live.url), new)


def test_a_passkey_that_cannot_unlock_says_so(live: Live, browse: Browse) -> None:
    page = browse(live.url)
    with_authenticator(page, prf=False)
    sheet = register(page)
    confirm(page)
    add_passkey(page, sheet)
    expect(page.get_by_text("Ihren Ordner öffnen Sie weiter mit den sechs Wörtern.").first).to_be_visible()
    expect(page.get_by_text("Meldet nur an. Zum Öffnen brauchen Sie die Wörter.")).to_be_visible()
    page.get_by_role("button", name="Jetzt sperren").click()
    expect(page.get_by_role("button", name="Mit Fingerabdruck oder Gesicht öffnen")).to_be_hidden()


def test_a_browser_that_loses_keys_still_works_in_memory(live: Live, browse: Browse) -> None:
    page = browse(live.url)
    page.add_init_script("indexedDB.open = () => { throw new DOMException('gone', 'InvalidStateError') }")
    page.goto("/")
    wait_for_worker(page)
    register(page)
    confirm(page)
    page.goto("/konto")
    expect(page.get_by_text("Ihr Browser behält keine Schlüssel.")).to_be_visible()


def test_who_is_away_from_a_foreign_device_is_asked_and_signed_out(live: Live, browse: Browse) -> None:
    sheet = register(browse(live.url))
    page = browse(live.url)
    page.goto("/")
    wait_for_worker(page)
    sign_in(page, sheet, FOREIGN)
    page.clock.install()
    page.goto("/konto")
    expect(page.get_by_role("heading", name="Mein Konto")).to_be_visible()
    question = page.get_by_role("dialog", name="Sind Sie noch da?")
    page.clock.fast_forward("09:05")
    expect(question).to_be_visible()
    page.get_by_role("button", name="Ja, weitermachen").click()
    expect(question).to_be_hidden()
    page.clock.fast_forward("09:05")
    expect(question).to_be_visible()
    page.clock.fast_forward("01:05")
    page.wait_for_url(live.url + "/")
    page.goto("/konto")
    page.wait_for_url("**/anmelden*")


def test_weaker_protection_is_refused_before_anything_is_sent(live: Live, browse: Browse) -> None:
    page = browse(live.url, may_fail=True)
    weak = {"installation": "00000000-0000-4000-8000-000000000000", "kdf": {"m": 8, "t": 1, "p": 1}}
    page.route("**/api/v1/sign-in/start", lambda route: route.fulfill(json=weak))
    sent = posted(page)
    page.goto("/anmelden")
    page.get_by_label(FOREIGN).check()
    page.get_by_label("Anmeldename").fill("haus-hof-1234")
    page.get_by_label("Ihre sechs Wörter").fill("aalen abart abba abbe abbiegen abbild")
    page.get_by_role("button", name="Mit sechs Wörtern anmelden").click()
    expect(page.locator("[data-errors]")).to_contain_text("E_KDF_FLOOR")
    assert not [line for line in sent if "verifier" in line]


def test_without_a_network_nothing_typed_is_lost(live: Live, browse: Browse) -> None:
    page = browse(live.url)
    page.goto("/anmelden")
    page.get_by_label(FOREIGN).check()
    page.get_by_label("Anmeldename").fill("haus-hof-1234")
    page.get_by_label("Ihre sechs Wörter").fill("aalen abart abba abbe abbiegen abbild")
    wait_for_worker(page)
    page.evaluate("() => navigator.serviceWorker.controller.postMessage({ type: 'keep' })")
    page.get_by_label("Ihre sechs Wörter").focus()
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    page.get_by_role("button", name="Mit sechs Wörtern anmelden").click()
    expect(page.locator("[data-errors]")).to_contain_text("Gerade ist kein Netz da.")
    expect(page.get_by_label("Ihre sechs Wörter")).to_have_value("aalen abart abba abbe abbiegen abbild")
    page.context.set_offline(False)
