# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Bytes until a client can read the first message, as Chromium counts them (brotli; there are no fonts).

    .venv/bin/python -m bench.first_message

Twice with nothing cached: the thread alone, on a device that is signed in; and the whole way from the page of signing
in, with six words, through "Heute" to the thread. Bodies and lines of headers stand apart: HTTP/1.1 writes out the
headers of each file, HTTP/2 behind a proxy sends most of them once.
"""

import json
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from bench.machine import free_port
from tests.browsers import QUIET, program

PATIENCE = 120_000


class Wire:
    """Counts what a page receives, by kind of resource."""

    def __init__(self, page: Page, *, cached: bool) -> None:
        self.bodies: Counter[str] = Counter()
        self.headers = 0
        self._kinds: dict[str, str] = {}
        self._began: dict[str, int] = {}
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": not cached})
        session.send("Network.setBypassServiceWorker", {"bypass": True})
        session.on("Network.responseReceived", self._answered)
        session.on("Network.loadingFinished", self._finished)

    def _answered(self, event: dict[str, Any]) -> None:
        self._kinds[event["requestId"]] = event["type"]
        self._began[event["requestId"]] = int(event["response"]["encodedDataLength"])

    def _finished(self, event: dict[str, Any]) -> None:
        if not event["encodedDataLength"]:
            return  # out of the cache
        headers = self._began.get(event["requestId"], 0)
        self.bodies[self._kinds.get(event["requestId"], "Other")] += int(event["encodedDataLength"]) - headers
        self.headers += headers

    def __str__(self) -> str:
        kinds = ", ".join(f"{kind} {count / 1000:.1f}" for kind, count in self.bodies.most_common())
        return f"{self.bodies.total() / 1000:6.1f} kB ({kinds}) and {self.headers / 1000:.1f} kB of headers"


def sign_in(page: Page, person: dict[str, str]) -> None:
    """By six words, on a device of one's own."""
    page.goto("/anmelden")
    page.get_by_label("Ja, es ist mein Gerät").check()
    page.get_by_label("Anmeldename").fill(person["login"])
    page.get_by_label("Ihre sechs Wörter").first.fill(person["words"])
    page.get_by_role("button", name="Mit sechs Wörtern anmelden").click()
    page.wait_for_url("**/heute")


def first_message(page: Page) -> None:
    """From the list of threads, as a person goes."""
    page.goto("/nachrichten")
    page.locator('a[href^="/nachrichten/"]:visible').first.click()
    page.locator("article.msg .bubble").first.wait_for()


def main() -> None:
    """Start the demo, look with Chromium, print."""
    with tempfile.TemporaryDirectory(prefix="sociallook-bench-") as folder, sync_playwright() as playwright:
        port, cast = free_port(), Path(folder) / "cast.json"
        command = [sys.executable, "-m", "config.command_line", "demo", "--port", str(port)]
        demo = subprocess.Popen(  # noqa: S603
            [*command, "--data", f"{folder}/data", "--cast", str(cast)], stdout=subprocess.PIPE, text=True
        )
        assert demo.stdout is not None  # noqa: S101
        for line in demo.stdout:
            if line.startswith("Stop with"):
                break
        client = next(each for each in json.loads(cast.read_text()) if each["role"] == "client")
        browser = playwright.chromium.launch(executable_path=program("chromium"), args=QUIET)
        context = browser.new_context(
            base_url=f"http://localhost:{port}", locale="de-DE", viewport={"width": 390, "height": 800}
        )
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        whole = Wire(page, cached=True)
        sign_in(page, client)
        first_message(page)
        print(f"from signing in to the first message  {whole}")
        thread = page.url
        page.wait_for_load_state("networkidle") if False else None
        again = context.new_page()
        again.set_default_timeout(PATIENCE)
        alone = Wire(again, cached=False)
        again.goto(thread)
        again.locator("article.msg .bubble").first.wait_for()
        print(f"the thread alone                      {alone}")
        browser.close()
        demo.terminate()
        demo.wait(20)


if __name__ == "__main__":
    main()
