# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Symmetric sealing with a key commitment, and key derivation (SPEC section 2)."""

from __future__ import annotations

import hmac
import os
from collections.abc import Callable
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from sociallook_protocol.encoding import Part, pae, u32
from sociallook_protocol.errors import Refusal

Random = Callable[[int], bytes]
"""Gives so many random bytes. Only tests and vectors pass anything but ``os.urandom``."""

os_random: Final[Random] = os.urandom
PREFIX: Final = 64
"""Bytes of salt and commitment before the ciphertext."""
NONCE: Final = bytes(12)


def hkdf(key: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    """HKDF-SHA256 (RFC 5869); an empty salt is allowed."""
    return HKDF(SHA256(), length, salt or None, info).derive(key)


def derive(key: bytes, label: str, *parts: Part) -> bytes:
    """32 bytes for one purpose. Labels start with ``sociallook/1/``."""
    return hkdf(key, b"", pae(label, *parts), 32)


def single_use(key: bytes, label: str, header: bytes, salt: bytes) -> tuple[bytes, bytes]:
    """The AES-256 key and the key commitment for this salt, 32 bytes each."""
    okm = hkdf(key, salt, pae(label, header), 64)
    return okm[:32], okm[32:]


def seal(key: bytes, label: str, header: bytes, plaintext: bytes, size: int = 0, random: Random = os_random) -> bytes:
    """``salt ‖ commitment ‖ AES-256-GCM``. ``size``: padded length of u32 and plaintext, 0 for no padding."""
    padded = u32(len(plaintext)) + plaintext
    if size and len(padded) > size:
        raise Refusal("E_SCHEMA", "too long for its size")
    salt = random(32)
    single, commitment = single_use(key, label, header, salt)
    box = AESGCM(single).encrypt(NONCE, padded.ljust(size, b"\0"), header)
    return salt + commitment + box


def unseal(key: bytes, label: str, header: bytes, sealed: bytes) -> bytes:
    """The plaintext. Refuses E_COMMIT (another key, label or header), E_AEAD (altered), E_SCHEMA (padding)."""
    if len(sealed) < PREFIX:
        raise Refusal("E_COMMIT", "too short")
    single, commitment = single_use(key, label, header, sealed[:32])
    if not hmac.compare_digest(commitment, sealed[32:PREFIX]):
        raise Refusal("E_COMMIT", label)
    try:
        padded = AESGCM(single).decrypt(NONCE, sealed[PREFIX:], header)
    except InvalidTag:
        raise Refusal("E_AEAD", label) from None
    return _unpadded(padded)


def _unpadded(padded: bytes) -> bytes:
    length = int.from_bytes(padded[:4], "big")
    if len(padded) < 4 or length > len(padded) - 4 or any(padded[4 + length :]):
        raise Refusal("E_SCHEMA", "padding")
    return padded[4 : 4 + length]
