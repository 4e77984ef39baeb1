# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""A passkey in software (WebAuthn Level 3), for tests of the server: ES256, attestation "none".

Real browsers with real authenticators are driven elsewhere; this one can also lie.
"""

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from sociallook_protocol.encoding import b64u, unb64u

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40
"""Flags of the authenticator data (section 6.1)."""


@dataclass
class Passkey:
    """One credential. Set `verified` to False and nobody has unlocked the authenticator."""

    origin: str
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    user: bytes = b""
    count: int = 0
    verified: bool = True

    def create(self, options: dict[str, Any], **extensions: Any) -> dict[str, Any]:
        """`navigator.credentials.create`, as JSON."""
        self.user = unb64u(options["user"]["id"])
        client_data = self._client_data("webauthn.create", options["challenge"])
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + self._cose_key()
        attestation = {"fmt": "none", "attStmt": {}, "authData": self._data(ATTESTED) + attested}
        return self._credential(
            {"clientDataJSON": b64u(client_data), "attestationObject": b64u(cbor2.dumps(attestation))}, extensions
        )

    def get(self, options: dict[str, Any], **extensions: Any) -> dict[str, Any]:
        """`navigator.credentials.get`, as JSON."""
        self.count += 1
        client_data = self._client_data("webauthn.get", options["challenge"])
        data = self._data(0)
        signature = self.key.sign(data + hashlib.sha256(client_data).digest(), ec.ECDSA(hashes.SHA256()))
        return self._credential(
            {
                "clientDataJSON": b64u(client_data),
                "authenticatorData": b64u(data),
                "signature": b64u(signature),
                "userHandle": b64u(self.user),
            },
            extensions,
        )

    def _client_data(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _data(self, flags: int) -> bytes:
        party = hashlib.sha256((urlsplit(self.origin).hostname or "").encode()).digest()
        flags |= PRESENT | (VERIFIED if self.verified else 0)
        return party + bytes([flags]) + self.count.to_bytes(4, "big")

    def _cose_key(self) -> bytes:
        """EC2, ES256, P-256 (RFC 9053)."""
        point = self.key.public_key().public_numbers()
        coordinates = {-2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}
        return cbor2.dumps({1: 2, 3: -7, -1: 1, **coordinates})

    def _credential(self, response: dict[str, str], extensions: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": b64u(self.id),
            "rawId": b64u(self.id),
            "type": "public-key",
            "response": response,
            "clientExtensionResults": extensions,
        }
