# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Bytes and formats: every value has one form, and nothing else is read."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sociallook_protocol.encoding import b64u, id_bytes, id_text, pae, unb64u
from sociallook_protocol.errors import Refusal
from sociallook_protocol.formats import FORMATS, KINDS, MAX_INT, decode, encode, plain

parts = st.lists(st.one_of(st.binary(max_size=40), st.text(max_size=20), st.integers(0, 2**64 - 1)), max_size=5)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=50)


def as_bytes(part: bytes | str | int) -> bytes:
    if isinstance(part, int):
        return part.to_bytes(8, "big")
    return part.encode() if isinstance(part, str) else part


@given(parts, parts)
def test_different_parts_never_encode_alike(left: list[Any], right: list[Any]) -> None:
    same = [as_bytes(each) for each in left] == [as_bytes(each) for each in right]
    assert (pae(*left) == pae(*right)) is same


@given(st.binary())
def test_base64_has_one_form(data: bytes) -> None:
    assert unb64u(b64u(data)) == data


@given(st.text("ABCabc019-_+/= \n", max_size=12))
def test_what_is_read_as_base64_is_what_would_be_written(text: str) -> None:
    try:
        data = unb64u(text)
    except Refusal:
        return
    assert b64u(data) == text


@given(st.uuids())
def test_ids_are_uuids(value: uuid.UUID) -> None:
    assert id_text(value.bytes) == str(value)
    assert id_bytes(str(value)) == value.bytes


def strategy(shape: Any) -> st.SearchStrategy[Any]:
    """Values of a type of the table of formats."""
    if isinstance(shape, dict):
        return st.fixed_dictionaries({key: strategy(inner) for key, inner in shape.items()})
    if isinstance(shape, list):
        element, *keys = shape
        items = st.lists(strategy(element), max_size=3)
        return items.map(lambda found: in_order(found, keys)) if keys else items
    base = shape.removesuffix("?")
    scalar = SCALARS[base]
    return scalar if base == shape else st.one_of(st.just(b"" if base.startswith("b") else ""), scalar)


def in_order(items: list[Any], keys: list[str]) -> list[Any]:
    """Sorted and without duplicates, by what is written."""
    by_text = {json.dumps([plain(item) if key == "." else plain(item)[key] for key in keys]): item for item in items}
    return [by_text[text] for text in sorted(by_text, key=json.loads)]


SCALARS: dict[str, st.SearchStrategy[Any]] = {
    "suite": st.just("sociallook/1"),
    "id": st.uuids().map(str),
    "int": st.integers(0, MAX_INT),
    "text": texts,
    "word": st.from_regex(r"\A[a-z][a-z0-9_-]{0,31}\Z"),
    "bytes": st.binary(max_size=40),
    **{f"b{size}": st.binary(min_size=size, max_size=size) for size in (16, 32)},
    "b1216": st.binary(min_size=2, max_size=2).map(lambda pair: pair * 608),
}


def structures() -> st.SearchStrategy[tuple[str, dict[str, Any]]]:
    """Any signed or sealed structure with any contents."""
    whole = [named(name, FORMATS[name]) for name in ("key-statement", "epoch", "record-header", "pairing-offer")]
    inner = [
        named("record-inner", {**FORMATS["record-inner"], "body": body}, kind=kind) for kind, body in KINDS.items()
    ]
    entries = [
        named(name, {**FORMATS[name], **more}, op=key.partition("/")[2])
        for name in ("institution-entry", "space-entry")
        for key, more in FORMATS.items()
        if key.startswith(f"{name}/")
    ]
    return st.one_of(whole + inner + entries)


def named(name: str, shape: dict[str, Any], **fixed: str) -> st.SearchStrategy[tuple[str, dict[str, Any]]]:
    """Structures of this shape, some of their fields given."""
    return strategy(shape).map(lambda values: (name, {**values, **fixed}))


@given(structures())
@settings(max_examples=60, deadline=None)
def test_what_is_written_is_read_again(structure: tuple[str, dict[str, Any]]) -> None:
    name, values = structure
    assert decode(name, encode(name, values)) == values


@given(structures(), st.data())
@settings(max_examples=30, deadline=None)
def test_any_other_spelling_is_refused(structure: tuple[str, dict[str, Any]], data: st.DataObject) -> None:
    name, values = structure
    written = encode(name, values).decode()
    spellings = [
        json.dumps(json.loads(written)),
        json.dumps(json.loads(written), indent=0),
        json.dumps(json.loads(written), separators=(",", ":"), sort_keys=True) + " ",
        written.replace('"', '"\\u0020', 1),
        written[:-1] + ',"x":0}',
        written[data.draw(st.integers(1, 5)) :],
    ]
    for spelling in spellings:
        with pytest.raises(Refusal) as refused:
            decode(name, spelling.encode())
        assert refused.value.code in {"E_SCHEMA", "E_SUITE"}


@given(st.binary(max_size=200))
def test_rubbish_is_refused(data: bytes) -> None:
    for name in ("epoch", "record-header", "space-entry", "record-inner"):
        with pytest.raises(Refusal):
            decode(name, data)


def test_a_refusal_needs_a_known_code() -> None:
    with pytest.raises(ValueError, match="E_WHATEVER"):
        Refusal("E_WHATEVER")
