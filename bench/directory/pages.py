# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Bytes of "Hilfe finden" on a first visit, as Chromium counts them (brotli; there are no fonts).

    .venv/bin/python -m bench.directory.pages [ORIGIN]

Nothing is cached. Starts the demo unless an ORIGIN is given. The goal: the answer page within 60 kB without the map and
within 400 kB with it.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from playwright.sync_api import Browser, Page, sync_playwright

from bench.first_message import Wire
from bench.machine import free_port
from tests.browsers import QUIET, program

PHONE: Final = 390
WITHOUT_MAP: Final = 60_000
WITH_MAP: Final = 400_000
QUESTION: Final = "Wer hilft bei Mietschulden?"
PLACE: Final = "99734"


@contextmanager
def demo() -> Iterator[str]:
    """The demo with its offers, in a folder that is gone afterwards; yields its origin."""
    with tempfile.TemporaryDirectory(prefix="sociallook-bench-") as folder:
        port = free_port()
        command = [sys.executable, "-m", "config.command_line", "demo", "--port", str(port), "--data", f"{folder}/data"]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603
        assert process.stdout is not None  # noqa: S101
        for line in process.stdout:
            if line.startswith("Stop with"):
                break
        yield f"http://localhost:{port}"
        process.terminate()
        process.wait(20)


def first_visit(browser: Browser, origin: str) -> tuple[Page, Wire]:
    """A page of a browser that has been nowhere."""
    context = browser.new_context(base_url=origin, locale="de-DE", viewport={"width": PHONE, "height": 800})
    page = context.new_page()
    return page, Wire(page, cached=False)


def asked(page: Page) -> None:
    """As people do: words and a place into two fields."""
    page.goto("/hilfe-finden")
    page.get_by_label("Ihre Frage").fill(QUESTION)
    page.get_by_label("Ort oder Postleitzahl").fill(PLACE)
    page.get_by_role("button", name="Hilfe finden").click()
    page.locator("#angebote").wait_for()


def measure(browser: Browser, origin: str) -> None:
    page, _ = first_visit(browser, origin)
    asked(page)
    address = page.url
    offer = str(page.locator(".offer h3 a").first.get_attribute("href"))
    for name, path in (("the field for a question", "/hilfe-finden"), ("one offer", offer)):
        page, wire = first_visit(browser, origin)
        page.goto(path, wait_until="networkidle")
        print(f"{name:26} {wire}")
    page, wire = first_visit(browser, origin)
    page.goto(address, wait_until="networkidle")
    report("the answer without the map", wire, WITHOUT_MAP)
    page.get_by_role("button", name="Karte zeigen").click()
    page.locator(".map-ground a.pin").first.wait_for()
    report("the answer with the map", wire, WITH_MAP)


def report(name: str, wire: Wire, most: int) -> None:
    share = wire.bodies.total() / most
    print(f"{name:26} {wire}: {share:.0%} of the {most // 1000} kB allowed")


def main() -> None:
    """Measure the installation that is named, or the demo."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program("chromium"), args=QUIET)
        if sys.argv[1:]:
            measure(browser, sys.argv[1])
        else:
            with demo() as origin:
                measure(browser, origin)
        browser.close()


if __name__ == "__main__":
    main()
