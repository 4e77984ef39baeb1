# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""`{% for_machines offer %}`: what a page says, once more for programs."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from sociallook.directory import machines
from sociallook.directory.sheets import OfferSheet

register = template.Library()


@register.simple_tag
def for_machines(offer: OfferSheet) -> SafeString:
    """A block of data, which no browser runs (HTML, "prepare the script element")."""
    text = mark_safe(machines.written(offer))  # noqa: S308 - it cannot hold a sign of markup
    return format_html('<script type="application/ld+json">{}</script>', text)
