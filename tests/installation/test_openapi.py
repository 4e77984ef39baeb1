# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The OpenAPI document says what the JSON door does: schemathesis sends what fits and what does not."""

from typing import Any

import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from config.api import api
from sociallook.notifications.tests.hearing import signed_in
from tests.live import Live

PROMISES = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
schema = schemathesis.openapi.from_dict(api.get_openapi_schema(path_prefix="/api/v1/"))


def test_the_document_is_openapi_3_1_and_every_operation_may_refuse() -> None:
    found = Client().get("/api/v1/openapi.json").json()
    assert found["openapi"].startswith("3.1")
    for path, operations in found["paths"].items():
        for method, operation in operations.items():
            assert {"401", "404", "429"} <= operation["responses"].keys(), (method, path)
            assert operation.get("summary"), (method, path)


@pytest.fixture
def headers(live: Live, known: bool) -> dict[str, str]:
    return {"X-Sociallook": "1"} | ({"Authorization": f"Bearer {signed_in(live).token}"} if known else {})


@schema.parametrize()
@settings(max_examples=8, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@pytest.mark.parametrize("known", [True, False])
def test_the_door_does_what_the_document_says(
    case: schemathesis.Case[Any], live: Live, headers: dict[str, str]
) -> None:
    case.call_and_validate(base_url=live.url, headers=headers, checks=PROMISES)
