# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""`{% script "messaging/thread" %}`, `{% style "shell/shell" %}`, `{% asset "shell/icons.svg" %}`."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from sociallook.shell import assets

register = template.Library()


@register.simple_tag
def script(name: str) -> SafeString:
    """A module, and early requests for what it imports, so that nothing is fetched one after the other."""
    found = assets.find(f"{name}.js")
    preloads = format_html_join("", '<link rel="modulepreload" href="{}">', ((address,) for address in found.imports))
    return format_html('{}<script type="module" src="{}"></script>', preloads, found.address)


@register.simple_tag
def style(name: str) -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', assets.asset(f"{name}.css"))


@register.simple_tag
def asset(name: str) -> str:
    return assets.asset(name)
