# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Bytes: integers, base64url, ids, PAE, hashes and the names derived from them (SPEC 1 to 3 and 6)."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Final

from sociallook_protocol.errors import Refusal

SUITE: Final = "sociallook/1"
ID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
BASE64URL: Final = re.compile(r"[A-Za-z0-9_-]*")

Part = bytes | str | int
"""One part of a PAE: bytes as they are, text as UTF-8, an integer as its u64; ids as ``id_bytes(id)``."""


def u32(number: int) -> bytes:
    """4 bytes, big endian."""
    return number.to_bytes(4, "big")


def u64(number: int) -> bytes:
    """8 bytes, big endian."""
    return number.to_bytes(8, "big")


def b64u(data: bytes) -> str:
    """Base64url without padding (RFC 4648 section 5)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def unb64u(text: str) -> bytes:
    """The inverse of ``b64u``; anything but its exact output is refused E_SCHEMA."""
    if not BASE64URL.fullmatch(text) or len(text) % 4 == 1:
        raise Refusal("E_SCHEMA", "not base64url")
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if b64u(data) != text:
        raise Refusal("E_SCHEMA", "unused bits are not zero")
    return data


def id_bytes(text: str) -> bytes:
    """The 16 bytes of an id; anything but a lower-case UUID with dashes is refused E_SCHEMA."""
    if not ID.fullmatch(text):
        raise Refusal("E_SCHEMA", "not an id")
    return bytes.fromhex(text.replace("-", ""))


def id_text(data: bytes) -> str:
    """16 bytes as a lower-case UUID with dashes."""
    if len(data) != 16:
        raise Refusal("E_SCHEMA", "an id has 16 bytes")
    text = data.hex()
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def pae(*parts: Part) -> bytes:
    """Pre-authentication encoding: no two lists of parts give the same bytes (after PASETO)."""
    encoded = [_part(part) for part in parts]
    return u64(len(encoded)) + b"".join(u64(len(part)) + part for part in encoded)


def _part(part: Part) -> bytes:
    if isinstance(part, bytes):
        return part
    return part.encode() if isinstance(part, str) else u64(part)


def sha256(data: bytes) -> bytes:
    """32 bytes."""
    return hashlib.sha256(data).digest()


def structure_hash(kind: str, *parts: bytes) -> bytes:
    """32 bytes. Never put signature bytes in: engines disagree about hostile ones."""
    return sha256(pae(f"{SUITE}/hash/{kind}", *parts))


def salted(salt: bytes, text: str) -> bytes:
    """Commitment to a text that is shown elsewhere; the salt has 16 bytes."""
    if len(salt) != 16:
        raise Refusal("E_SCHEMA", "a salt has 16 bytes")
    return sha256(pae(f"{SUITE}/salted", salt, text))


def fingerprint(root: bytes) -> bytes:
    """The name of the person whose root key (Ed25519, 32 bytes) this is; 32 bytes. It is what gets pinned."""
    return sha256(pae(f"{SUITE}/id", root))


def vault_of(person: bytes) -> str:
    """The id of this person's vault. Being computed, nobody can offer another owner for a vault."""
    return id_text(sha256(pae(f"{SUITE}/vault", person))[:16])


def team_space(team: str, area: str) -> str:
    """The id of a team's own space for an area, for example ``labels``."""
    return id_text(sha256(pae(f"{SUITE}/space", id_bytes(team), area))[:16])
