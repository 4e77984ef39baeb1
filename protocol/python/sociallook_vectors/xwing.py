# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Repeatable HPKE X-Wing encapsulation, so that vectors with wraps can be generated again byte for byte.

Libraries rightly offer no derandomised encapsulation. Written from FIPS 203, draft-connolly-cfrg-xwing-kem and
RFC 9180; checked by opening every wrap with ``cryptography``. Slow, not constant time, never for real keys.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sociallook_protocol.epochs import Wrapper
from sociallook_protocol.seal import Random

Q: Final = 3329
K: Final = 3
Poly = list[int]
ZETAS: Final = [pow(17, int(f"{i:07b}"[::-1], 2), Q) for i in range(128)]
GAMMAS: Final = [pow(17, 2 * int(f"{i:07b}"[::-1], 2) + 1, Q) for i in range(128)]


def repeatable(random: Random) -> Wrapper:
    """A wrapper (see ``epochs.Wrapper``) whose randomness is injected."""

    def wrapper(public: bytes, info: bytes, plaintext: bytes) -> bytes:
        ciphertext, shared = _encapsulate_xwing(public, random(64))
        return ciphertext + _hpke_seal(shared, info, plaintext)

    return wrapper


# X-Wing -------------------------------------------------------------------------------------------


def _encapsulate_xwing(public: bytes, seed: bytes) -> tuple[bytes, bytes]:
    """Ciphertext (1,120 bytes) and shared secret; the seed has 64 bytes."""
    mlkem_ciphertext, mlkem_shared = encapsulate(public[:1184], seed[:32])
    ephemeral = X25519PrivateKey.from_private_bytes(seed[32:])
    agreed = ephemeral.exchange(X25519PublicKey.from_public_bytes(public[1184:]))
    point = ephemeral.public_key().public_bytes_raw()
    shared = hashlib.sha3_256(mlkem_shared + agreed + point + public[1184:] + rb"\.//^" + b"\\").digest()
    return mlkem_ciphertext + point, shared


# HPKE, base mode, single shot ---------------------------------------------------------------------

SUITE_ID: Final = b"HPKE" + bytes([0x64, 0x7A, 0, 1, 0, 2])


def _hpke_seal(shared: bytes, info: bytes, plaintext: bytes) -> bytes:
    context = b"\0" + _extract(b"", b"psk_id_hash", b"") + _extract(b"", b"info_hash", info)
    secret = _extract(shared, b"secret", b"")
    key, nonce = _expand(secret, b"key", context, 32), _expand(secret, b"base_nonce", context, 12)
    return AESGCM(key).encrypt(nonce, plaintext, b"")


def _extract(salt: bytes, label: bytes, ikm: bytes) -> bytes:
    return hmac.digest(salt, b"HPKE-v1" + SUITE_ID + label + ikm, "sha256")


def _expand(secret: bytes, label: bytes, info: bytes, length: int) -> bytes:
    block = length.to_bytes(2, "big") + b"HPKE-v1" + SUITE_ID + label + info
    return hmac.digest(secret, block + b"\1", "sha256")[:length]


# ML-KEM-768 (FIPS 203) ----------------------------------------------------------------------------


def encapsulate(public: bytes, message: bytes) -> tuple[bytes, bytes]:
    """Algorithm 17: ciphertext (1,088 bytes) and shared secret."""
    shared_and_coins = hashlib.sha3_512(message + hashlib.sha3_256(public).digest()).digest()
    return _encrypt(public, message, shared_and_coins[32:]), shared_and_coins[:32]


def _encrypt(public: bytes, message: bytes, coins: bytes) -> bytes:
    """Algorithm 14."""
    t_hat = [_unpack(public[384 * i : 384 * (i + 1)], 12) for i in range(K)]
    rho = public[1152:]
    transposed = [[_sample_ntt(rho, i, j) for j in range(K)] for i in range(K)]
    y = [_ntt(_noise(coins, i)) for i in range(K)]
    u = [_plus(_inverse_ntt(_dot(transposed[i], y)), _noise(coins, K + i)) for i in range(K)]
    bits = [_decompress_bit(bit) for bit in _unpack(message, 1)]
    v = _plus(_plus(_inverse_ntt(_dot(t_hat, y)), _noise(coins, 2 * K)), bits)
    return b"".join(_pack(_compress(poly, 10), 10) for poly in u) + _pack(_compress(v, 4), 4)


def _dot(row: Sequence[Poly], column: Sequence[Poly]) -> Poly:
    total = [0] * 256
    for left, right in zip(row, column, strict=True):
        total = _plus(total, _multiply(left, right))
    return total


def _multiply(f: Poly, g: Poly) -> Poly:
    """Algorithms 11 and 12."""
    product = [0] * 256
    for i in range(128):
        a, b, c, d = f[2 * i], f[2 * i + 1], g[2 * i], g[2 * i + 1]
        product[2 * i], product[2 * i + 1] = (a * c + b * d * GAMMAS[i]) % Q, (a * d + b * c) % Q
    return product


def _ntt(poly: Poly) -> Poly:
    """Algorithm 9."""
    f, k, length = list(poly), 1, 128
    while length >= 2:
        for start in range(0, 256, 2 * length):
            for j in range(start, start + length):
                turned = ZETAS[k] * f[j + length] % Q
                f[j], f[j + length] = (f[j] + turned) % Q, (f[j] - turned) % Q
            k += 1
        length //= 2
    return f


def _inverse_ntt(poly: Poly) -> Poly:
    """Algorithm 10."""
    f, k, length = list(poly), 127, 2
    while length <= 128:
        for start in range(0, 256, 2 * length):
            for j in range(start, start + length):
                f[j], f[j + length] = (f[j] + f[j + length]) % Q, ZETAS[k] * (f[j + length] - f[j]) % Q
            k -= 1
        length *= 2
    return [coefficient * 3303 % Q for coefficient in f]


@lru_cache(maxsize=256)
def _sample_ntt(rho: bytes, i: int, j: int) -> Poly:
    """Algorithm 7, for element (i, j) of the transposed matrix."""
    stream = hashlib.shake_128(rho + bytes([i, j])).digest(2016)
    found: Poly = []
    for at in range(0, len(stream), 3):
        low = stream[at] + 256 * (stream[at + 1] % 16)
        high = stream[at + 1] // 16 + 16 * stream[at + 2]
        found += [value for value in (low, high) if value < Q]
    return found[:256]


def _noise(coins: bytes, number: int) -> Poly:
    """Algorithm 8 with eta = 2."""
    bits = _unpack(hashlib.shake_256(coins + bytes([number])).digest(128), 1)
    return [(bits[4 * i] + bits[4 * i + 1] - bits[4 * i + 2] - bits[4 * i + 3]) % Q for i in range(256)]


def _plus(left: Poly, right: Poly) -> Poly:
    return [(a + b) % Q for a, b in zip(left, right, strict=True)]


def _compress(poly: Poly, d: int) -> Poly:
    return [((coefficient << d) * 2 + Q) // (2 * Q) % (1 << d) for coefficient in poly]


def _decompress_bit(bit: int) -> int:
    return bit * ((Q + 1) // 2)


def _pack(poly: Sequence[int], d: int) -> bytes:
    packed = sum(value << (d * i) for i, value in enumerate(poly))
    return packed.to_bytes(len(poly) * d // 8, "little")


def _unpack(data: bytes, d: int) -> Poly:
    packed = int.from_bytes(data, "little")
    return [(packed >> shift) & ((1 << d) - 1) for shift in range(0, len(data) * 8, d)]
