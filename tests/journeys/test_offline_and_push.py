# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""A bad network loses nothing, and a push says nothing: the browser layer on real people and a real server."""

import json
import re
import uuid
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sociallook_protocol.encoding import unb64u
from sociallook_sdk import institutions, messaging
from sociallook_sdk.accounts import Me

from tests.browse import Browse
from tests.journeys.test_scene import (  # noqa: F401 - fixtures
    PATIENCE,
    Cast,
    Devices,
    by_sdk,
    cast,
    relation,
    sign_in,
)
from tests.live import Live
from tests.musterstadt import until as patient

pytestmark = pytest.mark.browser


SHOWN = "navigator.serviceWorker.ready.then((registration) => registration.getNotifications())"


until = partial(patient, patience=30)


def keep_for_later(page: Page) -> None:
    """Do at once what the page does after some seconds of rest: fetch the rest of the program."""
    page.evaluate(
        """() => new Promise((done) => {
            const worker = navigator.serviceWorker
            const ask = () => { worker.controller.postMessage({ type: 'keep' }); done() }
            worker.controller ? ask() : worker.addEventListener('controllerchange', ask)
        })"""
    )
    page.reload()
    page.wait_for_load_state("networkidle")


@pytest.fixture
def thread(live: Live, browse: Browse, cast: Cast, relation: str) -> Page:  # noqa: F811
    """The client's thread with the job centre."""
    page = sign_in(browse(live.url, width=390, may_fail=True), cast["client"], f"/nachrichten/{relation}")
    expect(page.get_by_text("Das Praktikum hat mir gut gefallen")).to_be_visible(timeout=PATIENCE)
    return page


def write(page: Page, text: str) -> None:
    page.get_by_role("textbox").first.fill(text)
    page.get_by_role("button", name=re.compile("^Senden")).first.click()


def test_written_without_a_network_read_after_a_reload_and_sent_once(
    thread: Page,
    by_sdk: Devices,  # noqa: F811
    relation: str,  # noqa: F811
) -> None:
    keep_for_later(thread)
    expect(thread.get_by_text("Das Praktikum hat mir gut gefallen")).to_be_visible(timeout=PATIENCE)
    thread.context.set_offline(True)
    write(thread, "Ohne Netz geschrieben")
    expect(thread.locator("[data-list]").get_by_text("Wird gesendet, sobald Sie wieder Netz haben.")).to_be_visible()
    expect(thread.locator("[data-live]")).to_have_text(re.compile("^Noch nicht gesendet."))
    thread.reload()
    expect(thread.get_by_text("Das Praktikum hat mir gut gefallen")).to_be_visible(timeout=PATIENCE)
    expect(thread.get_by_text("Ohne Netz geschrieben")).to_be_visible()
    thread.context.set_offline(False)
    expect(thread.get_by_text("Wird gesendet, sobald Sie wieder Netz haben.")).to_have_count(0, timeout=PATIENCE)
    worker = messaging.thread(by_sdk("jobcenter_worker"), relation)
    assert [m.text for m in messaging.messages(worker)].count("Ohne Netz geschrieben") == 1


def add_a_team(admin: Me, words: str) -> None:
    """The institution's chain moves, so every epoch that names it is stale."""
    institution = unb64u(next(each["institution"] for each in admin.memberships))
    parties = institutions.known(admin, institution)
    with admin.giving(words) as act:
        chain = institutions.Entries(act, parties.institutions[institution].newest, dict(parties.people))
        chain.add("team_add", team=str(uuid.uuid4()), name="Noch ein Team")
    admin.change(chain.change(institution))


WOULD_ASK = """() => {
    const leaving = new Event('beforeunload', { cancelable: true })
    dispatchEvent(leaving)
    return leaving.defaultPrevented
}"""
"""Whether the browser would ask before this page is left."""


def test_attached_files_outlive_the_page_and_a_clock_that_is_off_sends_nothing(
    thread: Page,
    cast: Cast,  # noqa: F811
    by_sdk: Devices,  # noqa: F811
    relation: str,  # noqa: F811
) -> None:
    attached = thread.locator("[data-files] b", has_text="Lageplan.txt")
    thread.locator("#file").set_input_files({"name": "Lageplan.txt", "mimeType": "text/plain", "buffer": b"Flur 2"})
    expect(attached).to_be_visible()
    until(lambda: not thread.evaluate(WOULD_ASK), "the file lies on the device")
    thread.reload()
    expect(attached).to_be_visible(timeout=PATIENCE)

    for is_stale in (False, True):
        if is_stale:
            add_a_team(by_sdk("jobcenter_admin"), cast["jobcenter_admin"]["words"])
        thread.clock.set_fixed_time(datetime.now(UTC) + timedelta(minutes=6))
        thread.reload()
        expect(attached).to_be_visible(timeout=PATIENCE)
        write(thread, "Mit Lageplan")
        expect(thread.get_by_text("Die Uhr Ihres Geräts geht falsch.").first).to_be_visible(timeout=PATIENCE)
        expect(thread.get_by_role("textbox").first).to_have_value("Mit Lageplan")
        expect(attached).to_be_visible()
    thread.clock.set_fixed_time(datetime.now(UTC))
    thread.reload()
    expect(attached).to_be_visible(timeout=PATIENCE)
    write(thread, "Mit Lageplan")
    expect(thread.locator("[data-live]")).to_have_text("Gesendet.", timeout=PATIENCE)
    expect(attached).to_have_count(0)
    worker = messaging.thread(by_sdk("jobcenter_worker"), relation)
    (sent,) = [message for message in messaging.messages(worker) if message.text == "Mit Lageplan"]
    assert worker.download(sent.blobs[0]) == b"Flur 2"


def test_an_answer_that_is_lost_makes_no_second_message(thread: Page, by_sdk: Devices, relation: str) -> None:  # noqa: F811
    """The server has taken the record, but the browser never hears of it."""
    lost: list[str] = []

    def swallow(route: Any) -> None:
        if lost:
            route.continue_()
            return
        route.fetch()
        lost.append(route.request.url)
        route.abort()

    posting = re.compile(r"/api/v1/(spaces/[^/]+/records|changes)$")
    thread.context.route(posting, swallow)
    with thread.expect_event("requestfailed", lambda request: bool(posting.search(request.url))):
        write(thread, "Nur einmal gesagt")
    thread.reload()
    expect(thread.get_by_text("Nur einmal gesagt")).to_be_visible(timeout=PATIENCE)
    expect(thread.get_by_text("Wird gesendet, sobald Sie wieder Netz haben.")).to_have_count(0, timeout=PATIENCE)
    worker = messaging.thread(by_sdk("jobcenter_worker"), relation)
    assert [m.text for m in messaging.messages(worker)].count("Nur einmal gesagt") == 1


def test_on_a_foreign_device_the_browser_asks_before_files_are_lost(
    live: Live,
    browse: Browse,
    cast: Cast,  # noqa: F811
    relation: str,  # noqa: F811
) -> None:
    page = sign_in(
        browse(live.url, may_fail=True), cast["client"], f"/nachrichten/{relation}", "Nein, es ist ein fremdes Gerät"
    )
    expect(page.get_by_text("Das Praktikum hat mir gut gefallen")).to_be_visible(timeout=PATIENCE)
    assert not page.evaluate(WOULD_ASK)
    page.locator("#file").set_input_files({"name": "Lageplan.txt", "mimeType": "text/plain", "buffer": b"Flur 2"})
    expect(page.locator("[data-files] b", has_text="Lageplan.txt")).to_be_visible()
    assert page.evaluate(WOULD_ASK)
    page.get_by_role("button", name=re.compile("Entfernen ?: Lageplan.txt")).click()
    assert not page.evaluate(WOULD_ASK)


def test_a_missing_key_is_said_with_a_way_on_and_no_new_one_is_made(
    live: Live,
    browse: Browse,
    cast: Cast,  # noqa: F811
    relation: str,  # noqa: F811
) -> None:
    def without_wraps(route: Any) -> None:
        answer = route.fetch()
        bundle = answer.json()
        gone = {"wraps": []} if bundle["area"] == "messages" else {}
        route.fulfill(response=answer, body=json.dumps(bundle | gone))

    page = browse(live.url, may_fail=True)
    written: list[str] = []
    page.on("request", lambda request: written.append(request.url) if "/changes" in request.url else None)
    page.route(re.compile(r"/api/v1/spaces/[0-9a-f-]{36}$"), without_wraps)
    sign_in(page, cast["client"], f"/nachrichten/{relation}")
    expect(page.get_by_text("Der Schlüssel dazu fehlt auf diesem Gerät.").first).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("Melden Sie sich ab und mit dem Zugangsblatt wieder an.").first).to_be_visible()
    expect(page.get_by_text("E_NO_WRAP").first).to_be_visible()
    assert written == []


def test_both_write_at_the_same_moment(
    thread: Page,
    live: Live,
    browse: Browse,
    cast: Cast,  # noqa: F811
    relation: str,  # noqa: F811
) -> None:
    worker = sign_in(browse(live.url, may_fail=True), cast["jobcenter_worker"], f"/eingang/{relation}")
    expect(worker.get_by_text("Das Praktikum hat mir gut gefallen")).to_be_visible(timeout=PATIENCE)
    for number in range(3):
        thread.get_by_role("textbox").first.fill(f"Gleichzeitig Mensch {number}")
        worker.get_by_role("textbox").first.fill(f"Gleichzeitig Amt {number}")
        thread.get_by_role("button", name=re.compile("^Senden")).first.click(no_wait_after=True)
        worker.get_by_role("button", name=re.compile("senden")).first.click(no_wait_after=True)
        for page in (thread, worker):
            for who in ("Mensch", "Amt"):
                expect(page.get_by_text(f"Gleichzeitig {who} {number}", exact=True)).to_have_count(1, timeout=PATIENCE)


def test_one_stream_for_all_pages_of_a_browser(thread: Page, by_sdk: Devices, relation: str) -> None:  # noqa: F811
    streams: list[str] = []
    thread.context.on("request", lambda request: streams.append(request.url) if "/events" in request.url else None)
    second = thread.context.new_page()
    second.goto(f"/nachrichten/{relation}")
    expect(second.get_by_text("Das Praktikum hat mir gut gefallen")).to_be_visible(timeout=PATIENCE)
    messaging.write(messaging.thread(by_sdk("jobcenter_worker"), relation), "An alle Fenster")
    for page in (thread, second):
        expect(page.get_by_text("An alle Fenster")).to_be_visible(timeout=PATIENCE)
    assert streams == []
    thread.close()
    until(lambda: streams or not second.wait_for_timeout(50), "the other page takes over")
    messaging.write(messaging.thread(by_sdk("jobcenter_worker"), relation), "Nach dem Wechsel")
    expect(second.get_by_text("Nach dem Wechsel")).to_be_visible(timeout=PATIENCE)


class Pushes:
    """Chromium's way to wake a service worker as a push service would."""

    def __init__(self, page: Page, origin: str) -> None:
        self.page, self.origin, self.registration = page, origin, ""
        self.session = page.context.new_cdp_session(page)
        self.session.on("ServiceWorker.workerRegistrationUpdated", self._registered)
        self.session.send("ServiceWorker.enable")

    def _registered(self, event: dict[str, Any]) -> None:
        for each in event["registrations"]:
            if each["scopeURL"] == f"{self.origin}/" and not each["isDeleted"]:
                self.registration = each["registrationId"]

    def deliver(self) -> None:
        until(lambda: self.registration or not self.page.wait_for_timeout(20), "the worker is registered")
        message = {"origin": self.origin, "registrationId": self.registration, "data": '{"sociallook":1}'}
        self.session.send("ServiceWorker.deliverPushMessage", message)

    def shown(self) -> list[str]:
        found: list[str] = self.page.evaluate(f"() => {SHOWN}.then((shown) => shown.map((each) => each.body))")
        return found


def test_a_push_tells_once_and_says_nothing(
    live: Live,
    browse: Browse,
    cast: Cast,  # noqa: F811
    by_sdk: Devices,  # noqa: F811
    relation: str,  # noqa: F811
) -> None:
    page = browse(live.url, width=390, may_fail=True)
    page.context.grant_permissions(["notifications"], origin=live.url)
    sign_in(page, cast["client"], "/konto/hinweise")
    page.get_by_role("button", name="Hinweise einschalten").click()
    # no push service here: it fails softly, and the worker knows its words all the same
    expect(page.get_by_text(re.compile("Das hat nicht geklappt|Hinweise sind an"))).not_to_have_count(0)
    pushes = Pushes(page, live.url)
    pushes.deliver()  # nothing is new
    messaging.write(messaging.thread(by_sdk("jobcenter_worker"), relation), "Kanarienvogel-Push")
    pushes.deliver()
    until(lambda: pushes.shown() == ["Es gibt etwas Neues."], "one notification, and it says nothing")
    pushes.deliver()
    page.evaluate(f"() => {SHOWN}.then((shown) => shown.forEach((each) => each.close()))")
    pushes.deliver()
    messaging.write(messaging.thread(by_sdk("jobcenter_worker"), relation), "Noch etwas")
    pushes.deliver()
    until(lambda: pushes.shown() == ["Es gibt etwas Neues."], "again one")
