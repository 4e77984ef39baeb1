# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Seals, wraps, files and words: what was sealed is opened, whatever was altered is not."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sociallook_protocol import passphrase, wraps
from sociallook_protocol.blobs import MAX_LENGTH, open_blob, padme, seal_blob, sealed_length
from sociallook_protocol.encoding import id_text
from sociallook_protocol.errors import Refusal
from sociallook_protocol.seal import seal, unseal
from sociallook_protocol.sign import public_key, sign
from sociallook_protocol.verify import L, P, _decompress, _multiply, admit, message, verify_strict
from sociallook_vectors.world import Seeded
from sociallook_vectors.xwing import repeatable

VAULT, BLOB = id_text(bytes(16)), id_text(bytes(15) + b"\1")
keys = st.binary(min_size=32, max_size=32)


@given(keys, st.binary(max_size=40), st.binary(max_size=300), st.sampled_from([0, 512, 2048]))
def test_what_is_sealed_is_opened(key: bytes, header: bytes, plaintext: bytes, size: int) -> None:
    sealed = seal(key, "sociallook/1/test", header, plaintext, size)
    assert unseal(key, "sociallook/1/test", header, sealed) == plaintext
    assert len(sealed) == 80 + (size or len(plaintext) + 4)


@given(keys, st.binary(max_size=100), st.data())
def test_every_altered_bit_is_noticed(key: bytes, plaintext: bytes, data: st.DataObject) -> None:
    sealed = bytearray(seal(key, "sociallook/1/test", b"", plaintext))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(Refusal) as refused:
        unseal(key, "sociallook/1/test", b"", bytes(sealed))
    assert refused.value.code in {"E_COMMIT", "E_AEAD"}


def test_no_two_seals_share_a_key() -> None:
    assert len({seal(bytes(32), "x", b"", b"")[:64] for _ in range(100)}) == 100


@given(st.binary(max_size=64))
@settings(max_examples=20, deadline=None)
def test_the_library_and_the_written_out_x_wing_agree(plaintext: bytes) -> None:
    seed = Seeded(plaintext.hex())(32)
    public = wraps.kem_public(seed)
    for wrapper in (wraps.wrap, repeatable(Seeded("x"))):
        assert wraps.unwrap(seed, b"info", wrapper(public, b"info", plaintext)) == plaintext


@given(st.integers(0, MAX_LENGTH))
def test_padme_hides_the_length_and_costs_little(length: int) -> None:
    padded = padme(length)
    assert length <= padded <= max(length * 1.12, length + 1)
    assert padme(padded) == padded
    if padded > 1:
        exponent = int(math.log2(padded))
        assert padded % (1 << max(0, exponent - exponent.bit_length())) == 0


@pytest.mark.parametrize("length", [0, 1, 9, 65_535, 65_536, 65_537, 200_000])
def test_files_come_back_whole(length: int) -> None:
    plaintext = Seeded("file")(length)
    reference, data = seal_blob(VAULT, BLOB, plaintext)
    assert len(data) == sealed_length(length)
    assert open_blob(VAULT, reference, data) == plaintext


def test_a_file_without_its_last_chunk_is_refused_even_by_a_record_that_says_so() -> None:
    """Whoever writes the record could name any hash; the last-chunk flag still holds."""
    reference, data = seal_blob(VAULT, BLOB, bytes(65_536))
    longer, more = seal_blob(VAULT, BLOB, bytes(131_072))
    assert reference.length * 2 == longer.length
    with pytest.raises(Refusal) as refused:
        open_blob(VAULT, replace(longer, length=65_536), more[: len(data)])
    assert refused.value.code == "E_AEAD"


def test_too_large_a_file_is_refused() -> None:
    with pytest.raises(Refusal):
        seal_blob(VAULT, BLOB, bytes(MAX_LENGTH + 1))


def test_words_and_logins_are_drawn_from_the_whole_list() -> None:
    random = Seeded("words")
    words = [word for _ in range(2000) for word in passphrase.draw_words(random).split()]
    assert set(words) <= set(passphrase.wordlist())
    assert len(set(words)) > 6000
    login = passphrase.draw_login(random)
    first, second, digits = login.split("-")
    assert {first, second} <= set(passphrase.wordlist())
    assert len(digits) == 4


def test_verifier_and_key_are_independent_of_each_other() -> None:
    unlocked = passphrase.unlock_by_words("a b c d e f", "login", "installation", passphrase.PARAMETERS)
    assert unlocked.verifier != unlocked.kek
    assert "verifier" not in repr(unlocked)


# Ed25519: the arithmetic against known truths -----------------------------------------------------


@given(keys)
@settings(max_examples=25, deadline=None)
def test_keys_of_honest_seeds_are_admitted_and_verify(seed: bytes) -> None:
    public = public_key(seed)
    assert admit(public) == public
    verify_strict(public, "test", sign(seed, "test", b"x", "y", 3), b"x", "y", 3)


def test_rfc_8032_test_1_is_admitted() -> None:
    public = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
    assert admit(public) == public
    assert public_key(bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")) == public


@given(st.binary(min_size=32, max_size=32))
@settings(max_examples=60, deadline=None)
def test_what_is_admitted_has_prime_order(public: bytes) -> None:
    """Random bytes: one in two is on the curve, one in eight of those without torsion. Nothing else gets through."""
    try:
        admit(public)
    except Refusal:
        return
    point = _decompress(public)
    assert point
    again = _multiply(L + 1, point)
    assert (again[0] * point[2] - point[0] * again[2]) % P == 0


def test_constants() -> None:
    assert pow(2, P - 1, P) == 1
    assert pow(2, L - 1, L) == 1
    assert message("record", b"a") != message("epoch", b"a")
