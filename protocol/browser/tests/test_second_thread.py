# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""A long thread reads the same in one thread and in two, bad records included."""

from typing import Any

import pytest
from sociallook_protocol.encoding import b64u, unb64u

from protocol.browser.tests.engines import Engine
from protocol.browser.tests.long_thread import long_thread

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def thread() -> dict[str, Any]:
    """120 records of a helper as the client gets them: one altered, one deleted, one left out."""
    given = long_thread(120)
    records = given["records"]
    altered = bytearray(unb64u(records[70]["sealed"]))
    altered[-1] ^= 1
    records[70]["sealed"] = b64u(bytes(altered))
    records[80]["sealed"] = ""
    del records[100]
    return given


@pytest.mark.parametrize("function", ["readInBothThreads", "readWithBrokenWorker"])
def test_both_threads_read_the_same(engine: Engine, thread: dict[str, Any], function: str) -> None:
    alone, together = engine.call(function, thread)
    assert alone == together
    kinds = [next(iter(line)) if "refused" not in line else line["refused"] for line in alone]
    assert kinds.count("record") == 118
    assert kinds.count("deleted") == 1
    assert [kinds.count(code) for code in ("E_AEAD", "E_GAP")] == [1, 2]
