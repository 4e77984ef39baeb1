# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The components as template tags; docs/components.md shows each of them in use.

Only what several pages repeat is a tag. Everything else is plain HTML with the classes of `shell.css`.
"""

from functools import cache
from typing import Any

from django import template
from django.conf import settings
from django.forms import BaseForm, BoundField
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from sociallook.shell.assets import asset
from sociallook.shell.navigation import Entry, address, menu
from sociallook.shell.operator import Operator, operator

register = template.Library()

BONDS = {"none": 0, "read": 1, "join": 2, "paused": "p"}
"""The four states of a right. The sign is the same in the logo, the choice, the table and the network."""

SHEETS = {"pdf", "image", "other"}


@register.simple_tag
def icon(name: str, *, big: bool = False) -> SafeString:
    """One icon of `icons.svg`. Always beside a word, hence hidden from the ear."""
    return _use("i i-big" if big else "i", f"i-{name}")


@register.simple_tag
def line(state: str) -> SafeString:
    """The small sign of a right: `none`, `read`, `join` or `paused`."""
    if state not in BONDS:
        raise ValueError(f"A right is one of {', '.join(BONDS)}, not {state!r}.")
    return _use("g", f"g-{state}")


@register.simple_tag
def sheet(kind: str) -> SafeString:
    """The picture of a file: `pdf`, `image` or `other`."""
    return _use("sheet", f"s-{kind if kind in SHEETS else 'other'}")


@register.inclusion_tag("shell/parts/bond.html")
def bond(state: str, *, icon: str = "case", hue: str = "blue", person: bool = False) -> dict[str, Any]:
    """The large sign: I am the circle, the helper the square (or a circle for a private person)."""
    return {"state": state, "suffix": BONDS[state], "icon": icon, "hue": hue, "person": person}


@register.inclusion_tag("shell/parts/mark.html")
def mark(icon: str, hue: str, *, person: bool = False, small: bool = False) -> dict[str, Any]:
    """The mark of a helper: form, colour and icon. The name stands beside it."""
    return {"icon": icon, "hue": hue, "person": person, "small": small}


@register.inclusion_tag("shell/parts/who.html")
def who(name: str, about: str = "", *, icon: str = "case", hue: str = "blue", person: bool = False) -> dict[str, Any]:
    """Mark, name and one line about a helper."""
    return {"name": name, "about": about, "icon": icon, "hue": hue, "person": person}


@register.simple_block_tag
def note(content: SafeString, kind: str = "", icon: str = "help") -> SafeString:
    """A note: `calm`, `good`, `stop` or without kind. The content brings its own paragraphs."""
    return format_html(
        '<div class="note{}">{}<div class="stack-s">{}</div></div>',
        f" note-{kind}" if kind else "",
        _use("i", f"i-{icon}"),
        content,
    )


@register.inclusion_tag("shell/parts/field.html")
def field(bound: BoundField, *, soft: bool = False) -> dict[str, Any]:
    """One form field with label, hint and error, tied together for the ear (WCAG 3.3.1, 1.3.1)."""
    described = [f"{bound.auto_id}-hint"] if bound.help_text else []
    attributes: dict[str, Any] = {"class": "input"}
    if bound.errors:
        described.append(f"{bound.auto_id}-bad")
        attributes["aria-invalid"] = "true"
    if described:
        attributes["aria-describedby"] = " ".join(described)
    return {"field": bound, "widget": bound.as_widget(attrs=attributes), "soft": soft}


@register.inclusion_tag("shell/parts/errors.html")
def errors(form: BaseForm) -> dict[str, Any]:
    """The summary above a form that came back; each line leads to its field."""
    return {"form": form, "lines": [(bound, text) for bound in form for text in bound.errors]}


@register.simple_tag(takes_context=True)
def navigation(context: Context, side: str) -> list[Entry]:
    """The entries of a menu for this page. A page outside its room sets `place`, for example "rights:network"."""
    return menu(side, context.get("request"), context.get("place") or "")


@register.simple_tag
def place(name: str) -> str:
    """The path of a URL name, or nothing where the page does not exist: `{% place "x:y" as path %}{% if path %}`."""
    return address(name)


@register.simple_tag
def the_operator() -> Operator:
    """Who runs this installation; see `operator.py`."""
    return operator()


@register.simple_tag
def demo() -> bool:
    """Whether everything here is made up."""
    return bool(settings.MODE == "demo")


@register.simple_tag
def leave_address() -> str:
    """Where "Seite schnell verlassen" leads."""
    return str(settings.LEAVE_ADDRESS)


@cache
def _use(classes: str, part: str) -> SafeString:
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>', classes, asset("shell/icons.svg"), part
    )
