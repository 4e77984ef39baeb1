# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""From everyday words to a need: spelling, robustness, and how well somebody new is understood."""

import pytest

import hatch_build
from sociallook.directory.matching import understand
from sociallook.directory.matching.letters import fold, romanised
from sociallook.directory.matching.prepare import fingerprint


def test_the_model_is_that_of_this_version() -> None:
    assert (hatch_build.LEARNT / "made-from").read_text() == fingerprint(), "run ./run build"


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Für fuer FÜR", "fur fur fur"),
        ("Çocuk ığdır İstanbul", "cocuk igdir istanbul"),
        ("Młody țară", "mlody tara"),
        ("шукаю садок", "shukayu sadok"),
        ("إقامة إقامه اقامة", "اقامه اقامه اقامه"),
        ("کمک\u200cها", "كمك ها"),
        ("Hiiiilfe!!!", "hiilfe"),
        ("a\ud800\x00b", "a b"),
        ("", ""),
    ],
)
def test_one_spelling(typed: str, folded: str) -> None:
    assert fold(typed) == folded


def test_cyrillic_is_typed_in_many_ways_on_a_latin_keyboard() -> None:
    assert {"shukayu misce v dytyachomu sadku", "schukaju mistse w dytjatschomu sadku"} <= {
        fold(way) for way in romanised("шукаю місце в дитячому садку")
    }


@pytest.mark.parametrize("text", ["", " ", "\x00\x07", "\ud800", "🙂", "'; DROP TABLE", "ب" * 10_000, "Kita " * 2_000])
def test_any_text_is_survived(text: str) -> None:
    found = understand(text)
    assert len(found.categories) == len({ranked.category for ranked in found.categories}) > 50
    assert found == understand(text)
