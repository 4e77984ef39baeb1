# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The checked-in vectors hold, are complete, and are what the generator writes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sociallook_protocol.errors import CODES
from sociallook_vectors.__main__ import TARGET, files
from sociallook_vectors.calls import CALLS
from sociallook_vectors.case import load, outcome

FILES = sorted(TARGET.glob("*.json"))


def _cases() -> list[Any]:
    return [pytest.param(case, id=f"{path.stem}: {case['name']}") for path in FILES for case in load(path)]


@pytest.mark.parametrize("case", _cases())
def test_vector(case: dict[str, Any]) -> None:
    expected = {key: case[key] for key in ("out", "refusal") if key in case}
    assert json.loads(json.dumps(outcome(case["call"], case["in"]))) == expected


def test_every_call_and_every_refusal_of_the_protocol_has_a_vector() -> None:
    cases = [case for path in FILES for case in load(path)]
    assert {case["call"] for case in cases} == set(CALLS)
    refused = {case["refusal"] for case in cases if "refusal" in case}
    shown = {line["refused"] for case in cases for line in _lines(case) if "refused" in line}
    only_in_a_browser = {"E_STORE"}
    assert refused | shown == CODES - only_in_a_browser


def _lines(case: dict[str, Any]) -> list[dict[str, Any]]:
    """The lines of a run of records, if the case has one."""
    out = case.get("out")
    return out.get("records", []) if isinstance(out, dict) else []


def test_the_generator_writes_the_same_bytes_again() -> None:
    written = {path.name: path.read_text("utf-8") for path in map(Path, FILES)}
    assert files() == written
