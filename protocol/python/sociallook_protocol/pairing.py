# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Pairing and invitations: a token the server never sees proves who scanned what (SPEC section 10)."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from sociallook_protocol.encoding import SUITE, b64u, pae, unb64u
from sociallook_protocol.errors import Refusal
from sociallook_protocol.formats import decode, encode
from sociallook_protocol.seal import Random, os_random

ROLES: Final = frozenset({"helper", "staff", "admin"})
FRAGMENT: Final = "p="
SCREEN_MS: Final = 10 * 60 * 1000
SLIP_MS: Final = 7 * 24 * 60 * 60 * 1000


@dataclass(frozen=True)
class Offer:
    """What a QR code or slip says. A poster has no pairing, issuer and token, and ``expires`` 0."""

    pairing: str
    role: str
    institution: bytes
    team: str
    issuer: bytes
    token: bytes = field(repr=False)
    expires: int

    @property
    def is_poster(self) -> bool:
        """Only an address and a fingerprint: nobody proves anything."""
        return not self.token


def new_token(random: Random = os_random) -> bytes:
    """16 bytes that never reach a server."""
    return random(16)


def write_offer(offer: Offer) -> str:
    """The fragment of the https link, without ``#``."""
    _check(offer)
    return FRAGMENT + b64u(encode("pairing-offer", vars(offer)))


def read_offer(fragment: str) -> Offer:
    """The offer of a scanned link's fragment. Refuses E_SCHEMA, E_SUITE."""
    if not fragment.startswith(FRAGMENT):
        raise Refusal("E_SCHEMA", "not a pairing link")
    values = decode("pairing-offer", unb64u(fragment.removeprefix(FRAGMENT)))
    del values["suite"]
    return _check(Offer(**values))


def _check(offer: Offer) -> Offer:
    parts = {bool(offer.pairing), bool(offer.issuer), bool(offer.token), bool(offer.expires)}
    if offer.role not in ROLES or len(parts) != 1 or (offer.role == "staff" and not offer.team):
        raise Refusal("E_SCHEMA", "not an offer")
    return offer


def answer(offer: Offer, scanner: bytes) -> bytes:
    """32 bytes only somebody who saw the token can compute; ``scanner``: own fingerprint."""
    covered = pae(f"{SUITE}/pair", scanner, offer.issuer, offer.role, offer.expires)
    return hmac.digest(offer.token, covered, sha256)


def check_answer(offer: Offer, scanner: bytes, given: bytes, now: int, *, used: bool) -> None:
    """The issuer's check, with its own copy of the offer, before anything is signed.

    Refuses E_PAIR: poster, used, expired, or an answer for another fingerprint (relayed) or token (unknown).
    """
    if offer.is_poster or used or now >= offer.expires:
        raise Refusal("E_PAIR", "used or expired")
    if not hmac.compare_digest(answer(offer, scanner), given):
        raise Refusal("E_PAIR", "answer to another offer or by somebody else")
