# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Write ``protocol/vectors/*.json``: ``python -m sociallook_vectors`` (repeatable: the same bytes every time)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sociallook_vectors import primitives, scenarios, structures
from sociallook_vectors.case import Case, dump, outcome

TARGET = Path(__file__).resolve().parents[2] / "vectors"


def files() -> dict[str, str]:
    """Name of each file to its text."""
    cases = [*primitives.cases(), *structures.cases(), *scenarios.cases()]
    modules = sorted({case.call.partition(".")[0] for case in cases})
    return {
        f"{module}.json": _text([case for case in cases if case.call.startswith(f"{module}.")]) for module in modules
    }


def _text(cases: list[Case]) -> str:
    written = [_written(case) for case in cases]
    names = [(each["call"], each["name"]) for each in written]
    if len(set(names)) != len(names):
        raise ValueError(f"names used twice: {sorted({name for name in names if names.count(name) > 1})}")
    return dump(written)


def _written(case: Case) -> dict[str, Any]:
    found = outcome(case.call, case.given)
    if case.refusal != found.get("refusal", ""):
        raise AssertionError(f"{case.call} / {case.name}: expected {case.refusal or 'a result'}, got {found}")
    if case.out is not None and case.out != found.get("out"):
        raise AssertionError(f"{case.call} / {case.name}: expected {case.out}, got {found}")
    return {"name": case.name, "call": case.call, "in": case.given, **found}


def main() -> None:
    """Write all files."""
    TARGET.mkdir(exist_ok=True)
    for name, text in files().items():
        (TARGET / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
