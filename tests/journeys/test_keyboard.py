# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The scene by people who have nothing but a keyboard. Locators only look; every act is a key."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from sociallook_protocol.encoding import b64u
from sociallook_sdk import messaging, rights, vault
from sociallook_sdk.accounts import Me

from tests.browse import Browse
from tests.musterstadt import KNOWN, Musterstadt

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("patience")]

MOST = 150
"""Presses of the tab key: more would be no way for anybody."""
HERE = "(all) => all.findIndex((each) => each === document.activeElement)"


class Keys:
    """Somebody at a keyboard."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, wanted: Locator) -> None:
        """Tab until this has the focus, and see that it shows."""
        expect(wanted.first).to_be_attached()
        for _press in range(MOST):
            if wanted.evaluate_all(HERE) >= 0:
                assert self.page.evaluate("document.activeElement.matches(':focus-visible')")
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"not reached in {MOST} presses: {wanted}")

    def press(self, wanted: Locator, key: str = "Enter") -> None:
        self.reach(wanted)
        self.page.keyboard.press(key)

    def type(self, wanted: Locator, text: str) -> None:
        self.reach(wanted)
        self.page.keyboard.insert_text(text)

    def skip(self) -> None:
        """Past the menu."""
        self.press(self.page.get_by_role("link", name="Zum Inhalt springen"))

    def sign_in(self, person: dict[str, str], to: str) -> None:
        page = self.page
        page.goto(f"/anmelden#weiter={to}")
        self.press(page.get_by_role("radio", name=re.compile("Ja, es ist mein Gerät")), "Space")
        self.type(page.get_by_label("Anmeldename"), person["login"])
        self.type(page.get_by_label("Ihre sechs Wörter"), person["words"])
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(rf"^[^#]*{re.escape(to)}$"))


@pytest.fixture
def networked(musterstadt: Musterstadt) -> Iterator[None]:
    """The youth office may read along again afterwards, for the other journeys."""
    yield
    me, words = musterstadt.device("client"), musterstadt.cast["client"]["words"]
    helpers = {each.relation: helper_in(me, each) for each in vault.spaces(me) if each.area == "messages"}
    youth = musterstadt.device("jugendamt_worker").memberships[0]["institution"]
    reader = next(each for each in helpers.values() if b64u(each.subject.institution) == youth)
    terms = rights.Terms("Ausbildung oder Arbeit finden", "Text der Einwilligung, Fassung 1", since=1)
    rights.network(me, words, helpers[musterstadt.relation], "messages", reader, terms)


def helper_in(me: Me, listed: vault.Listed) -> rights.Helper:
    """Whom a thread was first granted to."""
    chain = vault.Space.open(me, listed.space).opened.view.chain
    assert chain
    return rights.Helper(listed.relation, next(iter(chain.newest.grants.values())).subject)


@pytest.mark.usefixtures("networked")
def test_the_scene_by_keyboard_alone(musterstadt: Musterstadt, browse: Browse, tmp_path: Path) -> None:
    letter = tmp_path / "Tastenbrief.pdf"
    letter.write_bytes(musterstadt.pdf)
    page = browse(musterstadt.live.url)
    worker = Keys(page)
    worker.sign_in(musterstadt.cast["jobcenter_worker"], "/eingang")
    worker.press(page.get_by_role("link", name=re.compile("Deniz K.")))
    expect(page.get_by_text(KNOWN)).to_be_visible()
    worker.skip()
    worker.type(page.get_by_label("Ihre Antwort"), "Kanarienvogel-Taste: Hier ist der Brief.")
    with page.expect_file_chooser() as chooser:
        worker.press(page.get_by_role("button", name="Dokument", exact=True), "Space")
    chooser.value.set_files(letter)  # the window of the system has a keyboard of its own
    worker.press(page.get_by_role("button", name="Antwort senden"))
    expect(page.get_by_role("article").filter(has_text="Kanarienvogel-Taste")).to_have_count(1)

    phone = browse(musterstadt.live.url, width=390)
    client = Keys(phone)
    client.sign_in(musterstadt.cast["client"], "/nachrichten")
    client.press(phone.get_by_role("link", name=re.compile("Jobcenter Musterstadt")))
    expect(phone.get_by_text("Kanarienvogel-Taste")).to_be_visible()
    opening = phone.get_by_role("button", name=re.compile("Öffnen.*Tastenbrief"))
    client.press(opening)
    expect(phone.frame_locator("iframe").get_by_role("img", name="Seite 1 von 1")).to_be_visible()
    phone.keyboard.press("Escape")
    expect(phone.get_by_role("dialog")).to_have_count(0)
    expect(opening).to_be_focused()
    client.type(phone.get_by_label("Ihre Nachricht"), "Kanarienvogel-Zurück: Danke.")
    phone.keyboard.press("Control+Enter")
    expect(phone.get_by_role("article").filter(has_text="Kanarienvogel-Zurück")).to_have_count(1)
    expect(page.get_by_text("Kanarienvogel-Zurück")).to_be_visible()
    assert musterstadt.said("jugendamt_worker", "Kanarienvogel-Zurück") == 1

    client.press(phone.get_by_role("link", name=re.compile("wer hier mitliest")))
    client.press(phone.get_by_role("button", name=re.compile("Mitlesen beenden")))
    expect(phone.get_by_role("button", name=re.compile("Mitlesen beenden"))).to_have_count(0)
    thread = messaging.thread(musterstadt.device("client"), musterstadt.relation)
    assert thread.id not in {each.space for each in vault.spaces(musterstadt.device("jugendamt_worker"))}
