# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Makes the secrets of an installation."""

import base64
import secrets

P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Order of the curve P-256 (NIST SP 800-186, section 3.2.1.3): a private key is a number below it."""


def fresh(mark: str = "") -> dict[str, str]:
    """New random secrets, each beginning with `mark`. The push key is P-256, 32 bytes in base64url (RFC 8292)."""
    push = (secrets.randbelow(P256_ORDER - 1) + 1).to_bytes(32, "big")
    return {
        "SOCIALLOOK_SECRET_KEY": mark + secrets.token_urlsafe(48),
        "SOCIALLOOK_VERIFIER_KEY": mark + secrets.token_urlsafe(48),
        "SOCIALLOOK_VAPID_PRIVATE_KEY": mark + base64.urlsafe_b64encode(push).rstrip(b"=").decode(),
    }
