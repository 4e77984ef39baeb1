# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""One attack after the other against a client in a real browser: nothing false is shown, the refusal is named."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, expect
from sociallook_sdk import messaging
from sociallook_sdk.accounts import sign_in as enter
from sociallook_sdk.transport import HttpTransport

from config.postgres import Cluster
from tests.adversary.attacks import ATTACKS, SPACE
from tests.browse import Browse
from tests.live import ROOT, Live, serving

pytestmark = pytest.mark.browser

PATIENCE = 60_000
SAID = "Das Praktikum hat mir gut gefallen"


@dataclass
class Stage:
    """A server with a switch, and a client with a thread on it."""

    live: Live
    switch: Path
    login: str
    words: str
    relation: str

    def attack(self, name: str) -> None:
        self.switch.write_text(name)

    def stop(self) -> None:
        self.switch.unlink(missing_ok=True)


@pytest.fixture(scope="module")
def stage(postgres: Cluster, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder = tmp_path_factory.mktemp("adversary")
    switch, people = folder / "attack", folder / "people.json"
    with serving(postgres, template, "tests.adversary.server:application", {"SOCIALLOOK_ATTACK": str(switch)}) as live:
        command = [sys.executable, "-m", "sociallook_sdk.demo", live.url, str(people)]
        subprocess.run(command, cwd=ROOT, env=live.environment, check=True)  # noqa: S603
        client = next(each for each in json.loads(people.read_text()) if each["role"] == "client")
        with HttpTransport(live.url) as transport:
            me = enter(transport, client["login"], client["words"])
            thread = next(
                each
                for each in messaging.threads(me)
                if any(SAID in message.text for message in messaging.messages(each))
            )
        chain = thread.opened.view.chain
        assert chain
        yield Stage(live, switch, client["login"], client["words"], chain.newest.relation)


@pytest.fixture(autouse=True)
def honest_again(stage: Stage) -> Iterator[None]:
    yield
    stage.stop()


def fill_in(page: Page, stage: Stage) -> None:
    page.set_default_timeout(PATIENCE)
    page.goto(f"/anmelden#weiter=/nachrichten/{stage.relation}")
    page.get_by_label("Ja, es ist mein Gerät").check()
    page.get_by_label("Anmeldename").fill(stage.login)
    page.get_by_label("Ihre sechs Wörter").first.fill(stage.words)
    page.get_by_role("button", name="Mit sechs Wörtern anmelden").click()


@pytest.fixture
def reader(stage: Stage, browse: Browse) -> Page:
    """A client who has read the thread once, so that the device has pinned what it saw."""
    page = browse(stage.live.url, width=390, may_fail=True)
    fill_in(page, stage)
    expect(page.get_by_text(SAID)).to_be_visible(timeout=PATIENCE)
    return page


def forget_what_is_cached(page: Page) -> None:
    """Bundles and records are fetched anew; pins and keys stay."""
    page.evaluate(
        "() => new Promise((done) => {"
        " const gone = indexedDB.deleteDatabase('sociallook-cache'); gone.onsuccess = gone.onblocked = () => done() })"
    )


ON_A_NEW_DEVICE = ("swapped_wraps", "without_wraps")
"""A device that has opened a key before keeps it and needs no wrap again."""
ON_A_KNOWN_DEVICE = sorted(
    name for name, attack in ATTACKS.items() if attack.path.startswith(SPACE) and name not in ON_A_NEW_DEVICE
)
SHOWN_AS = {"E_GAP": "Hier fehlt etwas."}
"""A missing link has a sentence of its own."""


def assert_refused(page: Page, name: str) -> None:
    refusal = ATTACKS[name].refusal
    said = page.locator("main").get_by_text(SHOWN_AS.get(refusal, refusal)).first
    expect(said).to_be_visible(timeout=PATIENCE)


@pytest.mark.parametrize("name", ON_A_KNOWN_DEVICE)
def test_an_altered_answer_is_refused_by_name(stage: Stage, reader: Page, name: str) -> None:
    forget_what_is_cached(reader)
    stage.attack(name)
    reader.reload()
    assert_refused(reader, name)


@pytest.mark.parametrize("name", ON_A_NEW_DEVICE)
def test_a_key_that_is_not_mine_opens_nothing(stage: Stage, browse: Browse, name: str) -> None:
    page = browse(stage.live.url, width=390, may_fail=True)
    stage.attack(name)
    fill_in(page, stage)
    assert_refused(page, name)
    expect(page.get_by_text(SAID)).to_have_count(0)


def test_weaker_parameters_are_refused_before_anything_is_sent(stage: Stage, browse: Browse) -> None:
    page = browse(stage.live.url, width=390, may_fail=True)
    sent: list[Request] = []

    def keep(request: Request) -> None:
        sent.append(request)

    page.on("request", keep)
    stage.attack("weaker_words")
    fill_in(page, stage)
    expect(page.get_by_text(re.compile("E_KDF_FLOOR")).first).to_be_visible(timeout=PATIENCE)
    assert not [each for each in sent if each.url.endswith("/api/v1/sign-in")]
