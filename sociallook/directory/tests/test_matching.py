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


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("Wohngeld in 99734 beantragen", "99734"),
        ("kita nordhausen", "Nordhausen"),
        ("Tafel in Frankfurt am Main", "Frankfurt am Main"),
        ("Wo gibt es in Essen eine Tafel?", "Essen"),
        ("wo gibt es was zu essen", ""),
        ("Kontonummer 1234567", ""),
        ("noclegownia Berlin", "Berlin"),
    ],
)
def test_a_place_is_found_where_one_is_meant(question: str, place: str) -> None:
    assert understand(question).place == place


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("Welche Formulare brauche ich für Wohngeld?", "forms"),
        ("Welche Behörde bearbeitet meinen Antrag?", "authority"),
        ("Wo ist eine Tafel?", "place"),
        ("Which documents do I need for parental allowance", "forms"),
        ("какие документы нужны для пособия", "forms"),
        ("kakie dokumenty nuzhny dlja posobija na rebenka", "forms"),
        ("Mein Kind stottert", "help"),
    ],
)
def test_intent_comes_from_words_of_its_language(question: str, intent: str) -> None:
    assert understand(question).intent == intent


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Wie bekomme ich einen Platz in der Krippe", "de"),
        ("How do I get a place in a nursery", "en"),
        ("Kizim icin kres ariyorum", "tr"),
        ("шукаю садок для доньки", "uk"),
        ("ищу детский сад для дочки", "ru"),
        ("أبحث عن روضة لابنتي", "ar"),
        ("برای دخترم دنبال مهدکودک می‌گردم", "fa"),
        ("Szukam żłobka dla córki", "pl"),
        ("Caut o creșă pentru fiica mea", "ro"),
    ],
)
def test_language_is_guessed_and_the_need_found_in_it(question: str, language: str) -> None:
    found = understand(question)
    assert found.language == language
    assert "kita" in [ranked.category for ranked in found.categories[:3]]
