# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Ed25519 signing (RFC 8032; SPEC section 2). Seeds have 32 bytes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sociallook_protocol.encoding import Part
from sociallook_protocol.formats import Signed, encode
from sociallook_protocol.verify import message


def public_key(seed: bytes) -> bytes:
    """The 32 bytes everybody may know."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def sign(seed: bytes, kind: str, *parts: Part) -> bytes:
    """64 bytes: the signature of type ``kind`` over ``parts``."""
    return Ed25519PrivateKey.from_private_bytes(seed).sign(message(kind, *parts))


def signed(seed: bytes, kind: str, values: Mapping[str, Any]) -> Signed:
    """Write a structure of format ``kind`` and sign it. Refuses E_SCHEMA what nobody would accept."""
    data = encode(kind, values)
    return Signed(data, sign(seed, kind, data))
