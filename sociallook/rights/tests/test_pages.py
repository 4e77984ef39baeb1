# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The pages of rights as the server sends them: the same for everybody, every area and every law in plain words."""

import re
from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from sociallook_protocol.areas import AREAS

from sociallook.base.clock import now
from sociallook.institutions.kinds import KINDS
from sociallook.rights.law import LAW
from sociallook.rights.purposes import OWN_WORDS, PURPOSES, TEXT_REVIEWED

RELATION = "00000000-0000-4000-8000-000000000000"
PAGES = ("network", "add", "connect", "review", "table", "access")
CELLS = sorted(name for name, area in AREAS.items() if area.granted == "cell")
DAY = 24 * 60 * 60 * 1000


@pytest.mark.parametrize("path", [*(reverse(f"rights:{name}") for name in PAGES), f"/helfernetz/{RELATION}"])
def test_a_page_is_the_same_for_everybody_and_kept_by_nobody(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert RELATION not in answer.content.decode().replace(f"next={path}", "")
    assert client.post(path).status_code == 405


@pytest.mark.parametrize("area", CELLS)
def test_every_area_has_a_sentence_for_every_level(area: str) -> None:
    html = render_to_string("rights/parts/areas.html")
    part = re.search(rf'<template data-area="{area}"(.*?)</template>', html, re.DOTALL)
    assert part
    for name in ("none", "read", "join", "short-none", "short-read", "short-join", "along", "alone", "short-along"):
        sentence = re.search(rf'data-{name}="([^"]+)"', part[1])
        assert sentence, name
        assert "{name}" in sentence[1]
    for name in ("word", "does-read", "does-join", "older"):
        assert re.search(rf'data-{name}="[^"]+"', part[1]), name
    staff = render_to_string("rights/parts/may_here.html")
    assert f'data-part="{area}-read"' in staff
    assert f'data-part="{area}-join"' in staff


def test_every_institution_has_a_law_card_that_was_read_within_a_year() -> None:
    kinds = {card.kind for card in LAW}
    assert "" in kinds, "one for every other kind"
    assert kinds - {""} <= set(KINDS)
    for card in LAW:
        assert card.sentences
        assert timedelta(0) <= _today() - timedelta(days=card.reviewed.toordinal()) <= timedelta(days=365)


def test_the_text_of_the_review_was_read_within_a_year() -> None:
    assert timedelta(0) <= _today() - timedelta(days=TEXT_REVIEWED.toordinal()) <= timedelta(days=365)


def test_purposes_are_a_closed_list_with_a_way_out() -> None:
    words = [purpose.word for purpose in PURPOSES]
    assert len(set(words)) == len(words)
    assert words[-1] == OWN_WORDS


def _today() -> timedelta:
    """Days since the first of January of the year 1, as `date.toordinal` counts."""
    return timedelta(days=719_163 + now() // DAY)
