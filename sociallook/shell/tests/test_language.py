# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Answers in the language that was chosen, else in that of the browser, else in German."""

import pytest
from django.conf import settings
from django.test import Client

HEADING = {"de": "Wobei brauchen Sie Hilfe?", "en": "What do you need help with?"}
REFUSED = {"de": "Diese Anfrage kam nicht von dieser Seite.", "en": "This request did not come from this page."}


@pytest.mark.parametrize(
    ("cookie", "browser", "language"),
    [
        ("", "", "de"),
        ("", "en-GB,en;q=0.9", "en"),
        ("", "fr,tr;q=0.5", "de"),
        ("de", "en", "de"),
        ("en", "de", "en"),
        ("xx", "en", "en"),
        ("<script>", "'; DROP TABLE", "de"),
    ],
)
def test_pages_and_refusals_speak_the_language_of_the_person(cookie: str, browser: str, language: str) -> None:
    client = Client(headers={"Accept-Language": browser})
    if cookie:
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = cookie
    page = client.get("/hilfe-finden")
    assert HEADING[language] in page.content.decode()
    assert (page.headers["Content-Language"], "Accept-Language" in page.headers["Vary"]) == (language, True)
    refused = client.post("/api/v1/changes", "{}", content_type="application/json")
    assert refused.json()["message"] == REFUSED[language]


def test_nobody_hears_the_language_of_the_one_before() -> None:
    assert Client(headers={"Accept-Language": "en"}).get("/hilfe-finden").headers["Content-Language"] == "en"
    assert REFUSED["de"] in Client().post("/api/v1/changes", "{}", content_type="application/json").content.decode()


@pytest.mark.django_db
def test_a_cache_between_does_not_mix_up_languages() -> None:
    answer = Client(headers={"Accept-Language": "en"}).get("/api/hsds/3/services?page=x")
    assert answer.status_code == 400
    assert {"Accept-Language", "Cookie"} <= set(answer.headers["Vary"].split(", "))
