# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The account in Firefox ESR: open one, lock and unlock, sign out, and a device that is not one's own."""

import json
from typing import Any

import pytest
from selenium.webdriver import Firefox
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from tests.live import Live

pytestmark = pytest.mark.browser

DATABASES = "const done = arguments[0]; indexedDB.databases().then((all) => done(JSON.stringify(all)))"


class Visit:
    """Somebody at a Firefox."""

    def __init__(self, firefox: Firefox, origin: str) -> None:
        self.firefox, self.origin = firefox, origin
        self.wait = WebDriverWait(firefox, 60)

    def to(self, path: str) -> None:
        self.firefox.get(self.origin + path)

    def seen(self, selector: str) -> WebElement:
        """Wait until it is visible."""

        def visible(firefox: Firefox) -> Any:
            found = firefox.find_elements(By.CSS_SELECTOR, selector)
            return found[0] if found and found[0].is_displayed() else None

        found: WebElement = self.wait.until(visible)
        return found

    def press(self, selector: str) -> None:
        self.seen(selector).click()

    def write(self, selector: str, text: str) -> None:
        self.seen(selector).send_keys(text)

    def arrives(self, path: str) -> None:
        self.wait.until(lambda firefox: firefox.current_url == self.origin + path)

    def kept(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self.firefox.execute_async_script(DATABASES))
        return found


def test_the_account_in_firefox(live: Live, firefox: Firefox) -> None:
    me = Visit(firefox, live.url)
    me.to("/konto/anlegen")
    me.press("input[value=own]")
    me.press("sign-up button[type=submit]")
    login = me.seen("access-sheet .login").text
    words = " ".join(word.text for word in firefox.find_elements(By.CSS_SELECTOR, "[data-words] li"))
    assert len(words.split()) == 6
    me.press("[data-act=confirm]")
    me.arrives("/heute")

    me.to("/konto")
    me.press("[data-act=lock]")
    me.write("#unlock", words)
    me.press("unlock-panel form button[type=submit]")
    me.arrives("/heute")

    me.to("/konto")
    me.press("[data-act=sign-out]")
    me.press("[data-ask=sign-out] button[value=yes]")
    me.arrives("/")
    assert me.kept() == []

    me.to("/anmelden#weiter=/konto")
    me.press("input[value=foreign]")
    me.write("#login", login)
    me.write("#words", words)
    me.press("sign-in form button[type=submit]")
    me.arrives("/konto")
    me.seen("[data-foreign]")
    me.to("/konto/hinweise")  # the keys come along from page to page
    me.seen("[data-state=foreign]")
    assert me.kept() == []
