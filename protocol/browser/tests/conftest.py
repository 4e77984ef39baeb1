# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""One page in each engine for all tests of this folder."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Playwright

from protocol.browser.tests.engines import Engine, build, chromium, firefox, served
from tests.browsers import program


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the bundled test pages."""
    folder = tmp_path_factory.mktemp("pages")
    build(folder, "page", "worker")
    with served(folder) as url:
        yield url


@pytest.fixture(scope="session")
def chromium_engine(pages: str, playwright: Playwright) -> Iterator[Engine]:
    """Chromium with the page `page.ts`."""
    program("chromium")
    with chromium(playwright.chromium, f"{pages}/page.html") as found:
        yield found


@pytest.fixture(scope="session")
def firefox_engine(pages: str) -> Iterator[Engine]:
    """Firefox with the page `page.ts`."""
    program("firefox-esr")
    with firefox(f"{pages}/page.html") as found:
        yield found


@pytest.fixture(scope="session")
def old_engine(pages: str, playwright: Playwright) -> Iterator[Engine]:
    """Chromium without Ed25519, X25519, base64 and WebAssembly: what a browser of 2022 has."""
    program("chromium")
    with chromium(playwright.chromium, f"{pages}/page.html?old") as found:
        yield found


@pytest.fixture(params=["chromium", "firefox"])
def engine(request: pytest.FixtureRequest, playwright: Playwright) -> Engine:  # noqa: ARG001
    """Chromium, then Firefox. Playwright is named, so that everybody sees that its loop is needed."""
    found: Engine = request.getfixturevalue(f"{request.param}_engine")
    return found
