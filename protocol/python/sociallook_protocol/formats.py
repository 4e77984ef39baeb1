# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Canonical JSON and the one table of formats (SPEC section 1; ``formats.json``, ``kinds.json``).

A type is a scalar name, ``[T]`` (list), ``[T, key, …]`` (list strictly ascending by these keys, ``"."`` is
the element itself) or ``{key: T, …}`` (object with exactly these keys in this order). A scalar name that is
itself a format means that format. In Python ``id`` and text are ``str``, base64url fields are ``bytes``,
"none" is the empty ``str`` or ``bytes``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise
from typing import Any, Final

from sociallook_protocol.encoding import ID, SUITE, b64u, structure_hash, unb64u
from sociallook_protocol.errors import Refusal

Shape = Any
"""A type in the notation of ``formats.json``."""

RECORD_SIZES: Final = (512, 2048, 8192, 32768)
"""Padded sizes of a record's inside; 80 bytes more when sealed."""
MAX_INT: Final = 2**53 - 1
WORD: Final = re.compile(r"[a-z][a-z0-9_-]{0,31}")
TEXTS: Final[Mapping[str, Callable[[str], object]]] = {
    "text": lambda _: True,
    "suite": SUITE.__eq__,
    "id": ID.fullmatch,
    "word": WORD.fullmatch,
}
LENGTHS: Final = {"b16": 16, "b32": 32, "b64": 64, "b1216": 1216}


def _load(name: str) -> dict[str, Shape]:
    loaded: dict[str, Shape] = json.loads((files("sociallook_protocol") / name).read_text("utf-8"))
    return loaded


FORMATS: Final = _load("formats.json")
KINDS: Final = _load("kinds.json")


def decode(name: str, data: bytes) -> dict[str, Any]:
    """Parse canonical JSON of format ``name``. Refuses E_SUITE (another suite) and E_SCHEMA."""
    parsed = _parse(data)
    if not isinstance(parsed, dict):
        raise Refusal("E_SCHEMA", "not an object")
    values = _object(_shape(name, parsed), parsed, ordered=True)
    if _write(parsed) != data:
        raise Refusal("E_SCHEMA", "not canonical")
    return values


def encode(name: str, values: Mapping[str, Any]) -> bytes:
    """Canonical JSON of format ``name``; refuses what ``decode`` would refuse. ``suite`` is filled in."""
    shape = _shape(name, values)
    complete = {"suite": SUITE, **values} if "suite" in shape else values
    data = _write(_plain(_arranged(shape, complete)))
    decode(name, data)
    return data


def read(name: str, value: object) -> Any:
    """Check a value that came as ordinary JSON (keys in any order) against a format. Refuses E_SCHEMA."""
    return _value(FORMATS[name], value, ordered=False)


def plain(values: object) -> Any:
    """The inverse of ``read``: bytes become base64url, so the value can be written as JSON."""
    return _plain(values)


def _parse(data: bytes) -> object:
    try:
        return json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        raise Refusal("E_SCHEMA", "not JSON") from None


def _write(value: object) -> bytes:
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode("utf-8")
    except (ValueError, RecursionError):
        raise Refusal("E_SCHEMA", "cannot be written") from None


def _arranged(shape: Shape, value: Any) -> Any:
    """The same with all keys in the order of the shape; keys it does not have are refused, not dropped."""
    if isinstance(shape, list) and isinstance(value, Sequence):
        return [_arranged(shape[0], item) for item in value]
    if isinstance(shape, dict) and isinstance(value, Mapping):
        if not value.keys() <= shape.keys():
            raise Refusal("E_SCHEMA", "other keys than the format's")
        return {key: _arranged(inner, value[key]) for key, inner in shape.items() if key in value}
    return value


def _plain(value: object) -> object:
    if isinstance(value, bytes):
        return b64u(value)
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(inner) for inner in value]
    return value


def _shape(name: str, parsed: Mapping[str, Any]) -> dict[str, Shape]:
    """The keys of an object: those of the format, then those of its ``op``; the body by ``kind``."""
    shape: dict[str, Shape] = FORMATS[name]
    if "suite" in shape and parsed.get("suite", SUITE) != SUITE:
        raise Refusal("E_SUITE", "another version of the protocol")
    if "op" in shape:
        return shape | _chosen(FORMATS, f"{name}/{parsed.get('op')}")
    if "body" in shape:
        return shape | {"body": _chosen(KINDS, parsed.get("kind"))}
    return shape


def _chosen(table: Mapping[str, Shape], key: object) -> dict[str, Shape]:
    if not isinstance(key, str) or key not in table:
        raise Refusal("E_SCHEMA", "unknown op or kind")
    chosen: dict[str, Shape] = table[key]
    return chosen


def _value(shape: Shape, value: object, *, ordered: bool) -> Any:
    if isinstance(shape, dict):
        return _object(shape, value, ordered=ordered)
    if isinstance(shape, list):
        return _list(shape, value, ordered=ordered)
    if shape in FORMATS:
        return _object(FORMATS[shape], value, ordered=ordered)
    return _scalar(shape, value)


def _object(shape: Mapping[str, Shape], value: object, *, ordered: bool) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Refusal("E_SCHEMA", "not an object")
    if (list(value) != list(shape)) if ordered else (value.keys() != shape.keys()):
        raise Refusal("E_SCHEMA", "other keys than the format's")
    return {key: _value(inner, value[key], ordered=ordered) for key, inner in shape.items()}


def _list(shape: Sequence[Shape], value: object, *, ordered: bool) -> list[Any]:
    if not isinstance(value, list):
        raise Refusal("E_SCHEMA", "not a list")
    element, *keys = shape
    items = [_value(element, item, ordered=ordered) for item in value]
    if keys:
        order = [item if keys == ["."] else tuple(item[key] for key in keys) for item in value]
        if any(left >= right for left, right in pairwise(order)):
            raise Refusal("E_SCHEMA", "list not sorted")
    return items


def _scalar(shape: str, value: object) -> str | bytes | int:
    if shape == "flag" and isinstance(value, bool):
        return value
    if shape == "int" and type(value) is int and 0 <= value <= MAX_INT:
        return value
    if isinstance(value, str):
        return _text(shape, value)
    raise Refusal("E_SCHEMA", f"not of type {shape}")


def _text(shape: str, value: str) -> str | bytes:
    base = shape.removesuffix("?")
    none = value == "" and base != shape
    if base in LENGTHS or base == "bytes":
        data = unb64u(value)
        if none or base == "bytes" or len(data) == LENGTHS[base]:
            return data
    elif none or (base in TEXTS and TEXTS[base](value)):
        return value
    raise Refusal("E_SCHEMA", f"not of type {shape}")


@dataclass(frozen=True)
class Signed:
    """Signed bytes as they travel: ``{"bytes": b64u, "signature": b64u}``."""

    data: bytes
    signature: bytes

    @classmethod
    def read(cls, value: object) -> Signed:
        """From JSON; refuses E_SCHEMA."""
        return cls.of(read("signed", value))

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Signed:
        """From values already checked."""
        return cls(values["bytes"], values["signature"])

    def plain(self) -> dict[str, str]:
        """For JSON."""
        return {"bytes": b64u(self.data), "signature": b64u(self.signature)}


@dataclass(frozen=True)
class RecordHeader:
    """The visible, authenticated part of a record (SPEC section 8). ``data`` are the canonical bytes."""

    vault: str
    space: str
    epoch: bytes
    record: str
    version: int
    verb: str
    role: str
    prev: bytes
    data: bytes

    @classmethod
    def read(cls, data: bytes) -> RecordHeader:
        """Refuses E_SUITE and E_SCHEMA (also for version 0 and an unknown role)."""
        values = decode("record-header", data)
        del values["suite"]
        header = cls(**values, data=data)
        if header.version < 1 or header.role not in {"owner", "helper"}:
            raise Refusal("E_SCHEMA", "version or role")
        return header

    def hash(self, sealed: bytes) -> bytes:
        """What the next record of the space names as ``prev``."""
        return structure_hash("record", self.data, sealed)
