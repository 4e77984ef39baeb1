# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""What templates and scripts may not contain, because the browser would refuse it or a person would be followed."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(ROOT.glob("sociallook/*/templates/**/*.html"))
SCRIPTS = sorted((*ROOT.glob("sociallook/*/static/**/*.ts"), *ROOT.glob("protocol/browser/src/**/*.ts")))
STYLES = sorted(ROOT.glob("sociallook/*/static/**/*.css"))

LOADED = re.compile(
    r"""<(script|link|img|iframe|audio|video|source|form|use)\b[^>]*?(src|href|action)=["']?\s*(https?:)?//"""
)
INLINE = re.compile(r"""<script(?![^>]*\bsrc=)[^>]*>|<style\b|\sstyle=|\son[a-z]+=|javascript:""", re.IGNORECASE)
SINKS = re.compile(
    r"\b(innerHTML|outerHTML|insertAdjacentHTML|setHTMLUnsafe|parseHTMLUnsafe|srcdoc|document\.write|eval|Function)\s*(=(?!=)|\()"
    r"|\bnew Function\b|\bDOMParser\b|createContextualFragment"
)
FOREIGN = re.compile(r"""['"`(](https?:)?//(?!www\.w3\.org/)[a-z0-9-]+\.[a-z]""")


def without_comments(script: str) -> str:
    return re.sub(r"/\*.*?\*/|(?<![:'\"`])//[^\n]*", "", script, flags=re.DOTALL)


def ids(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", TEMPLATES, ids=ids)
def test_a_template_loads_nothing_foreign_and_runs_nothing_inline(path: Path) -> None:
    html = re.sub(r"{#.*?#}|{% comment %}.*?{% endcomment %}", "", path.read_text(), flags=re.DOTALL)
    assert not LOADED.search(html), LOADED.search(html)
    assert not INLINE.search(html), INLINE.search(html)


@pytest.mark.parametrize("path", SCRIPTS, ids=ids)
def test_a_script_writes_text_only_as_text_and_asks_nobody_else(path: Path) -> None:
    script = without_comments(path.read_text())
    assert not SINKS.search(script), SINKS.search(script)
    assert not FOREIGN.search(script), FOREIGN.search(script)


KEYS = re.compile(r"\b(importKey|generateKey|deriveKey|unwrapKey)\((?P<given>[^\n]*)")


def test_no_key_can_be_taken_out_of_the_browser() -> None:
    """WebCrypto says so by a literal `false` for `extractable`, never by a variable, on the line of the call."""
    calls = [call for path in SCRIPTS for call in KEYS.finditer(without_comments(path.read_text()))]
    assert len(calls) >= 8, "this test would find nothing"
    for call in calls:
        assert ", false, [" in call["given"], call[0]


@pytest.mark.parametrize("path", STYLES, ids=ids)
def test_a_style_sheet_loads_nothing_foreign(path: Path) -> None:
    assert not re.search(r"(url\(|@import)\s*['\"]?\s*(https?:)?//", path.read_text())


@pytest.mark.parametrize(
    "bad",
    [
        "x.innerHTML = y",
        "element.insertAdjacentHTML('beforeend', y)",
        "new Function('x')",
        "document.write(x)",
        "eval(x)",
    ],
)
def test_the_list_of_sinks_bites(bad: str) -> None:
    assert SINKS.search(bad)


@pytest.mark.parametrize("bad", ['<p style="color:red">', '<a onclick="x()">', "<script>x()</script>", "<style>"])
def test_the_list_of_inline_code_bites(bad: str) -> None:
    assert INLINE.search(bad)


FLOORS = (
    "shell",
    "accounts",
    "notifications",
    "institutions",
    "directory",
    "vault",
    "rights",
    "messaging",
    "documents",
    "home",
)
SIBLINGS = {"messaging", "documents", "tasks", "calendar", "goals"}


COMPOSITION = {"service-worker"}
"""There is one service worker for all rooms, so it must know some of them, as the settings do."""


@pytest.mark.parametrize("path", [p for p in SCRIPTS if "sociallook" in p.parts and p.stem not in COMPOSITION], ids=ids)
def test_a_script_keeps_to_the_floors_of_the_house_too(path: Path) -> None:
    room = path.relative_to(ROOT).parts[1]
    for other in re.findall(r"""from ['"]@([a-z]+)/""", path.read_text()):
        if other in FLOORS and other != room:
            assert FLOORS.index(other) < FLOORS.index(room), f"{room} imports from {other}, a floor above it"
            assert not {room, other} <= SIBLINGS, f"{room} and {other} stand on one floor"


def test_own_requests_start_in_one_place() -> None:
    """`shell/transport.ts` is the only door to the server, so that every request carries what it must.

    The service worker is the exception: it answers pages from its cache, and asks whether a push is worth showing.
    """
    calls = [ids(path) for path in SCRIPTS if re.search(r"(?<![\w.#])fetch\(", without_comments(path.read_text()))]
    doors = (
        "shell/static/shell/transport",
        "shell/static/shell/service-worker",
        "notifications/static/notifications/news",
    )
    allowed = {f"sociallook/{name}.ts" for name in doors}
    assert set(calls) <= allowed
