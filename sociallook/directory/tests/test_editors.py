# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Editors check: who may, what they see, what can be undone. And the work list that holds nobody."""

import json
import logging
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django import app
from procrastinate.testing import InMemoryConnector

from sociallook.directory import actions
from sociallook.directory.editing import editors, links, proposals, worklist
from sociallook.directory.editing.models import FailedSearch, Proposal
from sociallook.directory.editing.urls import urlpatterns
from sociallook.directory.models import Organization, Version
from sociallook.directory.tests.offers import BY, advice, haus_am_fluss, house
from tests.people import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def haus() -> Organization:
    place = house(name="Beratungsstelle Altstadt")
    content = haus_am_fluss(place, email="beratung@haus-am-fluss.example")
    saved = actions.save_organization(content, BY)
    actions.save_service(advice(content, place), BY)
    return saved


@pytest.fixture
def berta() -> Person:
    """A professional who is an editor."""
    person = Person("Berta", "professional").register()
    editors.add(person.login, "Berta B.")
    return person


@pytest.fixture
def proposal(haus: Organization) -> Proposal:
    content = actions.service_content(haus.services.get()).model_copy(update={"name": "Insolvenzberatung"})
    found = proposals.hand_in(haus, content)
    assert found is not None
    return found


@pytest.fixture
def queue() -> Any:
    connector = InMemoryConnector()
    with app.replace_connector(connector):
        yield connector


# --- Who may ---


def refused(browser: Client, haus: Organization, proposal: Proposal) -> set[int]:
    """Every page and every act of editors, as this browser gets them; the list is taken from the addresses."""
    known: dict[str, Any] = {
        "organization": haus.id,
        "service": haus.services.get().id,
        "location": haus.locations.get().id,
        "job": uuid4(),
        "category": "schuldnerberatung",
    }
    found = set[int]()
    for pattern in urlpatterns:
        if not str(pattern.pattern).startswith("redaktion"):
            continue
        number = proposal.pk if pattern.name == "proposal" else Version.objects.latest("pk").pk
        given = {name: (known | {"number": number})[name] for name in pattern.pattern.converters}
        path = reverse(f"directory:{pattern.name}", kwargs=given)
        answers = [browser.get(path), browser.post(path, {"act": "approve", "name": "X"})]
        assert not any(haus.name in answer.content.decode() for answer in answers)
        statuses = {answer.status_code for answer in answers} - {405}
        assert statuses, path
        found |= statuses
    return found


def test_nobody_else_may(haus: Organization, proposal: Proposal) -> None:
    before = list(Version.objects.values_list("pk", flat=True))
    provider = Client()
    provider.post("/angebote-pflegen", {"code": links.issue(haus).token})
    client = Person("Alma").register()
    professional = Person("Paul", "professional").register()
    assert refused(Client(), haus, proposal) == {302}
    assert refused(provider, haus, proposal) == {302}, "a provider is nobody here"
    assert refused(client.browser, haus, proposal) == {403}
    assert refused(professional.browser, haus, proposal) == {403}
    assert list(Version.objects.values_list("pk", flat=True)) == before
    assert Client().get("/redaktion/worte")["Location"] == "/anmelden#weiter=/redaktion/worte"


def test_who_was_removed_may_no_longer(berta: Person) -> None:
    assert berta.browser.get("/redaktion").status_code == 200
    editors.remove(berta.login)
    assert berta.browser.get("/redaktion").status_code == 403
    with pytest.raises(ValueError, match="no editor"):
        editors.remove(berta.login)


def test_only_professionals_become_editors() -> None:
    for login, complaint in ((Person("Alma").register().login, "professional"), ("nobody-9", "no account")):
        with pytest.raises(ValueError, match=complaint):
            editors.add(login)
    assert editors.everyone() == []


def test_acts_need_the_token_of_the_page(berta: Person, proposal: Proposal) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = berta.browser.cookies
    assert strict.get("/redaktion").status_code == 200
    assert strict.post(f"/redaktion/vorschlag/{proposal.pk}", {"act": "approve"}).status_code == 403
    assert Proposal.objects.exists()


# --- Checking ---


def test_before_and_after_then_published(berta: Person, haus: Organization, proposal: Proposal) -> None:
    page = berta.browser.get(f"/redaktion/vorschlag/{proposal.pk}").content.decode()
    assert "<del>Schuldnerberatung</del>" in page
    assert "<ins>Insolvenzberatung</ins>" in page
    assert berta.browser.post(f"/redaktion/vorschlag/{proposal.pk}", {"act": "approve"}).status_code == 302
    assert haus.services.get().name == "Insolvenzberatung"


def test_sending_back_needs_a_sentence(berta: Person, proposal: Proposal, queue: Any) -> None:
    address = f"/redaktion/vorschlag/{proposal.pk}"
    assert berta.browser.post(address, {"act": "return", "answer": " "}).status_code == 400
    assert berta.browser.post(address, {"act": "return", "answer": "Bitte mit Öffnungszeiten."}).status_code == 302
    proposal.refresh_from_db()
    assert (proposal.outcome, proposal.decided_by) == ("returned", "Redaktion: Berta B.")
    assert [job["args"] for job in queue.jobs.values()] == [{"proposal": proposal.pk}]


def test_what_has_changed_meanwhile_is_compared_again(berta: Person, haus: Organization, proposal: Proposal) -> None:
    service = haus.services.get()
    actions.confirm(service.id, BY, date(2026, 11, 20))
    address = f"/redaktion/vorschlag/{proposal.pk}"
    assert berta.browser.post(address, {"act": "approve"}).status_code == 409
    berta.browser.post(address, {"act": "renew"})
    assert berta.browser.post(address, {"act": "approve"}).status_code == 302


def test_every_change_can_be_undone_and_that_too(berta: Person, haus: Organization, proposal: Proposal) -> None:
    proposals.approve(proposal, "Redaktion: A")
    for name in ("Schuldnerberatung", "Insolvenzberatung"):
        newest = Version.objects.filter(subject=proposal.subject).latest("number")
        assert berta.browser.post(f"/redaktion/aenderungen/{newest.pk}/rueckgaengig").status_code == 302
        assert haus.services.get().name == name
    assert Version.objects.filter(subject=proposal.subject).latest("number").by == "Redaktion: Berta B."


def test_removing_can_be_undone(berta: Person, haus: Organization) -> None:
    service = haus.services.get()
    berta.browser.post(f"/redaktion/angebot/{service.id}/entfernen")
    assert not haus.services.exists()
    newest = Version.objects.filter(subject=service.id).latest("number")
    berta.browser.post(f"/redaktion/aenderungen/{newest.pk}/rueckgaengig")
    assert haus.services.get().name == "Schuldnerberatung"


def test_a_place_becomes_secret_also_in_what_is_proposed(berta: Person, haus: Organization) -> None:
    content = actions.organization_content(haus)
    proposals.hand_in(haus, content.model_copy(update={"name": "Haus am See"}))
    berta.browser.post(f"/redaktion/ort/{haus.locations.get().id}/geheim")
    kept = [*Version.objects.values_list("content", flat=True), *Proposal.objects.values_list("content", flat=True)]
    assert "Hauptstraße" not in json.dumps(kept)
    assert Proposal.objects.get().content["name"] == "Haus am See"


@pytest.mark.usefixtures("haus")
def test_search_by_name(berta: Person) -> None:
    for name in ("am fluss", "schuldner"):
        page = berta.browser.get("/redaktion/organisationen", {"name": name}).content.decode()
        assert "Haus am Fluss" in page
    nothing = berta.browser.get("/redaktion/organisationen", {"name": "' OR 1=1 --\x00<b>"})
    assert nothing.status_code == 200
    assert "Nichts gefunden" in nothing.content.decode()


def test_a_new_organisation_gets_a_link(berta: Person, queue: Any) -> None:
    berta.browser.post("/redaktion/organisationen", {"name": "Neue Stelle", "address": "neu@example.org"})
    made = Organization.objects.get(name="Neue Stelle")
    assert [job["args"] for job in queue.jobs.values()] == [{"organization": str(made.id)}]
    assert berta.browser.get(f"/redaktion/organisationen/{made.id}").status_code == 200


# --- Questions without an answer ---


def ask(times: int, question: str, **more: Any) -> None:
    for _ in range(times):
        worklist.note(question, reason=FailedSearch.Reason.UNSURE, **more)


@pytest.fixture
def tally(monkeypatch: pytest.MonkeyPatch) -> worklist.Tally:
    """A day that has just begun."""
    fresh = worklist.Tally()
    monkeypatch.setattr(worklist, "tally", fresh)
    return fresh


def test_four_times_leave_nothing_and_five_do(
    tally: worklist.Tally,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    django_assert_num_queries: Any,
) -> None:
    question = "Wer repariert mein Raumschiff?"
    with caplog.at_level(logging.DEBUG), django_assert_num_queries(0):
        ask(4, question)
    assert not FailedSearch.objects.exists()
    assert "raumschiff" not in (caplog.text + "".join(capfd.readouterr()) + repr(vars(tally))).casefold()
    ask(1, "  wer repariert, mein RAUMSCHIFF ")
    kept = FailedSearch.objects.get()
    assert (kept.question, kept.count) == ("wer repariert mein raumschiff", 5)
    ask(2, question)
    kept.refresh_from_db()
    assert kept.count == 7


@pytest.mark.usefixtures("tally")
def test_the_search_itself_counts(tally: worklist.Tally) -> None:  # noqa: ARG001 - a day that has just begun
    browser = Client()
    for question, kept, reason in (
        ("Qwrtzp xyxyx 99734", "qwrtzp xyxyx …", "unsure"),
        ("Ich habe Schulden", "ich habe schulden", "nobody"),  # understood, but there are no offers
    ):
        for _ in range(4):
            assert browser.post("/hilfe-finden", {"frage": question}).status_code in {200, 303}
        assert not FailedSearch.objects.filter(question=kept).exists()
        browser.post("/hilfe-finden", {"frage": question})
        assert FailedSearch.objects.get(question=kept).reason == reason


def test_processes_add_to_one_number(monkeypatch: pytest.MonkeyPatch) -> None:
    ask(6, "mein raumschiff")
    monkeypatch.setattr(worklist, "tally", worklist.Tally())  # another process: another salt
    ask(5, "mein raumschiff")
    assert FailedSearch.objects.get().count == 11


def test_a_new_day_forgets_and_draws_a_new_salt() -> None:
    days = [date(2026, 11, 27)]
    tally = worklist.Tally(lambda: days[-1])
    assert [tally.add("x") for _ in range(4)] == [0, 0, 0, 0]
    salt = tally._salt
    days.append(date(2026, 11, 28))
    assert [tally.add("x") for _ in range(5)] == [0, 0, 0, 0, 5]
    assert tally._salt != salt


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("Ich heiße Max Muster und brauche Geld", "ich … und brauche geld"),
        ("Herr Müller vom Amt schreibt nicht", "… vom amt schreibt nicht"),
        ("Frau Dr. Schmidt hilft nicht", "… hilft nicht"),
        ("meine Frau schlägt mich", "meine frau schlägt mich"),
        ("Rückruf unter 030 23125-010 bitte", "rückruf unter … bitte"),
        ("schreibt an max@example.org bitte", "schreibt an … bitte"),
        ("Hilfe in 99734 Nordhausen", "hilfe in … nordhausen"),
        ("geboren 12.03.1987, Kundennummer 123A456789", "geboren … kundennummer …"),
        ("Bahnhofstraße 12a ist nass", "… ist nass"),
        ("Antrag nach SGB 2 für 3 Kinder", "antrag nach sgb 2 für 3 kinder"),
        ("99734", ""),
        ("x@y.example 030 23125 010", ""),
    ],
)
def test_what_looks_like_a_person_is_not_kept(question: str, kept: str) -> None:
    assert worklist.without_persons(question) == kept


def test_the_place_of_a_question_is_not_kept() -> None:
    assert worklist.without_persons("tafel in nordhausen", place="Nordhausen") == "tafel in …"


@pytest.mark.usefixtures("tally")
def test_settling_and_coming_back(berta: Person) -> None:
    ask(5, "<b>raumschiff</b> reparieren")
    page = berta.browser.get("/redaktion/fragen").content.decode()
    assert "b raumschiff b reparieren" in page
    found = FailedSearch.objects.get()
    berta.browser.post(f"/redaktion/fragen/{found.pk}/erledigt")
    assert "Keine offenen Fragen" in berta.browser.get("/redaktion/fragen").content.decode()
    ask(1, "<b>raumschiff</b> reparieren")
    assert FailedSearch.objects.get().settled_on is not None, "on the same day it stays settled"
    FailedSearch.objects.update(settled_on=date(2026, 1, 1))
    ask(1, "<b>raumschiff</b> reparieren")
    assert FailedSearch.objects.get().settled_on is None
