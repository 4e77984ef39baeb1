# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Danger is recognised, also in the words of somebody from whom nothing was learnt; figures of speech are no danger."""

import json

import pytest

from sociallook.directory.matching import crisis, shipped_model, understand
from sociallook.directory.matching.letters import fold
from sociallook.directory.matching.model import Model
from sociallook.directory.matching.signs import signs
from sociallook.directory.matching.vocabulary import DATA, crisis_rules, shipped

HELD_OUT = "Sociallook L"


def test_recall_and_precision_on_a_writer_who_was_left_out() -> None:
    known = shipped()
    ordinary = [term for term in known if term.crisis is None][::8]  # the others would only take longer
    learnt = [*ordinary, *(term for term in known if term.crisis is not None and term.author != HELD_OUT)]
    model = Model.trained(learnt, shipped_model().needs)
    asked = [term for term in known if term.crisis is not None and term.author == HELD_OUT]
    flagged = [bool(crisis.recognised(model.read(fold(term.text)))) for term in asked]
    right = sum(found for found, term in zip(flagged, asked, strict=True) if term.crisis)
    missed = [term.text for found, term in zip(flagged, asked, strict=True) if term.crisis and not found]
    assert len(missed) <= 0.01 * len(asked), missed
    assert right / sum(flagged) >= 0.8


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Ich halte das Leben nicht mehr aus und will sterben", "suicide"),
        ("ich wil mich umbrngen", "suicide"),
        ("Er würgt mich und droht mich zu erstechen", "violence"),
        ("Wurde heute nacht vergewaltigt", "sexual_violence"),
        ("Nachbarn schlagen ihr Baby", "child"),
        ("wir haben heute nacht keinen schlafplatz", "shelter"),
        ("mein Opa atmet nicht mehr", "medical"),
        ("my boyfriend strangled me yesterday", "violence"),
        ("kocam beni boğuyor", "violence"),
        ("ne khochu bilshe zhyty", "suicide"),
        ("негде спать сегодня с ребенком", "shelter"),
        ("زوجي يضربني ويهددني بالقتل", "violence"),
        ("می‌خواهم خودم را بکشم", "suicide"),
        ("tata bije mamę", "violence"),
        ("vreau să mă sinucid", "suicide"),
    ],
)
def test_danger_in_every_language(text: str, kind: str) -> None:
    found = understand(text).crisis
    assert found is not None
    assert found.kind == kind


@pytest.mark.parametrize(
    "text",
    [
        "mein Telefon ist tot und ich suche einen Deutschkurs",
        "Referat über Suizid",
        "Statistik häusliche Gewalt",
        "Wohngeld beantragen",
    ],
)
def test_what_only_sounds_like_danger_is_none(text: str) -> None:
    assert understand(text).crisis is None


def test_rules_name_known_signs_and_every_kind_has_words_for_people() -> None:
    known = set(json.loads((DATA / "crisis_words.json").read_text()))
    rules = crisis_rules()
    named = {
        sign
        for kind in rules["rules"].values()
        for rule in kind
        for sign in rule.replace("!", "").replace("-", "").split()
    }
    assert named | set(rules["weak"]) <= known
    said = json.loads((DATA / "crisis.json").read_text())["kinds"]
    assert set(said) == set(rules["rules"]) >= {term.crisis for term in shipped() if term.crisis}


def test_signs_forgive_one_slip_and_know_their_language() -> None:
    assert "STRANGLE" in signs(fold("er hat mich gewürrgt"), ["de"])
    assert "KILL" in signs(fold("vbyty"), ["uk"])
    assert "ABOUT" in signs(fold("world war"), ["en"])
    assert "ABOUT" not in signs(fold("world war"), ["tr"])


def test_a_usual_word_is_not_taken_for_a_slip() -> None:
    assert "OVERDOSE" in signs("prison", ["en"])  # poison
    assert "OVERDOSE" not in signs("prison", ["en"], shipped_model().usual)


@pytest.mark.parametrize("text", ["mon mari me frappe", "ik wil dood"])
def test_an_unknown_language_does_not_hide_danger(text: str) -> None:
    assert understand(text).crisis is not None
