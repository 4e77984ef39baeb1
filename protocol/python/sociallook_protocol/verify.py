# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Ed25519 (RFC 8032) verification that leaves engines nothing to disagree about (SPEC section 2).

The arithmetic here is for public points only; nothing secret passes through it, so it need not run in
constant time.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from sociallook_protocol.encoding import SUITE, Part, pae
from sociallook_protocol.errors import Refusal

P: Final = 2**255 - 19
L: Final = 2**252 + 27742317777372353535851937790883648493
D: Final = -121665 * pow(121666, -1, P) % P
SQRT_MINUS_ONE: Final = pow(2, (P - 1) // 4, P)

Point = tuple[int, int, int, int]
"""Extended coordinates X, Y, Z, T with x = X/Z, y = Y/Z, xy = T/Z (Hisil et al. 2008)."""
IDENTITY: Final[Point] = (0, 1, 1, 0)

MLKEM_Q: Final = 3329
MLKEM_BYTES: Final = 1152
"""3 polynomials of 256 coefficients of 12 bits (FIPS 203); then follow 32 bytes of seed and X25519."""


@lru_cache(maxsize=8192)
def admit(public: bytes) -> bytes:
    """Return the key if it is canonical, on the curve, torsion-free and not the identity; else E_SIG."""
    point = _decompress(public)
    if point is None or _is_identity(point) or not _is_identity(_multiply(L, point)):
        raise Refusal("E_SIG", "public key not admitted")
    return public


@lru_cache(maxsize=8192)
def admit_kem(public: bytes) -> bytes:
    """Return the X-Wing key (1,216 bytes) if anybody can encapsulate to it; refuse E_SIG otherwise.

    ML-KEM coefficients must be reduced (FIPS 203 section 7.2) and the X25519 point must not be of small
    order (RFC 7748 section 6.1). Else one bad key in a statement would keep everybody from starting an
    epoch.
    """
    packed = int.from_bytes(public[:MLKEM_BYTES], "little")
    reduced = all((packed >> shift) & 0xFFF < MLKEM_Q for shift in range(0, MLKEM_BYTES * 8, 12))
    if len(public) != 1216 or not reduced or not _contributes(public[1184:]):
        raise Refusal("E_SIG", "encapsulation key not admitted")
    return public


def _contributes(public: bytes) -> bool:
    try:
        X25519PrivateKey.from_private_bytes(bytes([1]) * 32).exchange(X25519PublicKey.from_public_bytes(public))
    except ValueError:
        return False
    return True


def verify_strict(public: bytes, kind: str, signature: bytes, *parts: Part) -> None:
    """Verify a signature of type ``kind`` over ``parts``; refuses E_SIG. Admits ``public`` first (cached)."""
    admit(public)
    if len(signature) != 64 or int.from_bytes(signature[32:], "little") >= L:
        raise Refusal("E_SIG", "malformed signature")
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message(kind, *parts))
    except InvalidSignature:
        raise Refusal("E_SIG", f"signature over {kind}") from None


def message(kind: str, *parts: Part) -> bytes:
    """The bytes a signature of type ``kind`` covers."""
    return pae(f"{SUITE}/sig/{kind}", *parts)


def _decompress(public: bytes) -> Point | None:
    """RFC 8032 section 5.1.3, refusing y >= p and the sign bit on x = 0."""
    if len(public) != 32:
        return None
    encoded = int.from_bytes(public, "little")
    sign, y = encoded >> 255, encoded & ((1 << 255) - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if x * x % P != square:
        x = x * SQRT_MINUS_ONE % P
    if x * x % P != square or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


def _add(left: Point, right: Point) -> Point:
    """RFC 8032 section 5.1.4; complete, so it also doubles."""
    a = (left[1] - left[0]) * (right[1] - right[0]) % P
    b = (left[1] + left[0]) * (right[1] + right[0]) % P
    c = 2 * left[3] * right[3] * D % P
    d = 2 * left[2] * right[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _multiply(scalar: int, point: Point) -> Point:
    result = IDENTITY
    for bit in f"{scalar:b}":
        result = _add(result, result)
        if bit == "1":
            result = _add(result, point)
    return result


def _is_identity(point: Point) -> bool:
    return point[0] % P == 0 and (point[1] - point[2]) % P == 0
