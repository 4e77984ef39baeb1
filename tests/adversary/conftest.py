# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The server that attacks, and its victims."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page, expect

from config.postgres import Cluster
from tests.adversary.stage import PATIENCE, SAID, Stage, Victim
from tests.live import ROOT, serving


@pytest.fixture(scope="module")
def stage(postgres: Cluster, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder = tmp_path_factory.mktemp("adversary")
    switch, people = folder / "attack", folder / "people.json"
    attacked = {"SOCIALLOOK_ATTACK": str(switch)}
    with serving(postgres, template, "tests.adversary.server:application", attacked) as live, ExitStack() as closing:
        command = [sys.executable, "-m", "sociallook_sdk.demo", live.url, str(people)]
        subprocess.run(command, cwd=ROOT, env=live.environment, check=True)  # noqa: S603
        cast = {person["role"]: person for person in json.loads(people.read_text())}
        yield Stage(live, switch, cast, closing)


@pytest.fixture(scope="module")
def client(stage: Stage, browser: Browser) -> Iterator[Victim]:
    """A client who has read the thread once, so that the device has pinned what it saw."""
    yield from _victim(stage, browser, "client", f"/nachrichten/{stage.relation('jobcenter_worker')}", 390)


@pytest.fixture(scope="module")
def worker(stage: Stage, browser: Browser) -> Iterator[Victim]:
    """A professional who has."""
    yield from _victim(stage, browser, "jobcenter_worker", f"/eingang/{stage.relation('jobcenter_worker')}", 1280)


def _new_page(stage: Stage, browser: Browser, width: int = 390) -> Page:
    """In a browser that nobody has used before."""
    context = browser.new_context(
        base_url=stage.live.url, viewport={"width": width, "height": 800}, locale="de-DE", timezone_id="Europe/Berlin"
    )
    return context.new_page()


def _victim(stage: Stage, browser: Browser, role: str, path: str, width: int) -> Iterator[Victim]:
    page = _new_page(stage, browser, width)
    victim = Victim(page, stage, role, path)
    victim.sign_in()
    expect(page.get_by_text(SAID)).to_be_visible(timeout=PATIENCE)
    yield victim
    page.context.close()


@pytest.fixture
def stranger(stage: Stage, browser: Browser) -> Iterator[Victim]:
    """The client at a device that has seen nothing yet."""
    page = _new_page(stage, browser)
    yield Victim(page, stage, "client", f"/nachrichten/{stage.relation('jobcenter_worker')}")
    page.context.close()


@pytest.fixture(autouse=True)
def honest_again(stage: Stage) -> Iterator[None]:
    yield
    stage.stop()
