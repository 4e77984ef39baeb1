# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""What a vector is, and what a call gives for it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
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


def load(path: Path) -> list[dict[str, Any]]:
    """The cases of a vector file, with every ``"@n"`` replaced by its string n."""
    written = json.loads(path.read_text("utf-8"))
    found: list[dict[str, Any]] = _expanded(written["cases"], written["strings"])
    return found


def dump(cases: list[dict[str, Any]]) -> str:
    """Text of a vector file: long strings that occur more than once are written once."""
    count = Counter(_long_strings(cases))
    strings = [text for text, times in count.items() if times > 1]
    numbers = {text: f"@{number}" for number, text in enumerate(strings)}
    lines = [_line(text) for text in strings], [_line(_shortened(case, numbers)) for case in cases]
    return '{"strings":[\n' + ",\n".join(lines[0]) + '\n],"cases":[\n' + ",\n".join(lines[1]) + "\n]}\n"


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _long_strings(value: object) -> Iterator[str]:
    if isinstance(value, str) and len(value) > 60:
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _long_strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _long_strings(inner)


def _shortened(value: Any, numbers: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        if value.startswith("@"):
            raise ValueError("no vector may hold a text that begins with @")
        return numbers.get(value, value)
    return _each(value, lambda inner: _shortened(inner, numbers))


def _expanded(value: Any, strings: list[str]) -> Any:
    if isinstance(value, str):
        return strings[int(value[1:])] if value.startswith("@") else value
    return _each(value, lambda inner: _expanded(inner, strings))


def _each(value: Any, change: Callable[[Any], Any]) -> Any:
    if isinstance(value, dict):
        return {key: change(inner) for key, inner in value.items()}
    return [change(inner) for inner in value] if isinstance(value, list) else value


def outcome(call: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """``{"out": …}`` or ``{"refusal": code}``."""
    try:
        return {"out": CALLS[call](given)}
    except Refusal as refusal:
        return {"refusal": refusal.code}
