# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Every answer of the read API fits the schemas of HSDS 3.0, and what goes out can come in again, here or elsewhere."""

import json
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, get_args
from uuid import uuid4

import jsonschema_rs
import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from sociallook.directory import actions, hsds
from sociallook.directory.content import (
    Accessibility,
    Attribute,
    Contact,
    CostOption,
    OrganizationContent,
    Part,
    Phone,
    RequiredDocument,
    Schedule,
    ServiceArea,
    ServiceContent,
    TaxonomyTerm,
)
from sociallook.directory.hsds_reader import read_hsds
from sociallook.directory.models import Organization, Service, ServiceAtLocation, Version
from sociallook.directory.tests.offers import BY, advice, haus_am_fluss, house

HERE = Path(__file__).parent / "hsds"
SHAPED = {"url", "uri", "website", "logo", "email", "assurer_email", "schedule_link", "term_uri", "address_type"}
"""Fields that refuse it: addresses of the web and of mail, and lists of words."""
NASTY = "<script>alert(1)</script> \"'; DROP TABLE directory_service; -- {{ x }} %s"


@cache
def schema(name: str) -> Callable[[Any], None]:
    """Refuses what does not fit a schema of HSDS 3.0."""

    def fetched(address: str) -> Any:
        return json.loads((HERE / Path(address).name).read_text("utf-8"))

    return jsonschema_rs.validator_for(
        {"$ref": f"json-schema:///{name}.json"}, retriever=fetched, validate_formats=True
    ).validate


@pytest.fixture
def filled(db: None) -> tuple[OrganizationContent, ServiceContent, OrganizationContent]:  # noqa: ARG001
    """Somebody who fills in every field, and a shelter that must stay hidden."""
    place = house(
        name="Haus am Fluss",
        url="https://example.org/haus",
        latitude=51.5,
        longitude=10.79,
        accessibility=[Accessibility(description="Rampe am Eingang", url="https://example.org/rampe")],
        wheelchair=True,
    )
    organization = haus_am_fluss(
        place,
        description=NASTY,
        email="post@example.org",
        website="https://example.org",
        year_incorporated=1990,
        phones=[Phone(number="030 23125 001", extension=5, type="voice")],
        contacts=[Contact(name="Sabine Beispiel", phones=[Phone(number="030 23125 002")])],
        fictitious=True,
    )
    foreign = TaxonomyTerm(code="1101", name="Debt", description="", taxonomy="Open Eligibility")
    service = advice(
        organization,
        place,
        description=NASTY,
        url="https://example.org/schulden",
        minimum_age=18,
        schedules=[
            Schedule(freq="WEEKLY", byday="MO,TU", opens_at="09:00", closes_at="12:00", valid_from=date(2026, 1, 1)),
            Schedule(opening_hours="Th 14:00-18:00", description="Donnerstag 14 bis 18 Uhr"),
        ],
        service_areas=[ServiceArea(name="Landkreis Nordhausen", area="16062")],
        cost_options=[CostOption(option="für alle", amount=0, currency="EUR")],
        required_documents=[RequiredDocument(document="Alle Briefe", uri="https://example.org/briefe")],
        contacts=[Contact(name="Beratung")],
        attributes=[Attribute(taxonomy_term=foreign)],
        legal_basis="§ 16a SGB II",
        free_of_charge=True,
    )
    shelter = OrganizationContent(
        name="Schutzhaus",
        locations=[house(name="Villa", latitude=51.51234, longitude=10.81234, location_confidential=True)],
    )
    hidden = advice(shelter, *shelter.locations, name="Schutz", categories=["frauenhaus"])
    actions.import_offers([organization, service, shelter, hidden], BY)
    return organization, service, shelter


def get(path: str, **asked: str) -> Any:
    answer = Client().get(f"/api/hsds/3{path}", asked)
    assert answer.status_code == 200, answer.content
    return answer.json()


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("path", "asked", "kind"),
    [
        ("/services", {}, "service"),
        ("/services", {"full": "true"}, "service"),
        ("/organizations", {}, "organization"),
        ("/organizations", {"full": "true"}, "organization"),
        ("/organizations", {"full_service": "true"}, "organization"),
        ("/service_at_locations", {}, "service_at_location"),
        ("/service_at_locations", {"full": "true"}, "service_at_location"),
        ("/taxonomies", {}, "taxonomy"),
        ("/taxonomy_terms", {"per_page": "100"}, "taxonomy_term"),
    ],
)
def test_lists_and_their_items_fit_the_schemas(path: str, asked: dict[str, str], kind: str) -> None:
    page = get(path, **asked)
    assert page["contents"]
    assert (page["total_pages"], page["first_page"], page["last_page"], page["empty"]) == (1, True, True, False)
    assert page["total_items"] == page["size"] == len(page["contents"])
    for item in page["contents"]:
        schema(kind)(item)
    for item in page["contents"][:2]:
        alone = get(f"{path}/{item['id']}")
        schema(kind)(alone)
        if kind == "service_at_location":
            schema("service")(alone)  # the OpenAPI document of HSDS 3.0 says so


def test_a_full_service_shows_everything_that_was_said(filled: Any) -> None:
    _organization, service, _shelter = filled
    shown = get(f"/services/{service.id}")
    assert shown["description"] == NASTY
    assert shown["organization"]["name"] == "Haus am Fluss"
    assert shown["schedules"][0]["byday"] == "MO,TU"
    assert shown["schedules"][1]["opening_hours"] == "Th 14:00-18:00"
    (offer,) = shown["service_at_locations"]
    assert offer["location"]["addresses"][0]["postal_code"] == "99734"
    ours, foreign = (each["taxonomy_term"] for each in shown["attributes"])
    assert (ours["code"], ours["id"]) == ("schuldnerberatung", str(hsds.term_id("schuldnerberatung")))
    assert foreign["taxonomy"] == "Open Eligibility"


def test_a_confidential_location_is_nowhere_in_any_answer(filled: Any) -> None:
    _organization, _service, shelter = filled
    everything = "".join(
        Client().get(f"/api/hsds/3{path}", {"full": "true", "format": "ndjson"}).getvalue().decode()
        for path in ("/services", "/organizations", "/service_at_locations", "/export")
    )
    assert everything.count("Hauptstraße") == 5, "the other house; twice in the export, once in each list"
    for secret in ("51.51", "10.81", "Villa"):
        assert secret not in everything
    near = get("/service_at_locations", postcode="99734", proximity="50000")["contents"]
    assert [each["service"]["name"] for each in near] == ["Schuldnerberatung"]
    (place,) = get(f"/organizations/{shelter.id}")["locations"]
    assert place == {
        "id": str(shelter.locations[0].id),
        "location_type": "physical",
        "description": "",
        "area": "16062",
        "location_confidential": True,
    }


def test_what_can_be_asked_for(filled: Any) -> None:
    organization, service, _shelter = filled

    def found(**asked: str) -> list[str]:
        return sorted(each["name"] for each in get("/services", **asked)["contents"])

    debts = ["Schuldnerberatung"]
    assert found() == ["Schuldnerberatung", "Schutz"]
    assert found(search="schuldner") == debts
    assert found(search=NASTY) == debts
    assert found(organization_id=str(organization.id)) == debts
    assert found(taxonomy_term_id=str(hsds.term_id("schuldnerberatung"))) == debts
    assert found(taxonomy_term_id=str(service.attributes[0].taxonomy_term.id)) == debts
    assert found(taxonomy_id=str(hsds.OURS)) == ["Schuldnerberatung", "Schutz"]
    assert found(taxonomy_id=str(service.id)) == []
    assert found(modified_after="2020-01-01") == ["Schuldnerberatung", "Schutz"]
    assert found(modified_after="2099-01-01T00:00:00Z") == []
    assert [*get("/services", minimal="true")["contents"][0]] == ["id", "last_modified"]
    assert get("/service_at_locations", postcode="80331")["total_items"] == 1, "one is for its district only"
    assert get("/taxonomy_terms", search="Schulden ordnen")["total_items"] == 1
    assert get("/organizations", per_page="1", page="2")["size"] == 1
    assert get("/organizations", page="9")["empty"] is True


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    "asked",
    [
        {"page": "0"},
        {"page": "x"},
        {"per_page": "99999"},
        {"per_page": "²"},
        {"organization_id": "'; --"},
        {"modified_after": "gestern"},
        {"search": "\x00"},
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(asked: dict[str, str]) -> None:
    answer = Client().get("/api/hsds/3/services", asked)
    assert answer.status_code == 400
    assert answer.json()["message"].endswith(".")


def test_what_is_not_there_and_what_nobody_may_do(filled: Any) -> None:
    organization, service, _shelter = filled
    for kind in ("services", "organizations", "service_at_locations", "taxonomies", "taxonomy_terms"):
        assert Client().get(f"/api/hsds/3/{kind}/00000000-0000-4000-8000-000000000000").status_code == 404
    for verb in ("post", "put", "delete"):
        assert (
            getattr(Client(), verb)(f"/api/hsds/3/services/{service.id}", headers={"X-Sociallook": "1"}).status_code
            == 405
        )
    assert Client().get("/api/hsds/3/service_at_locations", {"postcode": "00000"}).status_code == 400
    assert Organization.objects.filter(id=organization.id).exists()


def test_asking_again_is_cheap_until_something_changes(filled: Any) -> None:
    _organization, service, _shelter = filled
    first = Client().get("/api/hsds/3/services")
    again = Client().get("/api/hsds/3/services", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "public" in first["Cache-Control"]
    actions.confirm(service.id, BY, date(2026, 11, 20))
    changed = Client().get("/api/hsds/3/services", headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200


@pytest.mark.django_db
def test_it_says_what_it_is() -> None:
    about = get("/")
    assert about["version"] == "3.0"
    fields = get("/profile")["schemas"]
    assert "legal_basis" in fields["service"]["properties"]


@pytest.mark.usefixtures("filled")
def test_the_export_comes_in_again_the_same() -> None:
    """Nothing is new and nothing has changed; and after everything was removed, everything is back."""
    exported = Client().get("/api/hsds/3/export").getvalue()
    reading = read_hsds(exported)
    assert reading.problems == []
    assert actions.import_offers(reading.items, BY) == actions.Imported(0, 0, 4)
    for organization in Organization.objects.all():
        actions.remove_organization(organization.id, BY)
    assert not Service.objects.exists()
    assert actions.import_offers(reading.items, BY) == actions.Imported(4, 0, 0)
    assert (
        Client().get("/api/hsds/3/export").getvalue().split(b'"last_modified"')[0]
        == exported.split(b'"last_modified"')[0]
    )


@pytest.mark.usefixtures("filled")
def test_pages_of_the_api_can_be_imported_too() -> None:
    for path in ("/services", "/service_at_locations", "/organizations"):
        reading = read_hsds(get(path, full="true", full_service="true"))
        assert reading.problems == [], path
        assert len({item.id for item in reading.items}) == 4, path


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["service_full", "organization_full", "service_at_location_full"])
def test_the_examples_of_the_standard_can_be_read(name: str) -> None:
    """All but what is wrong in them: a latitude of 100 degrees."""
    given = json.loads(
        (HERE / "examples" / f"{name}.json").read_text("utf-8").replace('"latitude": 100', '"latitude": 52')
    )
    reading = read_hsds(given)
    assert reading.problems == []
    assert {type(item) for item in reading.items} == {OrganizationContent, ServiceContent}
    assert actions.import_offers(reading.items, BY).new == 2
    assert actions.import_offers(read_hsds(given).items, BY) == actions.Imported(0, 0, 2)
    assert ServiceAtLocation.objects.get().location is not None


def test_each_mistake_gets_a_sentence_and_the_rest_is_read() -> None:
    organization = {"id": "a", "name": "Haus am Fluss", "website": "javascript:alert(1)"}
    good = {"id": "b", "name": "Haus am See", "locations": [{"addresses": [{"postal_code": "99734"}]}]}
    nowhere = {"id": "c", "name": "Nirgends", "locations": [{"location_type": "physical"}]}
    service = {"id": "d", "name": "", "status": "offen", "organization_id": "b", "assured_date": "gestern"}
    lost = {"id": "e", "name": "Rat", "status": "active", "organization_id": "x"}
    unknown = {"id": "f", "name": "Rat", "status": "active", "organization_id": "b", "categories": ["gibt_es_nicht"]}
    reading = read_hsds([organization, good, nowhere, service, lost, unknown, 7])
    assert [item.name for item in reading.items] == ["Haus am See"]
    assert [(problem.item, problem.field, problem.sentence) for problem in reading.problems] == [
        ("7", "", "Jeder Eintrag muss ein Objekt sein."),
        ("Haus am Fluss", "website", "Eine Internetadresse muss mit https:// oder http:// beginnen."),
        ("Nirgends", "locations.0", "Für diesen Ort fehlt die Postleitzahl oder der amtliche Schlüssel."),
        (reading.problems[3].item, "name", "Hier fehlt etwas."),
        (
            reading.problems[3].item,
            "status",
            "Erlaubt ist nur: 'active', 'inactive', 'defunct' or 'temporarily closed'.",
        ),
        (reading.problems[3].item, "assured_date", "Ein Datum muss so aussehen: 2026-11-30."),
        ("Rat", "organization", "Die Organisation zu diesem Angebot fehlt oder hat einen Fehler."),
        ("Rat", "categories", "Diese Art von Hilfe kennt das Verzeichnis nicht."),
    ]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (b'{"services": [', "Das ist kein JSON. Der Fehler steht in Zeile 1, Spalte 15."),
        (b"", "Das ist kein JSON. Der Fehler steht in Zeile 1, Spalte 1."),
        ("ä".encode("latin-1"), "Die Datei ist nicht in UTF-8 gespeichert."),
        (b"[" * 100_000, "Das ist zu tief verschachtelt."),
    ],
)
def test_a_file_that_is_none_is_refused_in_a_sentence(given: bytes, said: str) -> None:
    assert [problem.sentence for problem in read_hsds(given).problems] == [said]


def test_a_location_of_two_organisations_becomes_one_of_each() -> None:
    place = {"id": "a", "addresses": [{"postal_code": "99734"}]}
    reading = read_hsds(
        [{"id": "1", "name": "Eins", "locations": [place]}, {"id": "2", "name": "Zwei", "locations": [place]}]
    )
    one, two = (item.locations[0].id for item in reading.items if isinstance(item, OrganizationContent))
    assert one != two


def everywhere(shape: type[Part], depth: int = 0) -> dict[str, Any]:
    """Markup and SQL in every field of a part, and in every field of its parts."""
    said: dict[str, Any] = {}
    for name, field in shape.model_fields.items():
        parts = [each for each in get_args(field.annotation) if isinstance(each, type) and issubclass(each, Part)]
        if parts and depth < 3 and name != "taxonomy_term":
            said[name] = [everywhere(parts[0], depth + 1)]
        elif field.annotation is str and name not in {"country", "area", "leistungsschluessel", "opening_hours"}:
            said[name] = NASTY
    return said


@pytest.mark.django_db
def test_markup_and_sql_in_every_field_are_kept_as_text_and_shown_as_text() -> None:
    plain = {"location_type": "physical", "area": "16062", "organization_id": str(uuid4()), "status": "active"}
    organization = everywhere(OrganizationContent) | {"id": plain["organization_id"]}
    service = everywhere(ServiceContent) | plain | {"categories": ["schuldnerberatung"]}
    organization["locations"][0] |= {"location_type": "physical", "area": "16062", "id": str(uuid4())}
    service["service_at_locations"][0] |= {"location_id": organization["locations"][0]["id"]}
    refused = read_hsds({"organizations": [organization], "services": [service]})
    assert refused.items == []
    assert {problem.sentence for problem in refused.problems} >= {
        "Eine Internetadresse muss mit https:// oder http:// beginnen.",
        "Das ist keine E-Mail-Adresse.",
    }

    def without_addresses(given: Any) -> Any:
        if isinstance(given, dict):
            return {name: without_addresses(each) for name, each in given.items() if name not in SHAPED}
        return [without_addresses(each) for each in given] if isinstance(given, list) else given

    reading = read_hsds(without_addresses({"organizations": [organization], "services": [service]}))
    assert reading.problems == []
    actions.import_offers(reading.items, BY)
    assert Service.objects.get().description == NASTY
    shown = json.dumps(get(f"/services/{Service.objects.get().id}"), ensure_ascii=False)
    assert shown.count(json.dumps(NASTY)[1:-1]) > 40
    page = Client().get(f"/hilfe-finden/angebot/{ServiceAtLocation.objects.get().id}").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from([NASTY, "99734"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [*ServiceContent.model_fields, *OrganizationContent.model_fields, "organization", "contents"]
            )
            | st.text(max_size=3),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@given(ANYTHING)
@settings(max_examples=150, deadline=None)
def test_whatever_others_write_is_read_or_refused(anything: Any) -> None:
    reading = read_hsds(anything)
    for problem in reading.problems:
        assert problem.sentence
        assert str(problem).encode()


@pytest.mark.django_db
def test_a_dry_run_leaves_nothing() -> None:
    reading = read_hsds([{"id": "1", "name": "Eins"}])
    assert actions.import_offers(reading.items, BY, dry_run=True).new == 1
    assert not Version.objects.exists()
