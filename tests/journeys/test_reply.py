# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""A reply is on the youth office's open page within a second, and its devices are woken. Who has no right
sees nothing of it on the page, hears nothing on the stream, and is not woken.
"""

import os
import re
import statistics
import threading
from queue import Empty

import psycopg
import pytest
from playwright.sync_api import Page, expect
from sociallook_sdk.accounts import Me
from sociallook_sdk.notifications import watch

from config.postgres import SUPERUSER, Cluster
from sociallook.notifications.push import PAYLOAD
from sociallook.notifications.tests.push_service import Device
from tests.musterstadt import KNOWN, Musterstadt, People, send, until

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("patience")]

MAY = ("jobcenter_worker", "jugendamt_worker")
MAY_NOT = ("jobcenter_colleague", "jobcenter_admin", "stranger_worker", "second_client")
SAID = "Kanarienvogel-Antwort"


class Ear(threading.Thread):
    """Somebody's stream on a device of their own: all that it says between two changes of their own account."""

    def __init__(self, musterstadt: Musterstadt, role: str) -> None:
        super().__init__(daemon=True)
        self.listening, self.me = musterstadt.another_device(role), musterstadt.device(role)
        self.heard: list[str] = []
        self.closing = False
        self.start()
        until(self._knock, "the stream is open")
        self.heard.clear()

    def run(self) -> None:
        for event in watch(self.listening):
            self.heard.append(event.kind)
            if self.closing:
                return

    def _knock(self) -> list[str]:
        self.me.confirm_sheet()
        return self.heard

    def close(self) -> list[str]:
        """What came so far; the last change of the account comes after everything before it."""
        self.closing = True
        self.me.confirm_sheet()
        self.join(60)
        return self.heard


WATCH = """(text) => {
    const there = () => [...document.querySelectorAll('message-thread article')]
        .some((each) => each.textContent.includes(text) && each.checkVisibility())
    window.shownAt = new Promise((done) => {
        new MutationObserver((_, observer) => {
            if (!there()) return
            observer.disconnect()
            done(Date.now())
        }).observe(document.body, { childList: true, subtree: true })
    })
}"""
"""`shownAt`: when the text came into sight. Both pages read the clock of this machine."""
POSTED = re.compile(r"/api/v1/(spaces/[^/]+/records|changes)$")


def seconds_until_shown(writer: Page, reader: Page, text: str) -> float:
    """From the server's 201 to the text in sight on the other page."""
    reader.evaluate(WATCH, text)
    with writer.expect_response(lambda answer: bool(POSTED.search(answer.url))) as posted:
        send(writer, text)
    assert posted.value.status == 201
    expect(reader.get_by_text(text)).to_be_visible()
    posted.value.finished()
    timing = posted.value.request.timing
    accepted = timing["startTime"] + timing["responseStart"]
    shown: float = reader.evaluate("window.shownAt")
    return (shown - accepted) / 1000


def test_a_reply_arrives_at_once_and_only_where_it_may(
    people: People, musterstadt: Musterstadt, postgres: Cluster, capsys: pytest.CaptureFixture[str]
) -> None:
    client = people("client", f"/nachrichten/{musterstadt.relation}", width=390)
    youth = people("jugendamt_worker", f"/eingang/{musterstadt.relation}")
    outside = [people(role, "/eingang") for role in ("jobcenter_colleague", "stranger_worker")]
    for page in (client, youth):
        expect(page.get_by_text(KNOWN)).to_be_visible()
    devices = {role: Device(name=role) for role in (*MAY, *MAY_NOT)}
    for role, device in devices.items():
        subscribe(musterstadt, musterstadt.device(role), device)
    ears = [Ear(musterstadt, role) for role in MAY_NOT]

    took = [seconds_until_shown(client, youth, f"{SAID} {number}") for number in range(3)]
    load = os.getloadavg()[0] / (os.cpu_count() or 1)
    with capsys.disabled():
        print(f"\nreply in sight after {', '.join(f'{each:.2f}' for each in took)} s, load {load:.1f} a core")
    assert statistics.median(took) < max(1, load), "a busy machine is slower by as much as it is busy"

    assert woken(musterstadt, postgres, devices) == set(MAY)
    for ear in ears:
        assert set(ear.close()) == {"account"}
    for page in outside:
        expect(page.get_by_text("Noch hat niemand Ihrem Team etwas erlaubt.")).to_be_visible()
        assert "Kanarienvogel" not in page.content()
        page.goto(f"/eingang/{musterstadt.relation}")
        expect(page.locator("case-head").get_by_text("Nicht verfügbar.").first).to_be_visible()
        expect(page.get_by_role("article")).to_have_count(0)
        assert "Kanarienvogel" not in page.content()
    for role, device in devices.items():
        endpoint = musterstadt.push.subscription(device)["endpoint"]
        musterstadt.device(role).transport.call("DELETE", "/push/subscriptions", {"endpoint": endpoint})


def subscribe(musterstadt: Musterstadt, me: Me, device: Device) -> None:
    me.transport.call("POST", "/push/subscriptions", musterstadt.push.subscription(device))


BUSY = "SELECT 1 FROM procrastinate_jobs WHERE status IN ('todo', 'doing') AND task_name LIKE 'notifications.%'"


def woken(musterstadt: Musterstadt, postgres: Cluster, devices: dict[str, Device]) -> set[str]:
    """Whose devices were woken, once there is nobody left to be woken. Each push says the same nothing."""
    with psycopg.connect(postgres.url(SUPERUSER, musterstadt.live.database), autocommit=True) as connection:
        until(lambda: not connection.execute(BUSY).fetchall(), "all pushes are sent")
    found = set()
    try:
        while True:
            push = musterstadt.push.got.get_nowait()
            assert devices[push.device].open(push.body) == PAYLOAD
            found.add(push.device)
    except Empty:
        return found
