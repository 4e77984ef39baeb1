# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""What can go wrong, as few classes as a caller can act on.

    SociallookError
    ├── Refused       the server said no: `.status`, `.code` (docs/api/README.md), `.message` in plain words
    │   └── Stale     somebody was faster or a key moved on; the SDK repeats by itself and raises this only when tired
    └── Unreachable   no answer; nothing is known about whether the request was carried out

A check of the protocol that fails raises `sociallook_protocol.errors.Refusal` unchanged.
"""

from typing import Any


class SociallookError(Exception):
    """Base of everything this package raises itself."""


class Unreachable(SociallookError):
    """The server gave no answer."""


class Refused(SociallookError):
    """The server said no, and why."""

    def __init__(self, status: int, code: str, message: str, details: dict[str, Any] | None = None) -> None:
        super().__init__(f"{code}: {message}")
        self.status = status
        self.code = code
        self.message = message
        self.details = details or {}


class Stale(Refused):
    """409: the preceding record or the epoch has changed since it was read."""
