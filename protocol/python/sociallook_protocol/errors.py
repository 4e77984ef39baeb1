# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The one exception of the protocol and its closed list of codes (SPEC section 11)."""

from __future__ import annotations

from typing import Final

CODES: Final = frozenset(
    {
        "E_KEY_PIN",
        "E_CHAIN_UNSIGNED",
        "E_CHAIN_CTX",
        "E_FORK",
        "E_COMMIT",
        "E_AEAD",
        "E_SCHEMA",
        "E_SUITE",
        "E_SIG",
        "E_AUTHOR_NOT_GRANTED",
        "E_FORGED",
        "E_EPOCH_SIG",
        "E_EPOCH_RECIPIENTS",
        "E_STALE",
        "E_ROLLBACK",
        "E_GAP",
        "E_CLOCK",
        "E_KDF_FLOOR",
        "E_STORE",
        "E_NO_WRAP",
        "E_PAIR",
    }
)


class Refusal(Exception):
    """``code`` is one of ``CODES``; ``detail`` never holds secret or personal content."""

    def __init__(self, code: str, detail: str = "") -> None:
        if code not in CODES:
            raise ValueError(f"unknown refusal code: {code}")
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail
