# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Asking, answering, one offer: without script, as anybody meets it."""

import json
import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.template.loader import render_to_string
from django.test import Client
from sociallook_protocol.encoding import b64u
from sociallook_protocol.pairing import read_offer

from sociallook.directory import places
from sociallook.directory.categories import categories
from sociallook.directory.content import Language, RequiredDocument
from sociallook.directory.crises import notice
from sociallook.directory.maps import Tiles
from sociallook.directory.matching import Crisis
from sociallook.directory.models import Location
from sociallook.directory.tests.shelf import KEEPING_THE_HOME, offered
from sociallook.institutions.models import Institution
from sociallook.shell.headers import STANDARD

pytestmark = pytest.mark.django_db

RENT = "Wer hilft bei Mietschulden?"


@pytest.fixture(autouse=True)
def tuesday_at_ten() -> Iterator[None]:
    with time_machine.travel("2026-11-24T10:00:00+01:00", tick=False):
        yield


def text(answer: Any) -> str:
    """What can be read on a page, without markup."""
    html = re.sub(r"<(script|template)\b.*?</\1>", " ", answer.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def ask(question: str, place: str = "", **more: Any) -> Any:
    return Client(**more).post("/hilfe-finden", {"frage": question, "ort": place})


def answered(question: str, place: str = "") -> str:
    """The page that a question leads to."""
    answer = Client().post("/hilfe-finden", {"frage": question, "ort": place}, follow=True)
    assert answer.status_code == 200
    return text(answer)


# --- Asking ---


def test_a_question_leads_to_an_address_without_its_words() -> None:
    answer = ask(RENT, "99734", enforce_csrf_checks=True)
    assert answer.status_code == 303
    assert not answer.cookies, "a public page sets no cookie, not even a token against forgery"
    address = urlsplit(answer["Location"])
    assert address.path == f"/hilfe-finden/bedarf/{KEEPING_THE_HOME}"
    named = parse_qs(address.query)
    assert named["ort"] == ["99734"]
    assert set(named["auch"][0].split(",")) <= set(categories())
    assert not {"hilft", "mietschulden"} & set(re.findall(r"\w+", answer["Location"].lower()))


def test_a_link_with_a_question_works_and_its_words_leave_the_address() -> None:
    answer = Client().get("/hilfe-finden", {"frage": RENT, "ort": "99734"})
    assert answer.status_code == 303
    assert answer["Location"] == ask(RENT, "99734")["Location"]


def test_the_answer_names_the_need_the_authority_the_papers_the_law_and_the_offers() -> None:
    offered("Mieterhilfe Musterstadt")
    page = answered(RENT, "99734")
    need = categories()[KEEPING_THE_HOME]
    assert f"Das klingt nach {need.name('de')}" in page
    assert need.text("de") in page
    assert "Jobcenter Landkreis Nordhausen" in page
    assert need.forms[0].name("de") in page
    assert need.law[0].text in page
    assert "Eine Stelle hilft Ihnen dabei" in page
    assert "Mieterhilfe Musterstadt" in page
    assert "Geöffnet bis 16 Uhr" in page
    assert "Etwas anderes?" in page


def test_nobody_keeps_the_answer() -> None:
    answer = Client().get(f"/hilfe-finden/bedarf/{KEEPING_THE_HOME}?ort=99734")
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert not answer.cookies


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("Welche Formulare brauche ich für Wohngeld?", "Was Sie brauchen"),
        ("Welches Amt ist für Wohngeld zuständig?", "Wer ist zuständig?"),
        ("Wo kann ich Wohngeld beantragen?", "Eine Stelle hilft Ihnen dabei"),
    ],
)
def test_what_was_asked_for_comes_first(question: str, first: str) -> None:
    offered("Wohngeldberatung", "wohngeld")
    html = Client().post("/hilfe-finden", {"frage": question, "ort": "99734"}, follow=True).content.decode()
    titles = [unescape(title) for title in re.findall(r'<h2 id="(?:papiere|wer|angebote)"[^>]*>([^<]+)</h2>', html)]
    assert titles[0] == first


def test_danger_is_answered_on_the_spot_and_leaves_no_trace_in_the_history() -> None:
    answer = ask("mein mann schlägt mich", "99734")
    assert answer.status_code == 200, "an address would tell what was asked"
    html = answer.content.decode()
    assert html.index('class="crisis') < html.index('role="search"')
    assert 'href="tel:110"' in html
    assert "<title>Hilfe finden – Sociallook</title>" in html
    assert "mein mann schlägt mich" in html, "the question stays in its field"


def test_a_suspicion_asks_instead_of_saying() -> None:
    sure, perhaps = notice(Crisis("suicide", sure=True), "de"), notice(Crisis("suicide", sure=False), "de")
    assert (sure.sure, perhaps.sure) == (True, False)
    assert "Sind Sie in Gefahr?" in render_to_string("directory/parts/crisis.html", {"crisis": perhaps})
    said = render_to_string("directory/parts/crisis.html", {"crisis": sure})
    assert sure.heading in unescape(said)
    assert notice(Crisis("suicide", sure=False), "tr").sure, "a page in another language could not ask"


def test_danger_is_answered_in_the_language_of_the_question() -> None:
    html = ask("kocam beni dövüyor").content.decode()
    assert re.search(r'class="crisis[^>]+lang="tr" dir="ltr"', html)


def test_whoever_is_not_understood_meets_a_human_first() -> None:
    offered("Sozialberatung am Markt", next(each.id for each in categories().values() if each.general))
    page = answered("krk zzz qqq", "99734")
    assert "Wir sind nicht sicher, was Sie meinen" in page
    assert page.index("030 23125 010") < page.index("Sozialberatung am Markt") < page.index("Meinten Sie das?")


def test_the_name_of_the_need_is_said_in_the_language_of_the_page() -> None:
    answer = Client(headers={"accept-language": "en"}).get("/hilfe-finden/bedarf/wohngeld?ort=99734&in=de")
    assert categories()["wohngeld"].name("en") in text(answer)
    assert re.search(rf'lang="de"[^>]*>{categories()["wohngeld"].name("de")}<', answer.content.decode())


def test_an_unknown_need_is_a_page_that_does_not_exist() -> None:
    assert Client().get("/hilfe-finden/bedarf/gibt-es-nicht").status_code == 404


# --- What people type ---


def test_a_question_of_ten_thousand_characters_is_read_in_part_and_kept_as_a_whole() -> None:
    question = f"{RENT} " * 400
    assert len(question) > 10_000
    answer = ask(question)
    assert "Ihre Frage ist sehr lang. Wir haben nur den Anfang gelesen." in text(answer)
    assert categories()[KEEPING_THE_HOME].name("de") in text(answer)
    assert unescape(answer.content.decode()).count(RENT) == 400


@pytest.mark.parametrize(
    ("question", "place", "sentence"),
    [
        ("", "", "Bitte schreiben Sie, wobei Sie Hilfe brauchen."),
        (" \n\t ", "99734", "Bitte schreiben Sie, wobei Sie Hilfe brauchen."),
        ("\x00\x07\u202e", "", "Bitte schreiben Sie, wobei Sie Hilfe brauchen."),
        ("99734", "", "Das ist eine Postleitzahl. Wobei brauchen Sie dort Hilfe?"),
        ("?!…", "", "Darin finden wir kein Wort."),
        (RENT, "00000", "Die Postleitzahl 00000 gibt es nicht."),
        (RENT, "9973", "Eine Postleitzahl hat fünf Ziffern."),
        (RENT, "Qwrtzhausen", "Den Ort „Qwrtzhausen“ kennen wir nicht."),
    ],
)
def test_what_cannot_be_used_comes_back_with_a_clear_sentence(question: str, place: str, sentence: str) -> None:
    page = answered(question, place)
    assert sentence in page
    assert "030 23125 010" in page


def test_a_postcode_in_the_wrong_field_is_moved_to_the_right_one() -> None:
    answer = ask("99734")
    assert re.search(r'<input[^>]+name="ort"[^>]+value="99734"', answer.content.decode())


@pytest.mark.parametrize(
    "words",
    [
        "<script>alert(1)</script> Miete",
        "' OR 1=1; DROP TABLE directory_service; --",
        "مساعدة في السكن",
        "допоможіть з житлом",
        "Miete\x00\x01\ud800",
        "{{ 7*7 }} {% load x %}",
        "\u202e" * 50 + "Miete",
        "🏠" * 300,
    ],
)
@pytest.mark.parametrize("field", ["frage", "ort"])
def test_no_text_breaks_a_page(words: str, field: str) -> None:
    sent = {"frage": "Miete", "ort": "99734"} | {field: words.encode("utf-8", "replace").decode()}
    answer = Client().post("/hilfe-finden", sent, follow=True)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()


def test_no_address_breaks_a_page() -> None:
    for query in (
        "seite=-1",
        "seite=999999999999",
        "seite=²",
        "auch=x,y",
        "spricht=zz",
        "zuerst=x",
        "kreis=%00",
        "in=<",
    ):
        assert Client().get(f"/hilfe-finden/bedarf/wohngeld?ort=99734&{query}").status_code == 200, query


# --- Where ---


def test_a_postcode_in_several_districts_asks_one_question() -> None:
    postcode = "21039"
    one, other = places.look_up(postcode)
    page = Client().get("/hilfe-finden/bedarf/wohngeld", {"ort": postcode})
    assert f"Die Postleitzahl {postcode} liegt in mehreren Kreisen. Wo wohnen Sie?" in text(page)
    chosen = Client().get("/hilfe-finden/bedarf/wohngeld", {"ort": postcode, "kreis": other.area})
    assert other.district in text(chosen)
    assert "mehreren Kreisen" not in text(chosen)
    assert one.district != other.district


def test_without_a_place_the_page_asks_for_it_and_says_why() -> None:
    page = Client().get("/hilfe-finden/bedarf/wohngeld")
    assert "Wo wohnen Sie? Dann nennen wir das Amt, das für Sie zuständig ist." in text(page)


def test_nothing_near_leads_to_the_nearest() -> None:
    offered("Mieterhilfe Sondershausen", postcode="99706", organization="Sondershausen e. V.")
    page = answered(RENT, "99734")
    assert "In Ihrem Kreis haben wir nichts gefunden. Das sind die nächsten Stellen." in page


def test_nothing_at_all_leads_to_general_advice() -> None:
    offered("Sozialberatung am Markt", next(each.id for each in categories().values() if each.general))
    page = answered(RENT, "99734")
    assert "Hier kennen wir noch keine Stelle" in page
    assert "Sozialberatung am Markt" in page


# --- The list ---


def test_a_long_list_has_pages_and_its_numbers_go_on() -> None:
    for number in range(12):
        offered(f"Stelle {number}", organization=f"Verein {number}")
    path = f"/hilfe-finden/bedarf/{KEEPING_THE_HOME}?ort=99734&kostenlos="
    first = Client().get(path).content.decode()
    assert "Zwölf Stellen helfen Ihnen dabei" in first
    (more,) = re.findall(r'href="([^"]+)#angebote">Weitere Stellen', first)
    second = Client().get(unescape(more)).content.decode()
    assert re.findall(r'id="angebot-(\d+)"', first + second) == [str(number) for number in range(1, 13)]
    assert '<ol class="offers gap" start="11">' in second


def test_filters_leave_out_what_does_not_fit_and_say_so() -> None:
    offered("Auf Arabisch", languages=[Language(code="ar")], wheelchair=True, free_of_charge=True)
    offered("Nur Deutsch", organization="Verein zwei")
    path = f"/hilfe-finden/bedarf/{KEEPING_THE_HOME}?ort=99734&spricht="
    arabic = text(Client().get(f"{path}ar&stufenlos=1&kostenlos=1&offen=1"))
    assert "Auf Arabisch" in arabic
    assert "Arabisch Ohne Stufen" in arabic
    assert "Nur Deutsch" not in arabic
    nobody = text(Client().get(f"{path}uk"))
    assert "So finden wir keine Stelle" in nobody
    assert "Ohne Filter suchen" in nobody


def test_an_old_entry_says_so() -> None:
    offered("Lange nichts gehört", assured_date=date(2025, 2, 1))
    assert "Zuletzt geprüft im Februar 2025. Rufen Sie vorher an." in answered(RENT, "99734")


# --- One offer ---


def test_an_offer_says_everything_once_and_for_machines_too() -> None:
    path = offered(
        "Mieterhilfe Musterstadt",
        free_of_charge=True,
        languages=[Language(code="ar")],
        required_documents=[RequiredDocument(document="Mietvertrag")],
    )
    answer = Client().get(path)
    page = text(answer)
    for said in (
        "Anrufen 030 23125 050",
        "Kirchgasse 4, 99734 Musterstadt",
        "Geöffnet bis 16 Uhr",
        "Dienstag (heute) 9 bis 16 Uhr",
        "Samstag geschlossen",
        "Kosten Kostenlos",
        "Sprachen Arabisch",
        "Mitbringen Mietvertrag",
        "Geprüft im April 2026",
        "Erfunden",
        "Stimmt etwas nicht?",
        f"http://localhost:8000{path}",
    ):
        assert said in page, said
    assert "Kontakt aufnehmen" not in page, "this organisation does not take part"
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', answer.content.decode(), re.DOTALL)
    data = json.loads(block)
    assert data["@context"] == "https://schema.org"
    assert data["provider"]["name"] == "Mieterhilfe e. V."
    assert data["availableChannel"]["serviceLocation"]["address"]["postalCode"] == "99734"
    assert {"opens": "09:00", "closes": "16:00"}.items() <= data["hoursAvailable"][0].items()


def test_whoever_takes_part_can_be_connected_with_by_the_same_code_as_on_its_poster() -> None:
    fingerprint = bytes(range(32))
    known = {"name": "Jobcenter", "kind": "jobcenter", "seq": 0, "head": b"", "verified_on": date(2026, 11, 1)}
    path = offered("Jobcenter Musterstadt", institution=b64u(fingerprint))
    assert "Kontakt aufnehmen" not in text(Client().get(path)), "the operator does not know this institution"
    Institution.objects.create(id=fingerprint, **known)
    html = Client().get(path).content.decode()
    (code,) = re.findall(r'href="/verbinden#(p=[\w-]+)"[^>]*>.*?Kontakt aufnehmen', html)
    offer = read_offer(code)
    assert (offer.institution, offer.role, offer.is_poster) == (fingerprint, "helper", True)


def test_no_word_of_a_provider_becomes_markup() -> None:
    path = offered("</script><script>alert(1)</script>", description="<img src=x onerror=alert(1)>")
    html = Client().get(path).content.decode()
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert json.loads(re.findall(r"ld\+json\">(.*?)</script>", html, re.DOTALL)[0])["name"].startswith("</script>")


def test_a_secret_place_shows_its_district_and_its_phone_and_nothing_else() -> None:
    path = offered("Frauenhaus", "frauenhaus", location_confidential=True)
    for answer in (Client().get(path), Client().get("/hilfe-finden/bedarf/frauenhaus?ort=99706")):
        html = answer.content.decode()
        assert "030 23125 050" in html
        assert "Landkreis Nordhausen" in text(answer)
        for hidden in ("Kirchgasse", "51.5", "51,5", "10.79", "data-latitude", "km entfernt", "<offer-map", "geo"):
            assert hidden not in html.replace("geolocation", "").replace("geoBasis", ""), hidden


def test_a_place_that_becomes_secret_is_gone_from_the_list_at_once() -> None:
    offered("Frauenhaus", "frauenhaus")
    address = "/hilfe-finden/bedarf/frauenhaus?ort=99706"
    assert "Kirchgasse" in Client().get(address).content.decode()
    Location.objects.update(location_confidential=True, latitude=None, longitude=None, addresses=[])
    for hidden in ("Kirchgasse", "data-latitude"):
        assert hidden not in Client().get(address).content.decode()


@pytest.mark.parametrize("path", ["00000000-0000-4000-8000-000000000000", "x"])
def test_an_offer_that_is_not_there_is_a_page_that_does_not_exist(path: str) -> None:
    assert Client().get(f"/hilfe-finden/angebot/{path}").status_code == 404


# --- The operator's tiles ---


@pytest.mark.parametrize(
    ("url", "more"),
    [
        ("", {}),
        ("/karte/region.pmtiles", {}),
        ("https://tiles.example.org/{z}/{x}/{y}.png", {"img_src": "'self' blob: data: https://tiles.example.org"}),
        ("https://tiles.example.org/region.pmtiles", {"connect_src": "'self' https://tiles.example.org"}),
    ],
)
def test_tiles_open_the_policy_for_one_server_and_no_more(url: str, more: dict[str, str]) -> None:
    assert Tiles(url, "© Beispiel").policy == more


def test_without_tiles_a_page_with_a_map_may_load_no_more_than_any_other() -> None:
    assert Client().get("/hilfe-finden/bedarf/wohngeld")["Content-Security-Policy"] == STANDARD


def test_who_is_in_danger_gets_help_and_no_guesses() -> None:
    offered("Jemand hört zu", "telefonseelsorge")
    html = answered("ich will nur noch sterben")
    assert "Das hilft jetzt" in html
    assert "nicht sicher" not in html
    html = answered("mein vater ist bewusstlos und atmet nicht")
    assert "112" in html
    assert "nicht sicher" not in html
    assert "Das hilft jetzt" not in html


def test_the_notice_goes_along_when_somebody_in_danger_goes_on() -> None:
    offered("Schutz", "haeusliche_gewalt")
    answer = ask("mein mann schlägt mich")
    assert answer["Cache-Control"] == "private, no-cache", "Back shows it again"
    html = answer.content.decode()
    assert '<input type="hidden" name="not" value="violence">' in html
    shared = re.findall(r'<share-link address="([^"]+)"', html)
    assert shared
    assert not any("not=" in address for address in shared), "a copied link tells nothing of danger"
    html = Client().get("/hilfe-finden/bedarf/haeusliche_gewalt?kostenlos=1&not=violence").content.decode()
    assert "Sie haben ein Recht auf Schutz." in html
    assert 'class="crisis' not in Client().get("/hilfe-finden/bedarf/wohngeld?not=%3Cb%3E").content.decode()


@pytest.mark.parametrize(
    "question", ["zahnarzt", "wie wird das wetter morgen", "j'ai perdu mon travail et mon logement"]
)
def test_what_no_need_is_about_is_no_answer(question: str) -> None:
    html = answered(question)
    assert "Wir sind nicht sicher, was Sie meinen" in html
    assert ("Diese Sprache verstehen wir noch nicht" in html) == question.startswith("j'ai")
    assert ("Meinten Sie das?" in html) != question.startswith("j'ai")


def test_a_place_that_was_only_guessed_is_said() -> None:
    html = Client().get("/hilfe-finden/bedarf/wohngeld?ort=Musterstadt").content.decode()
    assert "Den Ort „Musterstadt“ kennen wir nicht. Sie sehen Stellen für Mutterstadt" in unescape(html)


def test_only_needs_with_local_authorities_ask_where() -> None:
    assert "Wo wohnen Sie?" in Client().get("/hilfe-finden/bedarf/wohngeld").content.decode()
    assert "Wo wohnen Sie?" not in Client().get("/hilfe-finden/bedarf/kindergeld").content.decode()
