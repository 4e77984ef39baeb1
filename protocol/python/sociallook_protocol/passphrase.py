# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""What unlocks an account: six words or a passkey (SPEC section 4). Words never leave the device, only the verifier."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from sociallook_protocol.encoding import pae, sha256
from sociallook_protocol.errors import Refusal
from sociallook_protocol.seal import Random, derive, os_random

PARAMETERS: Final = {"m": 19456, "t": 2, "p": 1}
WORD_COUNT: Final = 6
WORDLIST_SHA256: Final = "bab8a193a881cf1de212336600fa1cfe480c2fa5489c03b2a7ce99d66d5da6e6"
WHITE_SPACE: Final = re.compile("[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
"""The Unicode property White_Space; the ``\\s`` of the two languages differ."""
SHEET: Final = "SOCIALLOOK1"


@dataclass(frozen=True)
class Unlock:
    """``verifier`` signs in (it goes to the server), ``kek`` opens the account key (it stays). 32 bytes each."""

    verifier: bytes = field(repr=False)
    kek: bytes = field(repr=False)


@cache
def wordlist() -> tuple[str, ...]:
    """German words of the package ``diceware`` (``wordlist_de``) without ``words_left_out.json``: 7,652.

    Left out is what nobody should find on a sheet of paper: insults, sex, violence, death, drugs. Checked by the hash
    of SPEC section 4.
    """
    spec = find_spec("diceware")
    if spec is None or spec.origin is None:
        raise RuntimeError("the package diceware is needed for its word list")
    lines = (Path(spec.origin).parent / "wordlists" / "wordlist_de.txt").read_text("utf-8").split()
    left_out = set(json.loads((files("sociallook_protocol") / "words_left_out.json").read_text("utf-8")))
    words = tuple(word for word in lines[1::2] if word not in left_out)
    if hashlib.sha256("\n".join(words).encode()).hexdigest() != WORDLIST_SHA256:
        raise RuntimeError("another word list than the specified one")
    return words


def draw_words(random: Random = os_random) -> str:
    """Six words, uniformly drawn, with single spaces: about 77 bits."""
    return " ".join(wordlist()[_below(len(wordlist()), random)] for _ in range(WORD_COUNT))


def draw_login(random: Random = os_random) -> str:
    """A generated login name ``word-word-dddd``. Nobody chooses one: chosen names tell who somebody is."""
    first, second = (wordlist()[_below(len(wordlist()), random)] for _ in range(2))
    return f"{first}-{second}-{_below(10_000, random):04d}"


def _below(limit: int, random: Random) -> int:
    """Uniform in ``0 … limit - 1``, by rejection of 2-byte numbers cut to the bits needed."""
    mask = (1 << (limit - 1).bit_length()) - 1
    while (drawn := int.from_bytes(random(2), "big") & mask) >= limit:
        pass
    return drawn


def normal_form(text: str) -> str:
    """NFKC, lower case, trimmed, single spaces: what somebody types from a sheet of paper."""
    return WHITE_SPACE.sub(" ", unicodedata.normalize("NFKC", text).lower()).strip(" ")


def check_parameters(offered: Mapping[str, object]) -> None:
    """Refuses E_KDF_FLOOR unless the server repeats the suite's parameters exactly, before anything is derived."""
    if dict(offered) != PARAMETERS or any(type(value) is not int for value in offered.values()):
        raise Refusal("E_KDF_FLOOR", "other parameters than the suite's")


def unlock_by_words(words: str, login: str, installation: str, offered: Mapping[str, object]) -> Unlock:
    """Derive verifier and KEK with Argon2id (RFC 9106). ``offered``: the parameters the server named."""
    check_parameters(offered)
    salt = sha256(pae("sociallook/1/salt", installation, login))
    argon = Argon2id(salt=salt, length=32, iterations=2, lanes=1, memory_cost=19456)
    master = argon.derive(normal_form(words).encode())
    return Unlock(derive(master, "sociallook/1/auth"), derive(master, "sociallook/1/kek"))


def prf_input(installation: str) -> bytes:
    """What a passkey's PRF is asked for (WebAuthn level 3); 32 bytes."""
    return sha256(pae("sociallook/1/prf-input", installation))


def passkey_kek(prf_output: bytes, person: bytes) -> bytes:
    """The KEK of a passkey from the 32 bytes its PRF gave."""
    return derive(prf_output, "sociallook/1/prf", person)


def write_sheet(login: str, words: str) -> str:
    """Text of the QR code on the access sheet. Not a URL: a camera app must not send it anywhere."""
    return f"{SHEET} {login} {normal_form(words)}"


def read_sheet(text: str) -> tuple[str, str]:
    """Login name and words of a scanned sheet; refuses E_SCHEMA."""
    parts: Sequence[str] = text.split(" ")
    if len(parts) != 2 + WORD_COUNT or parts[0] != SHEET or not all(parts):
        raise Refusal("E_SCHEMA", "not an access sheet")
    return parts[1], " ".join(parts[2:])
