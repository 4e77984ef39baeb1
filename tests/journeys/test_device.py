# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""What only this device knows: what somebody has begun to write, and what is new to them."""

import re
import uuid
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sociallook_protocol.encoding import unb64u
from sociallook_sdk import institutions, messaging

from tests.browse import Browse
from tests.musterstadt import KNOWN, Musterstadt, sign_in, until

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("patience")]


@pytest.fixture
def thread(musterstadt: Musterstadt, browse: Browse) -> Page:
    """The client's thread with the job centre."""
    page = browse(musterstadt.live.url, width=390)
    sign_in(page, musterstadt.cast["client"], f"/nachrichten/{musterstadt.relation}")
    expect(page.get_by_text(KNOWN)).to_be_visible()
    return page


def said_by_the_office(musterstadt: Musterstadt, text: str) -> None:
    messaging.write(messaging.thread(musterstadt.device("jobcenter_worker"), musterstadt.relation), text)


KEPT = """(name) => new Promise((done) => {
    const opening = indexedDB.open('sociallook-device')
    opening.onsuccess = () => {
        const values = opening.result.transaction('values').objectStore('values')
        const asked = values.get(IDBKeyRange.bound(name, `${name}\\uffff`))
        asked.onsuccess = () => { opening.result.close(); done(String(asked.result ?? '')) }
    }
})"""
"""What the device keeps under a name, sealed; an empty text if nothing."""


def test_what_was_begun_survives_a_closed_tab_and_a_stale_epoch(thread: Page, musterstadt: Musterstadt) -> None:
    begun = "Kanarienvogel-Entwurf: Ich wollte noch sagen"
    thread.get_by_role("textbox").first.fill(begun)
    until(lambda: thread.evaluate(KEPT, "draft/message/"), "what was typed is kept")
    context = thread.context
    thread.close()
    again = context.new_page()
    again.goto(f"/nachrichten/{musterstadt.relation}")
    box = again.get_by_role("textbox").first
    expect(box).to_have_value(begun)
    assert musterstadt.said("jobcenter_worker", "Kanarienvogel-Entwurf") == 0
    before = epoch_of(musterstadt)
    move_the_institution(musterstadt)
    box.press_sequentially(", dass ich komme.")
    again.get_by_role("button", name=re.compile("^Senden")).first.click()
    expect(again.get_by_role("article").filter(has_text=f"{begun}, dass ich komme.")).to_have_count(1)
    expect(box).to_have_value("")
    expect(again.get_by_text("Wird gesendet, sobald Sie wieder Netz haben.")).to_have_count(0)
    assert musterstadt.said("jobcenter_worker", f"{begun}, dass ich komme.") == 1
    assert epoch_of(musterstadt) > before, "sent under a key that the new state of the institution has"
    again.reload()
    expect(again.get_by_text(KNOWN)).to_be_visible()
    expect(again.get_by_role("textbox").first).to_have_value("")


def listed(musterstadt: Musterstadt) -> dict[str, Any]:
    """The client's thread with the job centre, as the server lists it."""
    spaces = musterstadt.device("client").transport.call("GET", "/spaces")["spaces"]
    here = (musterstadt.relation, "messages")
    return next(each for each in spaces if (each["relation"], each["area"]) == here)


def epoch_of(musterstadt: Musterstadt) -> int:
    return int(listed(musterstadt)["epoch"])


def move_the_institution(musterstadt: Musterstadt) -> None:
    """The administrator adds a team: every key that names the old head of the chain is stale now."""
    boss, words = musterstadt.device("jobcenter_admin"), musterstadt.cast["jobcenter_admin"]["words"]
    fingerprint = unb64u(boss.memberships[0]["institution"])
    parties = institutions.known(boss, fingerprint)
    with boss.giving(words) as act:
        chain = institutions.Entries(act, parties.institutions[fingerprint].newest, dict(parties.people))
        chain.add("team_add", team=str(uuid.uuid4()), name="Neues Team")
    boss.change(chain.change(fingerprint))
    assert listed(musterstadt)["stale"]


def test_what_is_new_only_the_device_knows(thread: Page, musterstadt: Musterstadt, browse: Browse) -> None:
    desk = sign_in(browse(musterstadt.live.url), musterstadt.cast["client"], "/nachrichten")
    row = re.compile("Jobcenter Musterstadt")
    on_desk, on_phone = (page.get_by_role("main").get_by_role("link", name=row) for page in (desk, thread))
    expect(on_desk).to_contain_text("Letzte Nachricht:")  # a new device: what is old is no news
    thread.goto("/nachrichten")
    expect(on_phone).to_contain_text("Letzte Nachricht:")
    said_by_the_office(musterstadt, "Kanarienvogel-Neuigkeit")
    for mark in (on_desk, on_phone):
        expect(mark).to_contain_text("Neue Nachricht")
    before = thread.evaluate(KEPT, "seen")
    told: list[str] = []
    thread.context.on("request", lambda request: told.append(request.method))
    on_phone.click()
    expect(thread.get_by_text("Kanarienvogel-Neuigkeit")).to_be_visible()
    until(lambda: thread.evaluate(KEPT, "seen") != before, "the mark is set")
    thread.goto("/nachrichten")
    expect(on_phone).to_contain_text("Letzte Nachricht:")
    assert set(told) == {"GET"}, "nobody is told that something was read"
    desk.reload()
    expect(on_desk).to_contain_text("Neue Nachricht")
