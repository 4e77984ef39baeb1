# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Both browsers reach the real server, and the headers hold what they promise."""

import httpx
import pytest
from playwright.sync_api import expect
from selenium import webdriver
from selenium.webdriver.common.by import By

from tests.browse import Browse
from tests.live import Live

pytestmark = pytest.mark.browser


def test_chromium_shows_the_start_page(live: Live, browse: Browse) -> None:
    page = browse(live.url, width=390)
    page.goto("/")
    expect(page.locator("main h1")).to_be_visible()
    assert page.evaluate("isSecureContext")


def test_firefox_shows_the_start_page(live: Live, firefox: webdriver.Firefox) -> None:
    firefox.get(live.url)
    assert firefox.find_element(By.CSS_SELECTOR, "main h1").is_displayed()
    assert firefox.execute_script("return isSecureContext")


def test_no_page_may_run_or_load_what_is_not_ours(live: Live, browse: Browse) -> None:
    page = browse(live.url, may_fail=True)
    page.goto("/")
    refused = page.evaluate(
        """async () => {
            const seen = []
            document.addEventListener('securitypolicyviolation', (event) => seen.push(event.effectiveDirective))
            document.body.append(Object.assign(document.createElement('img'), {src: 'https://example.org/x.png'}))
            await fetch('https://example.org/').catch(() => seen.push('fetch refused'))
            let sink = 'allowed'
            try { document.body.innerHTML = '<p>' } catch { sink = 'refused' }
            await new Promise((done) => setTimeout(done, 100))
            return {seen, sink}
        }"""
    )
    assert refused["sink"] == "refused"
    assert {"img-src", "connect-src", "fetch refused"} <= set(refused["seen"])


def test_every_answer_carries_the_policy(live: Live) -> None:
    for path in ("/", "/healthz", "/nothing-here", "/api/v1/nothing-here"):
        answer = httpx.get(live.url + path)
        assert "default-src 'none'" in answer.headers["content-security-policy"], path
        assert answer.headers["x-content-type-options"] == "nosniff", path
        assert answer.headers["referrer-policy"] == "no-referrer", path
        assert answer.headers["cache-control"] == "no-store", path


def test_the_log_holds_no_address(live: Live) -> None:
    httpx.get(live.url + "/canary-in-a-path?canary=in-a-query")
    assert "request" in live.log.read_text()
    assert "canary" not in live.log.read_text()
