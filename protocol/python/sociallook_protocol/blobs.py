# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Files: sealed in chunks of 64 KiB under a key of their own, length hidden by Padmé (SPEC section 9)."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sociallook_protocol.encoding import id_bytes, pae, sha256, u64
from sociallook_protocol.errors import Refusal
from sociallook_protocol.seal import PREFIX, Random, os_random, single_use

LABEL: Final = "sociallook/1/blob"
CHUNK: Final = 65_536
TAG: Final = 16
MAX_LENGTH: Final = 20_000_000


@dataclass(frozen=True)
class BlobReference:
    """What a record says about a blob. ``length`` is the true length; ``hash`` covers every sealed byte."""

    blob: str
    key: bytes = field(repr=False)
    length: int
    hash: bytes


def padme(length: int) -> int:
    """The padded length: at most 12 % more, leaking O(log log n) bits (Nikitin et al., PETS 2019)."""
    if length < 2:
        return length
    exponent = length.bit_length() - 1
    low = (1 << (exponent - exponent.bit_length())) - 1
    return (length + low) & ~low


def seal_blob(vault: str, blob: str, plaintext: bytes, random: Random = os_random) -> tuple[BlobReference, bytes]:
    """The reference for the record and the bytes for the server. Refuses E_SCHEMA above 20,000,000 bytes."""
    if len(plaintext) > MAX_LENGTH:
        raise Refusal("E_SCHEMA", "file too large")
    key, salt = random(32), random(32)
    header = _header(vault, blob)
    single, commitment = single_use(key, LABEL, header, salt)
    cipher = AESGCM(single)
    padded = plaintext.ljust(padme(len(plaintext)), b"\0")
    pieces = [
        cipher.encrypt(_nonce(number, last=last), padded[number * CHUNK : (number + 1) * CHUNK], header)
        for number, last in _numbers(len(padded))
    ]
    prefix = salt + commitment
    return BlobReference(blob, key, len(plaintext), _hash(prefix, pieces)), b"".join((prefix, *pieces))


def open_blob(vault: str, reference: BlobReference, data: bytes) -> bytes:
    """The file. Refuses E_AEAD (altered, cut, reordered), E_COMMIT (another key), E_SCHEMA (padding)."""
    padded = padme(reference.length)
    numbers = list(_numbers(padded))
    prefix, body = data[:PREFIX], data[PREFIX:]
    pieces = [body[number * (CHUNK + TAG) : (number + 1) * (CHUNK + TAG)] for number, _ in numbers]
    if len(body) != padded + TAG * len(numbers) or _hash(prefix, pieces) != reference.hash:
        raise Refusal("E_AEAD", "another file than the record names")
    header = _header(vault, reference.blob)
    single, commitment = single_use(reference.key, LABEL, header, prefix[:32])
    if not hmac.compare_digest(commitment, prefix[32:]):
        raise Refusal("E_COMMIT", "another key than the file's")
    plaintext = b"".join(_decrypted(AESGCM(single), header, numbers, pieces))
    if any(plaintext[reference.length :]):
        raise Refusal("E_SCHEMA", "padding")
    return plaintext[: reference.length]


def sealed_length(length: int) -> int:
    """How many bytes the server stores for a file of this length."""
    padded = padme(length)
    return PREFIX + padded + TAG * len(list(_numbers(padded)))


def _decrypted(cipher: AESGCM, header: bytes, numbers: list[tuple[int, bool]], pieces: list[bytes]) -> Iterator[bytes]:
    try:
        for (number, last), piece in zip(numbers, pieces, strict=True):
            yield cipher.decrypt(_nonce(number, last=last), piece, header)
    except InvalidTag:
        raise Refusal("E_AEAD", "file altered") from None


def _numbers(padded: int) -> Iterator[tuple[int, bool]]:
    """Number of each chunk and whether it is the last; an empty file has one empty chunk."""
    count = max(1, -(-padded // CHUNK))
    return ((number, number == count - 1) for number in range(count))


def _nonce(number: int, *, last: bool) -> bytes:
    return u64(number).rjust(11, b"\0") + bytes([last])


def _header(vault: str, blob: str) -> bytes:
    return pae(LABEL, id_bytes(vault), id_bytes(blob))


def _hash(prefix: bytes, pieces: list[bytes]) -> bytes:
    return sha256(pae("sociallook/1/hash/blob", prefix, *map(sha256, pieces)))
