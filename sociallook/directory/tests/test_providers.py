# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Providers keep their own offers: the link, what they may see and change, what they may not, and the reminder."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import URLPattern, reverse
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.testing import InMemoryConnector

from sociallook.directory import actions
from sociallook.directory.content import LocationContent
from sociallook.directory.editing import letters, links, proposals
from sociallook.directory.editing.models import Proposal, ProviderLink, Upkeep
from sociallook.directory.editing.sheets import LocationSheet, ServiceSheet
from sociallook.directory.editing.urls import urlpatterns
from sociallook.directory.models import Organization, Service, Version
from sociallook.directory.tests.offers import BY, advice, haus_am_fluss, house

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script>'; DROP TABLE directory_service; --"


@pytest.fixture
def place() -> LocationContent:
    return house(name="Beratungsstelle Altstadt")


@pytest.fixture
def haus(place: LocationContent) -> Organization:
    content = haus_am_fluss(place, email="beratung@haus-am-fluss.example")
    saved = actions.save_organization(content, BY)
    actions.save_service(advice(content, place), BY)
    return saved


@pytest.fixture
def service(haus: Organization) -> Service:
    return haus.services.get()


@pytest.fixture
def visitor(haus: Organization) -> Client:
    """A browser that has used a link."""
    browser = Client()
    answer = browser.post("/angebote-pflegen", {"code": links.issue(haus).token})
    assert answer["Location"] == "/angebote-pflegen/uebersicht"
    return browser


def sheet(service: Service, **more: Any) -> dict[str, Any]:
    """What a browser sends for an offer."""
    content = actions.service_content(service)
    shown = {name: "" if value is None else value for name, value in ServiceSheet.shown(content).items()}
    answers = {True: "ja", False: "nein"}
    shown = {name: answers.get(value, value) if isinstance(value, bool) else value for name, value in shown.items()}
    places = [str(offer.location_id) for offer in content.service_at_locations if offer.location_id]
    return shown | {"places": places} | more


# --- The link ---


def test_a_link_opens_once_and_only_hashes_are_kept(haus: Organization) -> None:
    secret = links.issue(haus)
    (row,) = ProviderLink.objects.values()
    assert secret.token not in str(row)
    assert "#k=" in secret.address
    assert secret.token not in secret.address.partition("#")[0]
    assert Client().post("/angebote-pflegen", {"code": secret.token}).status_code == 302
    again = Client().post("/angebote-pflegen", {"code": secret.token})
    assert again.status_code == 403
    assert "gilt nicht mehr" in again.content.decode()


def test_the_code_is_typed_as_people_type(haus: Organization) -> None:
    secret = links.issue(haus)
    typed = f" {secret.code.lower().replace('-', ' ')} "
    assert Client().post("/angebote-pflegen", {"code": typed}).status_code == 302
    assert Client().post("/angebote-pflegen", {"code": secret.token}).status_code == 403, "link and code are one"


def test_an_old_link_opens_nothing(haus: Organization) -> None:
    secret = links.issue(haus)
    ProviderLink.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert Client().post("/angebote-pflegen", {"code": secret.token}).status_code == 403
    links.sweep()
    assert not ProviderLink.objects.exists()


def test_guessing_codes_is_slowed_down(haus: Organization) -> None:
    links.issue(haus)
    browser = Client()
    answers = [browser.post("/angebote-pflegen", {"code": f"{number:012}"}).content.decode() for number in range(33)]
    assert "Bitte warten" in answers[-1]


INSIDE = [each for each in urlpatterns if str(each.pattern).startswith("angebote-pflegen/")]
FOR_EVERYBODY = {"request_link", "leave"}


@pytest.mark.parametrize("pattern", [each for each in INSIDE if each.name not in FOR_EVERYBODY], ids=lambda p: p.name)
def test_nobody_comes_in_without_a_visit(haus: Organization, service: Service, pattern: URLPattern) -> None:
    known = {"service": service.id, "subject": service.id, "location": haus.locations.get().id}
    path = reverse(f"directory:{pattern.name}", kwargs={name: known[name] for name in pattern.pattern.converters})
    browser = Client()
    browser.cookies[links.COOKIE] = "x" * 43
    answers = [browser.get(path), browser.post(path, {"name": "Meins"})]
    assert {answer.status_code for answer in answers} - {405} == {403}
    assert not any(haus.name in answer.content.decode() for answer in answers)
    assert not Proposal.objects.exists()


def test_a_visit_ends_when_it_is_finished(visitor: Client) -> None:
    assert visitor.post("/angebote-pflegen/fertig").status_code == 200
    assert visitor.get("/angebote-pflegen/uebersicht").status_code == 403


def test_forms_need_the_token_of_the_page(haus: Organization) -> None:
    browser = Client(enforce_csrf_checks=True)
    assert browser.post("/angebote-pflegen", {"code": links.issue(haus).token}).status_code == 403


# --- Another organisation ---


@pytest.fixture
def other() -> Service:
    place = house(name="Woanders")
    content = haus_am_fluss(place, email="andere@example.org")
    actions.save_organization(content, BY)
    return actions.save_service(advice(content, place), BY)


def test_a_link_opens_one_organisation_only(visitor: Client, other: Service) -> None:
    place = other.organization.locations.get()
    assert visitor.get(f"/angebote-pflegen/angebot/{other.id}").status_code == 404
    assert visitor.post(f"/angebote-pflegen/angebot/{other.id}", sheet(other, name="Meins")).status_code == 404
    assert visitor.post(f"/angebote-pflegen/bestaetigen/{other.id}").status_code == 404
    assert visitor.get(f"/angebote-pflegen/ort/{place.id}").status_code == 404
    visitor.post(f"/angebote-pflegen/zurueckziehen/{other.id}")
    other.refresh_from_db()
    assert other.name == "Schuldnerberatung"
    assert not Proposal.objects.exists()


def test_a_place_of_others_cannot_be_chosen(visitor: Client, service: Service, other: Service) -> None:
    foreign = str(other.organization.locations.get().id)
    answer = visitor.post(f"/angebote-pflegen/angebot/{service.id}", sheet(service, places=[foreign]))
    assert answer.status_code == 400


# --- Confirming and changing ---


def test_one_tap_confirms_everything(visitor: Client, service: Service) -> None:
    assert visitor.post("/angebote-pflegen/bestaetigen").status_code == 302
    service.refresh_from_db()
    assert service.assured_date == timezone.localdate()
    version = Version.objects.filter(subject=service.id).order_by("number").last()
    assert version is not None
    assert version.by == "Anbieter: Haus am Fluss"


def test_a_change_waits_for_an_editor(visitor: Client, service: Service) -> None:
    visitor.post(f"/angebote-pflegen/angebot/{service.id}", sheet(service, name="Neue Schuldnerberatung"))
    service.refresh_from_db()
    assert service.name == "Schuldnerberatung"
    assert "wartet auf die Redaktion" in visitor.get("/angebote-pflegen/uebersicht").content.decode()
    found = Proposal.objects.get()
    proposals.approve(found, "Redaktion: B")
    service.refresh_from_db()
    assert (service.name, service.assured_date) == ("Neue Schuldnerberatung", timezone.localdate())
    assert not Proposal.objects.exists()
    newest = Version.objects.order_by("pk").last()
    assert newest is not None
    assert newest.by == "Anbieter: Haus am Fluss · Redaktion: B"


def test_saving_without_a_change_confirms(visitor: Client, service: Service) -> None:
    visitor.post(f"/angebote-pflegen/angebot/{service.id}", sheet(service))
    service.refresh_from_db()
    assert service.assured_date == timezone.localdate()
    assert not Proposal.objects.exists()


def test_the_operator_may_let_providers_publish(visitor: Client, service: Service, settings: Any) -> None:
    settings.PROVIDERS_PUBLISH = True
    visitor.post(f"/angebote-pflegen/angebot/{service.id}", sheet(service, name="Sofort"))
    service.refresh_from_db()
    assert service.name == "Sofort"


def test_mistakes_keep_everything_that_was_typed(visitor: Client, service: Service) -> None:
    typed = sheet(service, email="kein-at", url="javascript:alert(1)", description=HOSTILE, minimum_age="x")
    answer = visitor.post(f"/angebote-pflegen/angebot/{service.id}", typed)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Das ist keine E-Mail-Adresse." in page
    assert 'value="kein-at"' in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert(1)" not in page
    assert not Proposal.objects.exists()


def test_markup_and_sql_are_text(visitor: Client, service: Service) -> None:
    hostile = sheet(service, name=HOSTILE, description=HOSTILE, phones=HOSTILE, contacts=HOSTILE, languages=HOSTILE)
    assert visitor.post(f"/angebote-pflegen/angebot/{service.id}", hostile).status_code == 302
    proposals.approve(Proposal.objects.get(), "Redaktion")
    service.refresh_from_db()
    assert service.name == HOSTILE
    assert "<script>alert" not in visitor.get("/angebote-pflegen/uebersicht").content.decode()


def test_a_new_place_and_a_new_offer(visitor: Client, haus: Organization) -> None:
    where = {"name": "Am Markt", "address_1": "Markt 1", "postal_code": "99734", "city": "Nordhausen"}
    assert visitor.post("/angebote-pflegen/ort", where | {"location_type": "physical"}).status_code == 302
    (place,) = [each for each in Proposal.objects.get().content["locations"] if each["name"] == "Am Markt"]
    offer = {"name": "Kleiderkammer", "categories": ["kleiderkammer"], "places": [place["id"]]}
    assert visitor.post("/angebote-pflegen/angebot", offer).status_code == 302
    for proposal in Proposal.objects.order_by("pk"):
        proposals.approve(proposal, "Redaktion")
    made = Service.objects.get(name="Kleiderkammer")
    assert [str(each.location_id) for each in made.service_at_locations.all()] == [place["id"]]
    assert haus.locations.count() == 2


def test_a_place_that_must_be_secret_does_not_wait(visitor: Client, haus: Organization, place: LocationContent) -> None:
    answers = {name: "" if value is None else value for name, value in LocationSheet.shown(place).items()}
    visitor.post(f"/angebote-pflegen/ort/{place.id}", answers | {"name": "Haus B", "wheelchair": ""})
    assert "Hauptstraße" in str(Proposal.objects.get().content)
    answers |= {"location_confidential": "ja", "wheelchair": ""}
    assert visitor.post(f"/angebote-pflegen/ort/{place.id}", answers).status_code == 302
    there = haus.locations.get()
    assert (there.location_confidential, there.addresses) == (True, [])
    kept = [*Version.objects.values_list("content", flat=True), *Proposal.objects.values_list("content", flat=True)]
    assert "Hauptstraße" not in str(kept)


def test_what_a_sheet_does_not_show_stays(visitor: Client, service: Service) -> None:
    content = actions.service_content(service)
    rich = content.phones[0].model_copy(update={"extension": 7.0, "type": "voice"})
    actions.save_service(content.model_copy(update={"phones": [rich]}), BY)
    service.refresh_from_db()
    visitor.post(f"/angebote-pflegen/angebot/{service.id}", sheet(service, description="Neu"))
    assert Proposal.objects.get().content["phones"][0]["extension"] == 7


# --- Mail ---


@pytest.fixture
def queue() -> Iterator[InMemoryConnector]:
    """Jobs are kept here and done when a test says so."""
    connector = InMemoryConnector()
    with app.replace_connector(connector):
        yield connector


def do_all() -> None:
    app.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)


@pytest.mark.usefixtures("haus")
@pytest.mark.parametrize("address", ["beratung@haus-am-fluss.example", "nobody@example.org"])
def test_asking_for_a_link_says_the_same_to_everybody(queue: InMemoryConnector, address: str) -> None:
    answer = Client().post("/angebote-pflegen/link", {"email": address})
    assert answer.status_code == 200
    assert "Wenn die Adresse" in answer.content.decode()
    assert len(queue.jobs) == (1 if address.startswith("beratung") else 0)
    assert "k=" not in str(queue.jobs)


def test_a_letter_brings_link_and_code(haus: Organization) -> None:
    assert letters.send(haus, "link")
    (letter,) = mail.outbox
    assert letter.to == ["beratung@haus-am-fluss.example"]
    assert "Hello" in letter.body
    token = re.search(r"#k=([\w-]+)", str(letter.body))
    assert token
    assert Client().post("/angebote-pflegen", {"code": token[1]}).status_code == 302


def test_the_address_of_an_editor_comes_before_the_published_one(haus: Organization) -> None:
    Upkeep.objects.create(organization=haus, address="pflege@haus-am-fluss.example")
    assert letters.address_of(haus) == "pflege@haus-am-fluss.example"
    assert list(letters.kept_at("PFLEGE@haus-am-fluss.example")) == [haus]
    assert list(letters.kept_at("beratung@haus-am-fluss.example")) == []


def test_a_reminder_comes_before_twelve_months_and_once_a_month(service: Service) -> None:
    confirmed = date(2026, 1, 10)
    actions.confirm(service.id, BY, confirmed)

    def reminded(on: date) -> int:
        before = len(mail.outbox)
        for each in letters.due(on):
            letters.remind(each, on)
        return len(mail.outbox) - before

    days = (date(2026, 12, 1), date(2026, 12, 12), date(2026, 12, 13), date(2027, 1, 5), date(2027, 1, 20))
    assert [reminded(day) for day in days] == [0, 1, 0, 0, 1]
    actions.confirm(service.id, BY, date(2027, 1, 21))
    assert reminded(date(2027, 3, 1)) == 0


def test_fictitious_organisations_get_no_mail(haus: Organization) -> None:
    content = actions.organization_content(haus).model_copy(update={"fictitious": True})
    actions.save_organization(content, BY)
    assert not letters.due(date(2029, 1, 1))


def test_jobs_are_known() -> None:
    names = {"directory.sweep", "directory.remind", "directory.send_link", "directory.run_import"}
    assert names <= app.tasks.keys()
