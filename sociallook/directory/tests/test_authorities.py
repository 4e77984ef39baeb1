# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Who is responsible, for every need at every postcode; what is said about a need is short, plain and has a source."""

import re
from datetime import date

import pytest
from django.utils.translation import override

from sociallook.directory import authorities, places
from sociallook.directory.authorities import responsible
from sociallook.directory.categories import Category, categories
from sociallook.directory.places import look_up

NEEDS = list(categories().values())


def names(need: str, place: str) -> list[str]:
    return [authority.name for authority in responsible(need, look_up(place)[0])]


def test_there_is_an_answer_for_every_need_at_every_postcode() -> None:
    """One postcode of every district is enough: a rule knows no more."""
    one_each = {place.area: place for found in places._postcodes().values() for place in found}
    assert len(one_each) == 400
    for place in one_each.values():
        for need in NEEDS:
            for authority in responsible(need.id, place):
                assert authority.name
                assert "{" not in authority.name
                assert (authority.phone, authority.address, authority.url) == ("", "", ""), "nothing is invented"


def test_the_longest_area_key_wins() -> None:
    assert names("jugendamt_asd", "99734") == ["Jugendamt Landkreis Nordhausen"]
    assert names("jugendamt_asd", "99084") == ["Jugendamt Stadt Erfurt"]
    assert names("jugendamt_asd", "10115") == ["Jugendamt in Ihrem Berliner Bezirk"]
    assert names("jugendamt_asd", "28195") == ["Jugendamt Bremen (Amt für Soziale Dienste)"]
    assert names("jugendamt_asd", "27568") == ["Jugendamt Bremerhaven"]
    assert names("rechtsberatung", "20095") == ["Öffentliche Rechtsauskunft Hamburg (ÖRA)"]
    assert names("eingliederungshilfe", "80331")[-1] == "Bezirk Oberbayern"
    assert names("eingliederungshilfe", "50667")[-1] == "Landschaftsverband Rheinland (LVR)"


def test_who_it_is_may_depend_on_the_person() -> None:
    jobcenter, social = responsible("wohnungssicherung", look_up("99734")[0])
    assert (jobcenter.name, jobcenter.when) == ("Jobcenter Landkreis Nordhausen", "Sie bekommen Geld vom Jobcenter")
    assert (social.name, social.when) == ("Sozialamt Landkreis Nordhausen", "Sie bekommen kein Geld vom Jobcenter")
    with override("en"):
        assert responsible("wohnungssicherung", None)[0].when == "You get money from the job centre"


def test_without_a_place_the_kind_of_authority_is_named() -> None:
    for need in NEEDS:
        for authority in responsible(need.id, None):
            assert authority.name
            assert "{" not in authority.name


def test_every_level_is_used_and_every_used_level_is_there() -> None:
    assert {duty.level for need in NEEDS for duty in need.duties} == authorities._levels().keys()


def test_all_72_needs_are_there_and_one_is_for_everything() -> None:
    assert len(NEEDS) == 72
    assert len([need for need in NEEDS if need.general]) == 1


@pytest.mark.parametrize("need", NEEDS, ids=lambda need: need.id)
def test_a_need_is_explained_in_plain_words(need: Category) -> None:
    assert {"de", "en"} <= need.names.keys()
    assert {"de", "en"} <= need.texts.keys()
    sentences = [each for each in re.split(r"(?<=[.!?])\s+", need.text("de")) if each]
    assert all(len(sentence.split()) <= 12 for sentence in sentences), need.text("de")
    assert lix(need.text("de")) <= 38
    assert need.name("xx") == need.name("de")


@pytest.mark.parametrize("need", NEEDS, ids=lambda need: need.id)
def test_law_and_papers_have_a_source(need: Category) -> None:
    for law in need.law:
        assert law.text
        assert law.url == "" or re.fullmatch(r"https://www\.gesetze-im-internet\.de/\w+/(__\w+\.html)?", law.url)
    for paper in (*need.forms, *need.papers):
        assert paper.name("de")
        assert paper.name("en")
        assert paper.source
        assert date(2026, 11, 1) <= paper.checked <= date.today()  # noqa: DTZ011 - a day is a day
    assert set(need.neighbours) <= categories().keys() - {need.id}


def lix(text: str) -> float:
    """Björnsson's readability: words of a sentence, plus the share of words longer than six letters in percent."""
    words = re.findall(r"\w+", text)
    sentences = re.findall(r"[.!?:]+(?:\s|\Z)", text)
    return len(words) / len(sentences) + 100 * sum(len(word) > 6 for word in words) / len(words)
