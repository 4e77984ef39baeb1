# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Files of others: read as they are, every mistake named with its line, all of it written or nothing."""

import json
import time
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from procrastinate.contrib.django import app
from procrastinate.testing import InMemoryConnector

from sociallook.base.refusals import Refused
from sociallook.directory import hsds
from sociallook.directory.content import LocationContent, OrganizationContent, ServiceContent
from sociallook.directory.editing import editors, exports, imports
from sociallook.directory.editing.models import Import, ImportProfile
from sociallook.directory.editing.readers import Reading, Unreadable, osm, tables, xzufi
from sociallook.directory.models import Organization, Service, Signpost, Version
from tests.people import Person

pytestmark = pytest.mark.django_db

HEAD = "Träger;Angebot;Kategorie;Straße;PLZ;Ort;Telefon;Öffnungszeiten;Kostenlos;Stand\n"
GOOD = HEAD + (
    "Haus Süd;Schuldnerberatung;schuldnerberatung;Markt 1;99734;Nordhausen;030 23125 001;Mo-Fr 9-12;ja;01.11.2026\n"
    'Haus Süd;"Kleider; und mehr";Kleider und Möbel für wenig Geld;Markt 2;99734;Nordhausen;;nach Vereinbarung;;\n'
)
HOSTILE = "<script>alert(1)</script>'; DROP TABLE directory_service; --"


def prepared(data: bytes | str, format: str = "csv", **more: Any) -> Import:  # noqa: A002
    raw = data.encode() if isinstance(data, str) else data
    return imports.prepare(raw, format=format, source="Landkreis", by="Redaktion: B", **more)


def run(job: Import, *, dry_run: bool = False) -> Import:
    imports.start(job, dry_run=dry_run)
    return imports.run(job.id)


def nothing_is_there() -> bool:
    return not (Organization.objects.exists() or Service.objects.exists() or Version.objects.exists())


# --- Tables ---


def test_a_table_becomes_offers() -> None:
    done = run(prepared(GOOD))
    assert (done.state, done.report["problems"], done.report["new"]) == ("done", [], 3)
    assert done.data is None
    first, second = Service.objects.order_by("-name")
    assert (first.name, first.free_of_charge, str(first.assured_date)) == ("Schuldnerberatung", True, "2026-11-01")
    assert (second.name, second.free_of_charge) == ("Kleider; und mehr", None)
    assert first.schedules[0]["opening_hours"] == "Mo-Fr 9-12"
    assert second.schedules[0]["description"] == "nach Vereinbarung"
    assert Organization.objects.get().locations.count() == 2
    assert Signpost.objects.filter(category="kleiderkammer").count() == 1
    assert Version.objects.filter(by="Import: Landkreis · Redaktion: B").count() == 3


def test_the_same_table_again_changes_nothing() -> None:
    run(prepared(GOOD))
    again = run(prepared(GOOD))
    assert (again.report["new"], again.report["changed"], again.report["same"]) == (0, 0, 3)


def test_a_column_that_is_missing_leaves_what_is_there() -> None:
    run(prepared(GOOD))
    short = "Träger;Angebot;Kategorie;Kosten\nHaus Süd;Schuldnerberatung;schuldnerberatung;nichts\n"
    run(prepared(short))
    service = Service.objects.get(name="Schuldnerberatung")
    assert (service.fees_description, service.phones[0]["number"]) == ("nichts", "030 23125 001")
    assert service.service_at_locations.get().location is not None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_encoding_and_delimiter_are_found(encoding: str, delimiter: str) -> None:
    text = delimiter.join(["Träger", "Angebot", "Straße"]) + "\r\n" + delimiter.join(["Süd", "Für alle", "Öhrweg 1"])
    found = tables.table(text.encode(encoding))
    assert found.headings == ("Träger", "Angebot", "Straße")
    assert found.records == ((2, ("Süd", "Für alle", "Öhrweg 1")),)
    assert found.delimiter == delimiter


def test_broken_lines_are_named_and_nothing_is_written() -> None:
    lines = GOOD + (
        "Haus Süd;Zu kurz;sozialberatung\n"
        'Haus Süd;"Nicht zu;sozialberatung;;;;;;;\n'
        "Haus Süd;Tafel;gibtesnicht;Markt 1;99734;Nordhausen;;;vielleicht;31.02.2026\n"
        ";Tafel;tafel;Markt 1;00000;Nirgends;;;;\n"
        "Haus Süd;Tafel;tafel;Markt 1;00000;Nirgends;;;;\n"
    )
    done = run(prepared(lines.encode("cp1252")))
    assert done.state == "refused"
    assert nothing_is_there()
    said = [f"{line}: {sentence}" for line, sentence in done.report["problems"]]
    for sentence in (
        "4: Diese Zeile hat 3 Spalten, es müssten 10 sein.",
        "5: Ein Anführungszeichen wird nicht geschlossen.",
        "6: Spalte „Kategorie“: Diese Art von Hilfe kennt das Verzeichnis nicht: gibtesnicht",
        "6: Spalte „Kostenlos“: Hier geht nur „ja“ oder „nein“.",
        "6: Spalte „Stand“: Das ist kein Datum: „31.02.2026“",
        "7: Spalte „Träger“: Bitte geben Sie den Namen der Organisation an.",
        "8: Spalte „PLZ“: Diese Postleitzahl oder Stadt kennen wir nicht.",
    ):
        assert sentence in said, said
    assert done.data is not None, "it can be tried again with other columns"


def test_a_trial_writes_nothing() -> None:
    done = run(prepared(GOOD), dry_run=True)
    assert (done.state, done.report["new"]) == ("done", 3)
    assert nothing_is_there()
    assert run(done).report["new"] == 3
    assert Service.objects.count() == 2


def test_what_only_the_database_refuses_stops_everything() -> None:
    run(prepared(GOOD))
    foreign = Organization.objects.get().locations.first()
    assert foreign is not None
    rows = f"Träger;Angebot;Kategorie;location.id;PLZ;Ort\nAndere;Tafel;tafel;{foreign.id};99734;Nordhausen\n"
    before = Version.objects.count()
    done = run(prepared(rows))
    assert done.report["problems"][0] == (
        2,
        "Andere: Das gehört schon zu einer anderen Organisation oder einem anderen Angebot.",
    )
    assert (Version.objects.count(), Organization.objects.count()) == (before, 1)


def test_markup_and_sql_are_text_in_every_field() -> None:
    hostile = f'"{HOSTILE}"'
    rows = HEAD + f"{hostile};{hostile};tafel;{hostile};99734;Nordhausen;{hostile};{hostile};ja;\n"
    done = run(prepared(rows))
    assert done.report["problems"] == []
    service = Service.objects.get()
    assert (service.name, service.organization.name) == (HOSTILE, HOSTILE)


@pytest.mark.parametrize("data", [b"", b"nur ein wort", b"\x00\x01\x02\x03" * 50, b"\n\n\n"])
def test_what_is_no_table_is_refused_in_a_sentence(data: bytes) -> None:
    with pytest.raises(Refused):
        prepared(data)


def test_headings_are_guessed_and_profiles_remembered() -> None:
    assert tables.guess(["Träger", "E-Mail", "PLZ", "Unsinn", "service.name"]) == {
        "Träger": "organization.name",
        "E-Mail": "service.email",
        "PLZ": "location.postal_code",
        "service.name": "service.name",
    }
    imports.save_profile("Kreis", {"A1": "organization.name", "B2": "service.name"}, "B")
    assert imports.suggested(["A1", "B2", "C3"]) == {"A1": "organization.name", "B2": "service.name"}
    assert imports.suggested(["A1", "C3"]) == {}


def test_many_lines_are_read_quickly() -> None:
    """Nobody waits an hour for 50,000 lines: a small part of them, a tenth of a second each would be too long."""
    rows = (f"Haus {n % 50};Angebot {n};sozialberatung;Weg {n};99734;Nordhausen;;;ja;\n" for n in range(200))
    began = time.perf_counter()
    reading = tables.read((HEAD + "".join(rows)).encode(), tables.guess(HEAD.strip().split(";")))
    assert time.perf_counter() - began < 20
    assert (len(reading.items), reading.problems) == (250, [])


# --- Exports ---


def test_an_export_runs_no_formula_and_comes_back_the_same() -> None:
    formula = '=HYPERLINK("http://example.org")'
    run(prepared(GOOD))
    service = Service.objects.get(name="Schuldnerberatung")
    Service.objects.filter(id=service.id).update(description=formula, fees_description="+49 30", alert="-1")
    written = "".join(exports.table())
    assert f"'{formula}".replace('"', '""') in written
    assert not any(
        cell.startswith(("=", "+", "-", "@")) for cell in written.replace('"', "").replace("\n", ";").split(";")
    )
    again = run(prepared(written))
    assert again.report["problems"] == []
    service.refresh_from_db()
    assert service.description == formula
    assert Service.objects.count() == 2


def test_nothing_of_a_secret_place_is_exported() -> None:
    rows = "Träger;Angebot;Kategorie;Straße;PLZ;Ort;geheim\nHaus;Schutz;frauenhaus;Geheimweg 7;99734;Nordhausen;ja\n"
    run(prepared(rows))
    written = "".join(exports.table())
    assert "Schutz" in written
    assert "Geheimweg" not in written + json.dumps(list(Version.objects.values_list("content", flat=True)))
    assert run(prepared(written)).report["problems"] == []


# --- Other formats ---


def contents(reading: Reading) -> tuple[OrganizationContent, LocationContent, ServiceContent]:
    organization, service = (item.content for item in reading.items)
    assert isinstance(organization, OrganizationContent)
    assert isinstance(service, ServiceContent)
    return organization, organization.locations[0], service


NODE = {
    "name": "Tafel Nordhausen",
    "amenity": "social_facility",
    "social_facility": "food_bank",
    "operator": "Tafel e.V.",
    "addr:street": "Markt",
    "addr:housenumber": "1",
    "addr:postcode": "99734",
    "addr:city": "Nordhausen",
    "contact:phone": "+49 30 23125 001",
    "contact:website": "tafel.example.org",
    "opening_hours": "Tu 14:00-18:00",
    "wheelchair": "yes",
}
GEOJSON = {
    "type": "FeatureCollection",
    "features": [
        {"id": "node/1", "properties": NODE, "geometry": {"type": "Point", "coordinates": [10.79, 51.5]}},
        {"id": "node/2", "properties": {"amenity": "bench"}, "geometry": None},
        "unsinn",
    ],
}
OVERPASS = {"elements": [{"type": "node", "id": 1, "lat": 51.5, "lon": 10.79, "tags": NODE}]}


@pytest.mark.parametrize("given", [GEOJSON, OVERPASS], ids=["geojson", "overpass"])
def test_openstreetmap(given: Any) -> None:
    reading = osm.read(json.dumps(given).encode())
    organization, place, service = contents(reading)
    assert organization.name == "Tafel e.V."
    assert (place.latitude, place.longitude, place.wheelchair) == (51.5, 10.79, True)
    assert (place.addresses[0].address_1, place.external_identifier) == ("Markt 1", "node/1")
    assert (service.categories, service.url) == (["tafel"], "https://tafel.example.org")
    assert service.schedules[0].opening_hours == "Tu 14:00-18:00"
    assert len(reading.skipped) == len(given.get("features", [0])) - 1
    assert osm.read(json.dumps(given).encode()).items == reading.items, "the same ids every time"


def test_a_shelter_on_the_map_stays_secret_here() -> None:
    tags = {
        "name": "Schutz",
        "amenity": "social_facility",
        "social_facility": "shelter",
        "social_facility:for": "woman",
    }
    given = {"elements": [{"type": "node", "id": 9, "lat": 51.5, "lon": 10.79, "tags": tags}]}
    done = run(prepared(json.dumps(given), "osm"))
    assert done.report["problems"] == []
    place = Organization.objects.get().locations.get()
    assert (place.location_confidential, place.latitude, place.area) == (True, None, "16062")


XZUFI = """<?xml version="1.0"?>
<xzufi:transfer xmlns:xzufi="http://xoev.de/schemata/xzufi/2_2_0">
 <xzufi:organisationseinheit>
  <xzufi:id schemeAgencyID="TH">77</xzufi:id>
  <xzufi:name><xzufi:name languageCode="en">Office</xzufi:name>
   <xzufi:name languageCode="de">Sozialamt</xzufi:name></xzufi:name>
  <xzufi:anschrift><xzufi:strasse>Markt</xzufi:strasse><xzufi:hausnummer>2</xzufi:hausnummer>
   <xzufi:postleitzahl>99734</xzufi:postleitzahl><xzufi:ort>Nordhausen</xzufi:ort></xzufi:anschrift>
  <xzufi:kommunikation><xzufi:kanal><code>01</code></xzufi:kanal>
   <xzufi:kennung>030 23125-001</xzufi:kennung></xzufi:kommunikation>
  <xzufi:kommunikation><xzufi:kennung>amt@example.org</xzufi:kennung></xzufi:kommunikation>
 </xzufi:organisationseinheit>
 <xzufi:leistung>
  <xzufi:id>5</xzufi:id><xzufi:bezeichnung languageCode="de">Hilfe zum Lebensunterhalt</xzufi:bezeichnung>
  <xzufi:referenzLeiKa><code>99107001017000</code></xzufi:referenzLeiKa>
  <xzufi:modulText><xzufi:leikaTextmodul><code>09</code><name>Erforderliche Unterlagen</name></xzufi:leikaTextmodul>
   <xzufi:inhalt languageCode="de">Ausweis</xzufi:inhalt></xzufi:modulText>
  <xzufi:zustaendigkeit><xzufi:organisationseinheitID>77</xzufi:organisationseinheitID></xzufi:zustaendigkeit>
 </xzufi:leistung>
 <xzufi:leistung><xzufi:id>6</xzufi:id><xzufi:bezeichnung>Ohne Stelle</xzufi:bezeichnung></xzufi:leistung>
</xzufi:transfer>"""


def test_xzufi() -> None:
    reading = xzufi.read(XZUFI.encode(), ["grundsicherung"])
    organization, place, service = contents(reading)
    assert (organization.name, organization.email) == ("Sozialamt", "amt@example.org")
    assert (organization.phones[0].number, place.addresses[0].address_1) == ("030 23125-001", "Markt 2")
    assert (service.name, service.leistungsschluessel) == ("Hilfe zum Lebensunterhalt", "99107001017000")
    assert [paper.document for paper in service.required_documents] == ["Ausweis"]
    assert len(reading.skipped) == 1
    done = run(prepared(XZUFI, "xzufi"))
    assert "Bitte wählen Sie eine" in done.report["problems"][0][1]


def test_an_xml_bomb_is_no_xml() -> None:
    bomb = '<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]><a>&d;</a>'
    with pytest.raises(Unreadable):
        xzufi.read(bomb.encode(), ["tafel"])


def test_hsds_goes_out_and_comes_in() -> None:
    run(prepared(GOOD))
    text = "".join(hsds.export())
    before = Version.objects.count()
    again = run(prepared(text, "hsds"))
    assert (again.report["problems"], again.report["same"], Version.objects.count()) == ([], 3, before)


@pytest.mark.parametrize("format", ["hsds", "osm", "xzufi"])
@pytest.mark.parametrize("data", ["kein json", "[[[", "{}", '{"services": 7}', "<a", '{"features": [{"id": [1]}]}'])
def test_nonsense_is_refused_in_a_sentence(format: str, data: str) -> None:  # noqa: A002
    done = run(prepared(data, format))
    assert done.state in {"refused", "done"}
    assert nothing_is_there()


# --- The pages ---


@pytest.fixture
def berta() -> Person:
    person = Person("Berta", "professional").register()
    editors.add(person.login)
    return person


def test_from_the_file_to_the_report(berta: Person) -> None:
    queue = InMemoryConnector()
    file = SimpleUploadedFile("kreis.csv", GOOD.replace("Angebot;", "Unsinn;").encode("cp1252"))
    answer = berta.browser.post("/redaktion/importe", {"format": "csv", "source": "Kreis", "file": file})
    address = answer["Location"]
    page = berta.browser.get(address).content.decode()
    assert "Windows-1252" in page
    assert "Noch fehlt: Name des Angebots" in page
    found = tables.table(bytes(Import.objects.get().data or b""))
    chosen = dict(tables.guess(found.headings), Unsinn="service.name")
    columns = {f"column-{number}": chosen.get(heading, "") for number, heading in enumerate(found.headings)}
    berta.browser.post(address, columns | {"act": "keep", "name": "Kreis"})
    assert ImportProfile.objects.get().columns["Unsinn"] == "service.name"
    page = berta.browser.get(address).content.decode()
    assert "Noch fehlt" not in page
    assert "Zeile 2: Schuldnerberatung" in page
    with app.replace_connector(queue):
        berta.browser.post(address, columns | {"act": "write"})
    assert "progress" in berta.browser.get(address).content.decode()
    stand = berta.get(f"/directory/imports/{Import.objects.get().id}").json()
    assert stand == {"state": "waiting", "progress": 0, "total": 0}
    imports.run(Import.objects.get().id)
    assert "Neu: 3" in berta.browser.get(address).content.decode()
    assert (
        Person("Paul", "professional").register().get(f"/directory/imports/{Import.objects.get().id}").status_code
        == 403
    )


def test_a_file_that_is_no_table_keeps_the_form(berta: Person) -> None:
    file = SimpleUploadedFile("x.csv", b"wort")
    answer = berta.browser.post("/redaktion/importe", {"format": "csv", "source": "Mein Kreis", "file": file})
    assert answer.status_code == 400
    assert "Mein Kreis" in answer.content.decode()
    assert "keine Tabelle" in answer.content.decode()
