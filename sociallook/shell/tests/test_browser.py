# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""What every page can do with script: leave at once, say what happened, ask, show what a form needs."""

import pytest
from playwright.sync_api import Page, expect

from tests.browse import Browse
from tests.live import Live

pytestmark = pytest.mark.browser


@pytest.fixture
def components(live: Live, browse: Browse) -> Page:
    page = browse(live.url, width=390)
    page.goto("/bausteine")
    return page


def heard(page: Page, text: str) -> None:
    """The live region says it (A-10)."""
    expect(page.locator("[data-live]")).to_have_text(text)


def test_leaving_takes_the_page_out_of_this_window(live: Live, browse: Browse) -> None:
    """A-33: neither the page nor, by "back", the one before it is shown again."""
    page = browse(live.url, width=390)
    page.goto("/hilfe")
    page.goto("/sicherheit")
    page.get_by_role("link", name="Seite schnell verlassen").click()
    page.wait_for_url("about:blank")
    page.go_back()
    page.wait_for_url("about:blank")
    page.goto("/hilfe")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_leaving_works_without_script(live: Live, browse: Browse) -> None:
    page = browse(live.url)
    page.goto("/")
    assert page.get_by_role("link", name="Seite schnell verlassen").get_attribute("href") == "about:blank"


def test_no_network_is_said_and_shown(components: Page) -> None:
    banner = components.locator("[data-offline]")
    expect(banner).to_be_hidden()
    components.context.set_offline(True)
    expect(banner).to_be_visible()
    heard(components, "Kein Netz. Sie können lesen und schreiben. Gesendet wird später.")
    components.context.set_offline(False)
    expect(banner).to_be_hidden()
    heard(components, "Sie haben wieder Netz.")


def test_what_happened_is_said_near_and_can_be_undone(components: Page) -> None:
    button = components.get_by_role("button", name="Meldung zeigen")
    button.click()
    message = components.locator("[data-said]")
    expect(message).to_contain_text("Freigabe beendet.")
    expect(message).to_be_in_viewport()
    heard(components, "Freigabe beendet.")
    expect(button).to_be_focused()
    message.get_by_role("button", name="Wieder erlauben").click()
    expect(message).to_have_count(0)
    expect(button).to_be_focused()


def test_a_question_keeps_and_returns_the_focus(components: Page) -> None:
    button = components.get_by_role("button", name="Frage zeigen")
    button.press("Enter")
    dialog = components.get_by_role("dialog", name="Alle Freigaben beenden?")
    expect(dialog).to_be_visible()
    components.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(button).to_be_focused()
    expect(components.locator("[data-said]")).to_have_count(0)
    button.press("Enter")
    dialog.get_by_role("button", name="Beenden").click()
    expect(components.locator("[data-said]")).to_contain_text("Alle Freigaben beendet.")


def test_what_a_form_needs_is_shown_and_forgotten(components: Page) -> None:
    """A-12, by script the same way as by the server."""
    form = components.locator("[data-example]")
    field = form.get_by_label("Ihre Nachricht")
    form.get_by_role("button", name="Prüfen").click()
    summary = form.locator(":scope > [data-errors]")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("heading")).to_have_text("Ein Feld braucht Sie noch")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(
        "Das lesen: Jobcenter Musterstadt und Sie. Schreiben Sie erst etwas. Dann können Sie senden."
    )
    summary.get_by_role("link").click()
    expect(field).to_be_focused()
    field.fill("Guten Tag")
    form.get_by_role("button", name="Prüfen").click()
    expect(summary).to_have_count(0)
    expect(field).not_to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description("Das lesen: Jobcenter Musterstadt und Sie.")
    expect(field).to_have_value("Guten Tag")


def test_a_form_that_came_back_begins_with_what_it_needs(components: Page) -> None:
    expect(components.locator("[data-errors]").first).to_be_focused()


def test_reading_aloud_is_only_offered_with_a_voice_of_the_device(live: Live, browse: Browse) -> None:
    """A-30: Debian's Chromium has no voice, so nothing is offered; with one, the button appears and starts it."""
    page = browse(live.url)
    page.goto("/hilfe")
    expect(page.get_by_role("button", name="Seite vorlesen")).to_be_hidden()
    page.add_init_script(
        """
        const voice = { lang: 'de-DE', localService: true, name: 'Device' }
        const spoken = window.spoken = []
        window.SpeechSynthesisUtterance = class extends EventTarget { constructor(text) { super(); this.text = text } }
        Object.defineProperty(window, 'speechSynthesis', { value: Object.assign(new EventTarget(), {
          getVoices: () => [voice, { lang: 'de-DE', localService: false, name: 'Elsewhere' }],
          speak: (utterance) => spoken.push([utterance.voice.name, utterance.text]), cancel: () => undefined,
          pending: false, speaking: false,
        }) })
        """
    )
    page.reload()
    page.get_by_role("button", name="Seite vorlesen").click()
    spoken = page.evaluate("window.spoken")
    assert spoken[0] == ["Device", "Hilfe"]
    assert {voice for voice, _text in spoken} == {"Device"}
    expect(page.get_by_role("button", name="Vorlesen beenden")).to_be_visible()


def test_pages_are_complete_without_script(live: Live, browse: Browse) -> None:
    reader = browse(live.url)
    reader.route("**/*.js", lambda route: route.abort())
    reader.goto("/ohne-internet")
    expect(reader.get_by_role("heading", level=1)).to_be_visible()
    expect(reader.get_by_role("button", name="Diese Seite drucken")).to_be_hidden()


def test_a_page_never_seen_says_so_without_a_network(live: Live, browse: Browse) -> None:
    page = browse(live.url)
    page.goto("/")
    page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")
    page.reload()  # now the service worker answers
    page.context.set_offline(True)
    page.goto("/sicherheit")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kein Netz")
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Viele helfen. Sie bestimmen.")
