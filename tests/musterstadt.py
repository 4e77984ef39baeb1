# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Musterstadt: one server with the people of the demo for all journeys that need a history; to begin one takes seconds.

    def test_something(musterstadt, people):
        client = people("client", "/dokumente")      # signed in once per module; the same page in each of its tests
        thread = messaging.thread(musterstadt.device("jobcenter_worker"), musterstadt.relation)

The tests share one history. Each says things of its own and leaves the rights as it found them.
"""

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from sociallook_sdk import documents, messaging
from sociallook_sdk.accounts import Me
from sociallook_sdk.accounts import sign_in as enter
from sociallook_sdk.transport import HttpTransport

from config.postgres import Cluster
from sociallook.notifications.tests.push_service import PushService
from tests.browse import Browse
from tests.live import ROOT, Live, serving

PATIENCE = 60_000
"""Ms. Six words cost a second of arithmetic, on a busy machine several."""
KNOWN = "Das Praktikum hat mir gut gefallen"
"""Said in the thread of the client and the job centre, which the youth office may follow."""
Cast = dict[str, dict[str, str]]


@dataclass
class Musterstadt:
    """The server, the push service of its browsers, and role → login, words and the rest for everybody."""

    live: Live
    push: PushService
    cast: Cast
    doors: ExitStack
    _devices: dict[str, Me] = field(default_factory=dict)

    def device(self, role: str) -> Me:
        """A device of somebody of the cast with the SDK."""
        if role not in self._devices:
            self._devices[role] = self.another_device(role)
        return self._devices[role]

    def another_device(self, role: str) -> Me:
        """One more."""
        person = self.cast[role]
        return enter(self.doors.enter_context(HttpTransport(self.live.url)), person["login"], person["words"])

    @cached_property
    def relation(self) -> str:
        """The tie between the client and the job centre."""
        return self.relation_of("client", KNOWN)

    def relation_of(self, role: str, text: str) -> str:
        """The relation in whose thread this was said."""
        for thread in messaging.threads(self.device(role)):
            if any(text in message.text for message in messaging.messages(thread)):
                return thread.opened.view.chain.newest.relation if thread.opened.view.chain else ""
        raise AssertionError(f"nobody said {text!r}")

    def said(self, role: str, text: str) -> int:
        """How often somebody reads this in that thread."""
        thread = messaging.thread(self.device(role), self.relation)
        return sum(text in message.text for message in messaging.messages(thread))

    @cached_property
    def pdf(self) -> bytes:
        """A real one: what lies in the client's own folder."""
        own = documents.folder(self.device("client"))
        return own.download(documents.documents(own)[0].blob)


@pytest.fixture(scope="session")
def musterstadt(postgres: Cluster, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Musterstadt]:
    """The people of Musterstadt with their history of some weeks, as the demo brings them in."""
    file = tmp_path_factory.mktemp("musterstadt") / "people.json"
    push = PushService()
    with ExitStack() as doors:
        doors.callback(push.close)
        extra = {"SOCIALLOOK_PUSH_LOOPBACK": push.origin}
        live = doors.enter_context(serving(postgres, template, extra=extra))
        command = [sys.executable, "-m", "sociallook_sdk.demo", live.url, str(file)]
        subprocess.run(command, cwd=ROOT, env=live.environment, check=True)  # noqa: S603
        yield Musterstadt(live, push, read_cast(file), doors)


def read_cast(file: Path) -> Cast:
    return {person["role"]: person for person in json.loads(file.read_text())}


class People(Protocol):
    def __call__(self, role: str, to: str, *, width: int = 1280) -> Page: ...


@pytest.fixture(scope="module")
def people(musterstadt: Musterstadt, browse_on: Browse) -> People:
    """Everybody signs in once per module and then only goes somewhere."""
    pages: dict[str, Page] = {}

    def go(role: str, to: str, *, width: int = 1280) -> Page:
        if role in pages:
            pages[role].goto(to)
        else:
            pages[role] = sign_in(browse_on(musterstadt.live.url, width=width), musterstadt.cast[role], to)
        return pages[role]

    return go


@pytest.fixture
def patience() -> Iterator[None]:
    """Keys are computed in the browser: on a busy machine that takes its time."""
    expect.set_options(timeout=PATIENCE)
    yield
    expect.set_options(timeout=None)


def sign_in(page: Page, person: dict[str, str], to: str) -> Page:
    page.set_default_timeout(PATIENCE)
    page.goto(f"/anmelden#weiter={to}")
    page.get_by_label("Ja, es ist mein Gerät").check()
    page.get_by_label("Anmeldename").fill(person["login"])
    page.get_by_label("Ihre sechs Wörter").first.fill(person["words"])
    page.get_by_role("button", name="Mit sechs Wörtern anmelden").click()
    page.wait_for_url(lambda url: urlsplit(url).path == to)  # the way back stands in the fragment before
    return page


def send(page: Page, text: str) -> None:
    """Write into the box of a thread and press the button, on either side."""
    page.get_by_role("textbox").first.fill(text)
    page.get_by_role("button", name=re.compile("^(Antwort s|S)enden")).first.click()


def until(condition: Callable[[], Any], what: str, patience: float = PATIENCE / 1000) -> Any:
    """Look again and again until there is something; no fixed waiting."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.05)
    raise AssertionError(f"never: {what}")
