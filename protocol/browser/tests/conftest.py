# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""One page in each engine for all tests of this folder."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from protocol.browser.tests.engines import Engine, build, chromium, firefox, served


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the bundled test pages."""
    folder = tmp_path_factory.mktemp("pages")
    build(folder, "page")
    with served(folder) as url:
        yield url


@pytest.fixture(scope="session", params=["chromium", "firefox-esr"])
def engine(request: pytest.FixtureRequest, pages: str, playwright: Playwright) -> Iterator[Engine]:
    """Chromium, then Firefox, with the page `page.ts`."""
    if not shutil.which(request.param):
        pytest.skip(f"{request.param} is not installed")
    url = f"{pages}/page.html"
    with chromium(playwright.chromium, url) if request.param == "chromium" else firefox(url) as found:
        yield found
