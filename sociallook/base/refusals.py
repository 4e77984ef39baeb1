# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""How the server says no: one exception, rendered in one place (`config/api.py`) as `{"code", "message"}`.

What a signed thing is refused for comes from the protocol (`sociallook_protocol.errors.Refusal`),
rendered there too.
"""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Sentence = str | Promise


class Refused(Exception):
    """The request is refused and everything it wrote is undone.

    `code` is a word of docs/api/README.md; `also` adds keys to the body. With `keep=True` what was written
    before the refusal stays: a counted guess, a line in the access log.
    """

    def __init__(
        self,
        status: int,
        code: str,
        message: Sentence,
        *,
        also: dict[str, Any] | None = None,
        keep: bool = False,
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.message = message
        self.also = also or {}
        self.keep = keep


class NotAvailable(Refused):
    """The one answer for whatever the actor may not see, whether it exists or not (inclusion S-2)."""

    def __init__(self) -> None:
        super().__init__(404, "not_available", _("Nicht verfügbar."), keep=True)


class SignedOut(Refused):
    """Nobody is signed in here, or no longer."""

    def __init__(self) -> None:
        super().__init__(401, "signed_out", _("Bitte melden Sie sich an."))


class SlowDown(Refused):
    """Too many tries; `wait` is in milliseconds."""

    def __init__(self, wait: int) -> None:
        super().__init__(429, "slow_down", _("Das waren viele Versuche. Bitte warten Sie kurz."), keep=True)
        self.retry_after = max(1, -(-wait // 1000))


class Faster(Refused):
    """Somebody else wrote first: sign again on top of `prev`."""

    def __init__(self, *, prev: str, position: int) -> None:
        super().__init__(
            409,
            "E_PREV",
            _("Jemand war schneller. Bitte noch einmal."),
            also={"prev": prev, "position": position},
        )
