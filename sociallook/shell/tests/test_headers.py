# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""What browsers are told: pages and workers everything, data and modules only that alone they may do nothing."""

import pytest
from django.test import Client

from sociallook.shell.assets import asset
from sociallook.shell.headers import INERT, STANDARD

pytestmark = pytest.mark.django_db

ACTING = ("/", "/gibt-es-nicht", "/service-worker.js", asset("vault/reading.worker.js"))
INERT_ONES = ("/api/v1/spaces", "/api/v1/openapi.json", asset("shell/shell.js"), asset("shell/shell.css"))


@pytest.mark.parametrize("path", ACTING)
def test_pages_and_workers_are_told_everything(path: str) -> None:
    answer = Client().get(path)
    assert answer.headers["Content-Security-Policy"] == STANDARD
    assert "require-trusted-types-for 'script'" in STANDARD
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "geolocation=()" in answer.headers["Permissions-Policy"]


@pytest.mark.parametrize("path", INERT_ONES)
def test_what_is_no_page_may_do_nothing(path: str) -> None:
    answer = Client().get(path)
    assert answer.headers["Content-Security-Policy"] == INERT
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Permissions-Policy" not in answer.headers
    assert sum(len(name) + len(value) for name, value in answer.headers.items()) < 500, "a thread loads forty files"
