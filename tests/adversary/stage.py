# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The stage of all attacks: one server with a switch, the people of Musterstadt, and a browser for each victim.

A victim signs in once and goes through one attack after the other: what a device keeps from one of them must not help
the next.
"""

import json
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page, Request, expect
from sociallook_sdk import messaging, vault
from sociallook_sdk.accounts import Me, Sheet
from sociallook_sdk.accounts import sign_in as enter
from sociallook_sdk.transport import HttpTransport

from tests.adversary.accomplices import Json
from tests.live import Live

PATIENCE = 60_000
SAID = "Das Praktikum hat mir gut gefallen"
LAST = "Die Tischlerei sucht ab August"
"""What the client said in the thread with the job centre, and what was said after it."""
HARMLESS = ("/sign-in", "/sign-in/start", "/sign-out", "/push", "/pairings")


@dataclass
class Stage:
    """A server that can turn against its users, and devices with the SDK for everybody, which can collude."""

    live: Live
    switch: Path
    cast: dict[str, dict[str, str]]
    closing: ExitStack
    devices: dict[str, Me] = field(default_factory=dict)

    def attack(self, name: str, given: Json = None, *, moved: bool = False) -> None:
        """From now on. `moved`: tell open pages that everything has moved."""
        self.switch.write_text(json.dumps({"attack": name, "given": given or {}, "moved": moved}))

    def stop(self) -> None:
        self.switch.unlink(missing_ok=True)

    def device(self, role: str) -> Me:
        """Somebody's device with the SDK."""
        if role not in self.devices:
            transport = self.closing.enter_context(HttpTransport(self.live.url))
            self.devices[role] = enter(transport, self.cast[role]["login"], self.cast[role]["words"])
        return self.devices[role]

    def sheet(self, role: str) -> Sheet:
        return Sheet(self.cast[role]["login"], self.cast[role]["words"])

    def thread(self, role: str, helper: str = "jobcenter_worker") -> vault.Space:
        """The client's thread with a helper, as `role` opens it now."""
        return messaging.thread(self.device(role), self.relation(helper))

    def relation(self, helper: str) -> str:
        """The tie between the client and a helper."""
        client, known = self.device("client"), self.device(helper)
        mine = {each.relation for each in vault.spaces(client) if each.area == "contact"}
        theirs = {each.relation for each in vault.spaces(known) if each.area == "contact"}
        (found,) = mine & theirs
        return found


@dataclass
class Victim:
    """A person at a real browser. `path`: the thread that is attacked; `sent`: what was uploaded since the attack."""

    page: Page
    stage: Stage
    role: str
    path: str
    sent: list[Request] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(PATIENCE)
        self.page.context.on("request", self._watch)

    def _watch(self, request: Request) -> None:
        if request.method != "GET" and not request.url.endswith(HARMLESS):
            self.sent.append(request)

    def sign_in(self) -> None:
        person = self.stage.cast[self.role]
        self.page.goto(f"/anmelden#weiter={self.path}")
        self.page.get_by_label("Ja, es ist mein Gerät").check()
        self.page.get_by_label("Anmeldename").fill(person["login"])
        self.page.get_by_label("Ihre sechs Wörter").first.fill(person["words"])
        self.page.get_by_role("button", name="Mit sechs Wörtern anmelden").click()

    def reads(self, text: str = SAID, path: str = "") -> None:
        """Open a thread as long as the server is honest: the device pins what it sees."""
        self.page.goto(path or self.path)
        expect(self.page.get_by_text(text).first).to_be_visible(timeout=PATIENCE)

    def is_attacked(self, name: str, given: Json = None, path: str = "") -> None:
        """Open a thread while the server attacks. Bundles and records are fetched anew; pins and keys stay."""
        self.page.evaluate(
            """() => new Promise((done) => {
                const gone = indexedDB.deleteDatabase('sociallook-cache')
                gone.onsuccess = gone.onblocked = () => done()
            })"""
        )
        self.stage.attack(name, given)
        self.sent.clear()
        self.page.goto(path or self.path)

    def is_attacked_while_open(self, name: str, given: Json = None) -> None:
        """The page is open and hears that everything has moved."""
        self.stage.attack(name, given, moved=True)
        self.sent.clear()
        self.page.evaluate("dispatchEvent(new Event('online'))")

    def sees(self, text: str) -> None:
        expect(self.page.locator("main").get_by_text(text).first).to_be_visible(timeout=PATIENCE)

    def sees_nothing_of(self, text: str) -> None:
        """Not now, and not later: wait until nothing more is loaded."""
        self.page.wait_for_load_state("networkidle")
        expect(self.page.get_by_text(text)).to_have_count(0)
