# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Both browsers give for every shared vector what the reference gave: the same result or the same refusal."""

from pathlib import Path

import pytest
from sociallook_vectors.case import load

from protocol.browser.tests.engines import Engine

TOUCHING_THE_ENGINE = {"encoding", "epochs", "keys", "passphrase", "verify", "wraps"}
VECTORS = sorted((Path(__file__).resolve().parents[2] / "vectors").glob("*.json"))


def test_there_are_vectors() -> None:
    assert {"encoding", "reader", "wraps"} <= {path.stem for path in VECTORS}


@pytest.mark.browser
@pytest.mark.parametrize("path", VECTORS, ids=lambda path: path.stem)
def test_vectors(engine: Engine, path: Path) -> None:
    check(engine, path)


@pytest.mark.browser
@pytest.mark.parametrize("name", sorted(TOUCHING_THE_ENGINE))
def test_vectors_in_an_old_browser(old_engine: Engine, name: str) -> None:
    (path,) = (path for path in VECTORS if path.stem == name)
    check(old_engine, path)


def check(engine: Engine, path: Path) -> None:
    """Every case of a file gives what the reference gave."""
    cases = load(path)
    found = engine.call("outcomes", [{"call": case["call"], "in": case["in"]} for case in cases])
    expected = [{key: case[key] for key in ("out", "refusal") if key in case} for case in cases]
    differing = {
        f"{case['call']} / {case['name']}": {"expected": wanted, "found": got}
        for case, wanted, got in zip(cases, expected, found, strict=True)
        if wanted != got
    }
    assert not differing
