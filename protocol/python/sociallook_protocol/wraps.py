# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Wrapping a key for one recipient: HPKE (RFC 9180), base mode, single shot, KEM X-Wing 0x647A (SPEC section 2)."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from sociallook_protocol.errors import Refusal
from sociallook_protocol.verify import admit_kem

SUITE: Final = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
MLKEM_PUBLIC: Final = 1184


def kem_public(seed: bytes) -> bytes:
    """The 1,216 bytes others wrap to: ML-KEM-768 ‖ X25519."""
    mlkem, x25519 = _expand(seed)
    return mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()


def wrap(public: bytes, info: bytes, plaintext: bytes) -> bytes:
    """``enc ‖ ct`` for the holder of this key; ``info`` is bound. Refuses E_SIG for a key nobody can wrap to.

    Randomness is the library's own: it offers no derandomised encapsulation, and needs none.
    """
    admit_kem(public)
    mlkem = MLKEM768PublicKey.from_public_bytes(public[:MLKEM_PUBLIC])
    x25519 = X25519PublicKey.from_public_bytes(public[MLKEM_PUBLIC:])
    return SUITE.encrypt(plaintext, MLKEM768X25519PublicKey(mlkem, x25519), info)


def unwrap(seed: bytes, info: bytes, wrapped: bytes) -> bytes:
    """The plaintext; refuses E_AEAD for anything not wrapped to this seed with this ``info``."""
    try:
        return SUITE.decrypt(wrapped, MLKEM768X25519PrivateKey(*_expand(seed)), info)
    except (InvalidTag, ValueError):
        raise Refusal("E_AEAD", "wrap") from None


@lru_cache(maxsize=64)
def _expand(seed: bytes) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    """X-Wing key expansion (draft-connolly-cfrg-xwing-kem, expandDecapsulationKey)."""
    if len(seed) != 32:
        raise Refusal("E_SCHEMA", "a seed has 32 bytes")
    expanded = hashlib.shake_256(seed).digest(96)
    return (
        MLKEM768PrivateKey.from_seed_bytes(expanded[:64]),
        X25519PrivateKey.from_private_bytes(expanded[64:]),
    )
