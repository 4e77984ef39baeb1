# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Everyday words: proposed, measured, agreed upon, undone, learnt."""

import time

import pytest
from procrastinate.contrib.django import app
from procrastinate.testing import InMemoryConnector

from sociallook.base.refusals import Refused
from sociallook.directory.editing import editors, wording
from sociallook.directory.editing.models import LearntWords, WordChange
from sociallook.directory.matching import shipped_model, understand
from sociallook.directory.matching.vocabulary import Term, shipped
from tests.people import Person

pytestmark = pytest.mark.django_db

NEEDS = ("schuldnerberatung", "tafel", "kita")
FEW = [term for term in shipped() if term.language == "de" and term.category in NEEDS][::8]
FEW += [term for term in shipped() if term.language == "de" and term.crisis is not None][::40]
A, B = "Redaktion: A", "Redaktion: B"


def has(category: str, text: str) -> bool:
    return text in {word.wording for word in wording.words(category)}


def test_a_word_counts_when_it_is_approved_and_can_be_undone() -> None:
    change = wording.propose("tafel", "de", "  nix   im kühlschrank ", added=True, by=A)
    assert not has("tafel", "nix im kühlschrank")
    wording.approve(change, B)
    (word,) = [word for word in wording.words("tafel") if word.own]
    assert (word.wording, word.author, word.on[:2]) == ("nix im kühlschrank", A, "20")
    undone = wording.undo(change, A)
    assert not has("tafel", "nix im kühlschrank")
    wording.undo(undone, A)
    assert has("tafel", "nix im kühlschrank")
    assert WordChange.objects.count() == 3


def test_a_word_of_the_program_can_be_taken_away_here() -> None:
    (term, *_rest) = [term for term in FEW if term.category == "tafel"]
    change = wording.propose("tafel", "de", term.text, added=False, by=A)
    wording.approve(change, B)
    assert not has("tafel", term.text)
    assert term not in wording.terms()
    wording.undo(change, B)
    assert term in wording.terms()


def test_what_makes_no_sense_is_refused() -> None:
    for category, language, text, code in (
        ("gibtesnicht", "de", "abc", "no_category"),
        ("tafel", "xx", "abc", "no_category"),
        ("tafel", "de", " ", "no_word"),
        ("tafel", "de", next(term.text for term in FEW if term.category == "tafel").upper(), "known"),
    ):
        with pytest.raises(Refused) as refused:
            wording.propose(category, language, text, added=True, by=A)
        assert refused.value.code == code
    wording.propose("tafel", "de", "neu hier", added=True, by=A)
    with pytest.raises(Refused):
        wording.propose("tafel", "de", "Neu hier", added=True, by=B)
    with pytest.raises(Refused):
        wording.propose("tafel", "de", "niemals da", added=False, by=B)


def test_four_eyes_as_soon_as_there_are_two() -> None:
    one, other = (Person(name, "professional").register() for name in ("Berta", "Carl"))
    berta = editors.add(one.login, "Berta")
    change = wording.propose("tafel", "de", "magen knurrt", added=True, by=editors.signature(berta))
    editors.add(other.login, "Carl")
    with pytest.raises(Refused) as refused:
        wording.approve(change, editors.signature(berta))
    assert refused.value.code == "four_eyes"
    editors.remove(other.login)
    wording.approve(change, editors.signature(berta))
    with pytest.raises(Refused):
        wording.approve(change, editors.signature(berta))


def test_the_effect_is_said_in_shares_and_places() -> None:
    questions = wording.questions()
    before = [4] * len(questions)
    told = wording.effect(before, [1, 5, *before[2:]])
    assert told["before"] == {"first": 0.0, "third": 0.0}
    assert told["after"] == {"first": round(100 / len(questions), 1), "third": round(100 / len(questions), 1)}
    assert [(each["before"], each["after"]) for each in told["changed"]] == [(4, 1), (4, 5)]


def test_no_development_question_is_a_word() -> None:
    asked = {question.text.casefold() for question in wording.questions()}
    assert len(asked) > 100
    assert not asked & {term.text.casefold() for term in shipped()}


def test_open_changes_are_measured_and_what_is_learnt_is_used() -> None:
    fantasy = Term("brummselkramp", "de", "tafel")
    change = wording.propose("tafel", "de", fantasy.text, added=True, by=A)
    wording.measure_open(FEW)
    change.refresh_from_db()
    assert change.effect["before"].keys() == {"first", "third"}
    wording.approve(change, B)
    wording.learn(FEW)
    used = wording._Current()
    assert understand("brummselkramp", used()).categories[0].category == "tafel"
    LearntWords.objects.update(made_from="another version")
    assert wording._Current()() is shipped_model()
    LearntWords.objects.all().delete()
    used._asked = time.monotonic() - 2 * wording.A_MINUTE
    assert used() is shipped_model()


def test_the_pages() -> None:
    berta = Person("Berta", "professional").register()
    editors.add(berta.login)
    queue = InMemoryConnector()
    browser = berta.browser
    word = {"act": "add", "language": "de", "wording": "<b>nix zu essen</b>"}
    with app.replace_connector(queue):
        assert browser.post("/redaktion/worte/tafel", word | {"wording": " "}).status_code == 400
        assert browser.post("/redaktion/worte/tafel", word).status_code == 302
        assert browser.post("/redaktion/worte/tafel", word).status_code == 400, "it is proposed already"
        page = browser.get("/redaktion/worte").content.decode()
        assert "&lt;b&gt;nix zu essen&lt;/b&gt;" in page
        assert "Die Wirkung wird noch gemessen" in page
        change = WordChange.objects.get()
        assert browser.post(f"/redaktion/worte/aenderung/{change.pk}", {"act": "approve"}).status_code == 302
        assert "&lt;b&gt;nix zu essen&lt;/b&gt;" in browser.get("/redaktion/worte/tafel").content.decode()
        assert browser.post(f"/redaktion/worte/aenderung/{change.pk}", {"act": "undo"}).status_code == 302
    assert not has("tafel", "<b>nix zu essen</b>")
    assert {job["task_name"] for job in queue.jobs.values()} == {"directory.measure_words", "directory.learn_words"}
