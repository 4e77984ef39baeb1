# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

import gzip
from collections.abc import Callable

import brotli
import pytest
from django.test import Client

START = "/"


@pytest.fixture
def browser() -> Client:
    return Client(headers={"host": "localhost"})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("accepted", "opened"),
    [("gzip, deflate, br, zstd", brotli.decompress), ("gzip", gzip.decompress), ("", bytes), ("identity", bytes)],
)
def test_a_page_is_sent_as_small_as_the_browser_can_open_it(
    browser: Client, accepted: str, opened: Callable[[bytes], bytes]
) -> None:
    plain = browser.get(START).content
    answer = browser.get(START, headers={"accept-encoding": accepted})
    assert opened(answer.content) == plain
    assert int(answer["Content-Length"]) == len(answer.content)
    assert (len(answer.content) < len(plain) / 2) == ("br" in accepted or "gzip" in accepted)


@pytest.mark.django_db
def test_answers_of_the_json_door_keep_their_length(browser: Client) -> None:
    answer = browser.get("/api/v1/openapi.json", headers={"accept-encoding": "br, gzip"})
    assert "Content-Encoding" not in answer
