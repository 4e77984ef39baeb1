# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The component tags: what they say to eyes and ears, and what they refuse."""

import re
from pathlib import Path

import pytest
from django.template import Context, Template

from sociallook.shell.examples import SheetForm
from sociallook.shell.operator import Operator

ICONS = Path(__file__).parents[1] / "static" / "shell" / "icons.svg"


def render(source: str, **context: object) -> str:
    return Template("{% load shell %}" + source).render(Context(context))


def test_every_icon_that_is_asked_for_exists() -> None:
    """In all rooms: `{% icon "lock" %}` draws nothing if there is no `i-lock`, and nobody would see it missing."""
    drawn = set(re.findall(r'<symbol id="([^"]+)"', ICONS.read_text()))
    asked = set()
    for template in Path("sociallook").rglob("*.html"):
        asked |= {f"i-{name}" for name in re.findall(r'{% icon "([^"]+)"', template.read_text())}
        asked |= {f"g-{name}" for name in re.findall(r'{% line "([^"]+)"', template.read_text())}
    assert asked <= drawn


def test_an_unknown_right_has_no_sign() -> None:
    with pytest.raises(ValueError, match="none, read, join, paused"):
        render('{% line "write" %}')


def test_icons_are_silent() -> None:
    assert 'aria-hidden="true"' in render('{% icon "lock" %}')


def test_field_ties_label_hint_and_error_together() -> None:
    form = SheetForm({"login": "linde-specht-4827", "words": "ahorn"})
    login, words = render("{% field form.login %}", form=form), render("{% field form.words %}", form=form)
    assert 'aria-describedby="id_login-hint"' in login
    assert 'id="id_login-hint"' in login
    assert "aria-invalid" not in login
    assert 'aria-invalid="true"' in words
    assert 'aria-describedby="id_words-bad"' in words
    assert 'id="id_words-bad"' in words
    assert 'value="ahorn"' in words, "nothing that was typed is lost"


def test_errors_lead_to_their_fields() -> None:
    html = render("{% errors form %}", form=SheetForm({"login": "", "words": "ahorn"}))
    assert "2 Felder brauchen Sie noch" in html
    assert 'href="#id_login"' in html
    assert 'href="#id_words"' in html
    assert render("{% errors form %}", form=SheetForm()).strip() == ""


def test_what_somebody_typed_never_becomes_markup() -> None:
    html = render("{% who name %}{% note %}{{ name }}{% endnote %}", name="<script>alert(1)</script>")
    assert "<script>" not in html


@pytest.mark.parametrize(
    ("number", "link"),
    [("030 23125 010", "tel:+493023125010"), ("+49 30 23125-010", "tel:+493023125010"), ("112", "tel:112"), ("", "")],
)
def test_phone_numbers_become_links(number: str, link: str) -> None:
    assert Operator(phone=number).phone_link == link
