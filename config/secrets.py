# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Makes the secrets of an installation."""

import base64
import secrets

from cryptography.hazmat.primitives.asymmetric import ec


def fresh(mark: str = "") -> dict[str, str]:
    """New random secrets, each beginning with `mark`. The push key is P-256, 32 bytes in base64url (RFC 8292)."""
    push = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value.to_bytes(32, "big")
    return {
        "SOCIALLOOK_SECRET_KEY": mark + secrets.token_urlsafe(48),
        "SOCIALLOOK_VERIFIER_KEY": mark + secrets.token_urlsafe(48),
        "SOCIALLOOK_VAPID_PRIVATE_KEY": mark + base64.urlsafe_b64encode(push).rstrip(b"=").decode(),
    }
