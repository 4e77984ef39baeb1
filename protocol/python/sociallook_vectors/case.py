# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""What a vector is, and what a call gives for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sociallook_protocol.errors import Refusal
from sociallook_vectors.calls import CALLS


@dataclass(frozen=True)
class Case:
    """One call. ``refusal`` is what the author of the case expects; ``out`` too, where it is known from elsewhere."""

    name: str
    call: str
    given: Mapping[str, Any]
    refusal: str = ""
    out: Any = None


def outcome(call: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """``{"out": …}`` or ``{"refusal": code}``."""
    try:
        return {"out": CALLS[call](given)}
    except Refusal as refusal:
        return {"refusal": refusal.code}
