# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""What every page must hold, for whoever tests a page: public here, signed-in ones in the journeys.

    def test_thread_is_for_everybody(live, browse):
        page = browse(live.url, width=320)
        … sign in, go there …
        assert_accessible(page)
        assert_fits(page)

The names A-… are requirements of docs/accessibility; each function says which one it holds.
"""

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TOUCH = 44  # CSS px: A-9
HIGHEST = 12_000  # CSS px; a higher window is more than the browser draws
SPACING = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-bottom: 2em !important; }"""


def _judged(page: Page, width: int) -> dict[str, Any]:
    """What axe finds in a window as high as the page. If the page was still filling meanwhile, axe looks again."""
    for _ in range(10):
        height = int(page.evaluate("document.documentElement.scrollHeight"))
        page.set_viewport_size({"width": width, "height": min(height, HIGHEST)})
        result: dict[str, Any] = page.evaluate(
            "(tags) => axe.run(document, { runOnly: tags, resultTypes: ['violations', 'incomplete'] })", TAGS
        )
        if height > HIGHEST or page.evaluate("document.documentElement.scrollHeight") <= height:
            break
    return result


def assert_accessible(page: Page) -> None:
    """A-1: axe finds nothing with the tags of WCAG 2.2 AA and its best practices.

    The policy of the page stays as it is: the debugger brings axe in, not a script element. The window is made as high
    as the page, because a row that happens to lie half under the menu at the bottom counts as too small.
    """
    before = page.viewport_size
    assert before is not None
    page.evaluate(AXE.read_text())
    result = _judged(page, before["width"])
    page.set_viewport_size(before)
    assert "target-size" in ran(result), "axe leaves this rule out by default"
    found = [
        f"{violation['id']}: {violation['help']}\n    " + "\n    ".join(node["html"] for node in violation["nodes"])
        for violation in result["violations"]
    ]
    assert not found, f"{page.url}\n" + "\n".join(found)


def assert_accessible_in_both_lights(page: Page) -> None:
    """A-1 by day and by night, for states of a page that cost too much to be reached twice: dialogs, steps, errors."""
    page.emulate_media(color_scheme="dark")
    assert_accessible(page)
    page.emulate_media(color_scheme="light")
    assert_accessible(page)
    page.emulate_media(color_scheme=None)


def assert_dialogs_accessible(page: Page, seen: set[str]) -> None:
    """A-1 for each dialog that stands ready in this page and is not in `seen` yet, as it is when it is open."""
    titles: list[str] = page.evaluate(
        "[...document.querySelectorAll('dialog:not([open])')].map((each) => each.getAttribute('aria-labelledby'))"
    )
    for title in titles:
        if title in seen:
            continue
        seen.add(title)
        page.evaluate(f"document.querySelector('dialog[aria-labelledby={title}]').showModal()")
        assert_accessible_in_both_lights(page)
        page.evaluate(f"document.querySelector('dialog[aria-labelledby={title}]').close()")


def ran(result: dict[str, Any]) -> set[str]:
    """The rules that looked at something."""
    kinds = ("passes", "violations", "incomplete", "inapplicable")
    return {rule["id"] for kind in kinds for rule in result.get(kind, [])}


def assert_fits(page: Page) -> None:
    """A-4: nothing has to be scrolled sideways."""
    wide = page.evaluate(
        """() => {
          const width = document.documentElement.clientWidth
          if (document.documentElement.scrollWidth <= width) return []
          return [...document.body.querySelectorAll('*')]
            .filter((element) => element.checkVisibility() && element.getBoundingClientRect().right > width + 1)
            .slice(0, 5).map((element) => element.outerHTML.slice(0, 160))
        }"""
    )
    assert not wide, f"{page.url} at {page.viewport_size}\n" + "\n".join(wide)


def assert_large_text_fits(page: Page) -> None:
    """A-4: twice the size of text. Every length is in rem, so half the window is the same as twice the text."""
    before = page.viewport_size
    assert before is not None
    page.set_viewport_size({"width": before["width"] // 2, "height": before["height"]})
    assert_fits(page)
    page.set_viewport_size(before)


def assert_spacing_clips_nothing(page: Page) -> None:
    """A-5: the text spacing of WCAG 1.4.12 cuts nothing off."""
    clipped = page.evaluate(
        """(css) => {
          const sheet = new CSSStyleSheet()
          sheet.replaceSync(css)
          document.adoptedStyleSheets.push(sheet)
          const cut = [...document.body.querySelectorAll('*')].filter((element) => {
            const style = getComputedStyle(element)
            const hides = ['hidden', 'clip'].includes(style.overflowX) || ['hidden', 'clip'].includes(style.overflowY)
            return hides && element.checkVisibility() && style.clipPath === 'none' &&
              (element.scrollHeight > element.clientHeight + 1 || element.scrollWidth > element.clientWidth + 1)
          }).map((element) => element.outerHTML.slice(0, 160))
          const wide = document.documentElement.scrollWidth > document.documentElement.clientWidth
          document.adoptedStyleSheets.pop()
          return wide ? [...cut, 'the page became too wide'] : cut
        }""",
        SPACING,
    )
    assert not clipped, f"{page.url}\n" + "\n".join(clipped)


def assert_touchable(page: Page) -> None:
    """A-9: every control outside running text is at least 44 × 44 px, by itself or by its label."""
    small = page.evaluate(
        """(least) => {
          const inText = (element) => element.closest('p, li, dd, td, figcaption') !== null &&
            getComputedStyle(element).display === 'inline'
          const area = (element) => (element.closest('label') ?? element).getBoundingClientRect()
          return [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
            .filter((element) => element.checkVisibility() && !element.matches('.skip, [type="hidden"]'))
            .filter((element) => !inText(element))
            .map((element) => [element, Math.round(area(element).width), Math.round(area(element).height)])
            .filter(([, width, height]) => width < least || height < least)
            .map(([element, width, height]) => `${width} × ${height}: ${element.outerHTML.slice(0, 140)}`)
        }""",
        TOUCH,
    )
    assert not small, f"{page.url}\n" + "\n".join(small)


def tab_walk(page: Page, most: int = 300) -> list[str]:
    """A-6, A-7: walk through the page by keyboard alone. Returns what had the focus, in order.

    Fails when the focus is invisible or covered, or cannot leave.
    """
    seen: list[str] = []
    for _step in range(most):
        page.keyboard.press("Tab")
        here = page.evaluate(
            """() => {
              const element = document.activeElement
              if (!element || element === document.body) return null
              const box = element.getBoundingClientRect()
              const point = [box.left + box.width / 2, box.top + Math.min(box.height / 2, 20)]
              const top = document.elementFromPoint(...point)
              const label = element.closest('label') ?? element
              const outlined = ({ outlineStyle, outlineWidth }) => outlineStyle !== 'none' && outlineWidth !== '0px'
              const shown = outlined(getComputedStyle(element)) || outlined(getComputedStyle(label))
              return {
                html: element.outerHTML.slice(0, 140),
                covered: !(top && (label.contains(top) || top.contains(element))),
                shown,
              }
            }"""
        )
        if here is None:
            assert seen, "nothing on this page can be reached by keyboard"
            return seen
        assert here["shown"], f"the focus cannot be seen: {here['html']}"
        assert not here["covered"], f"the focus is covered: {here['html']}"
        if seen and here["html"] == seen[0]:
            return seen
        seen.append(here["html"])
    raise AssertionError(f"the focus cannot leave: {json.dumps(seen[-3:], ensure_ascii=False)}")
