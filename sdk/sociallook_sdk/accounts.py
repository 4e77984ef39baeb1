# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Who I am: open an account, sign in by six words, unlock the root key for one reviewed set of changes."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from sociallook_protocol import keys as key_acts
from sociallook_protocol.changes import Act, open_own
from sociallook_protocol.encoding import b64u
from sociallook_protocol.keys import Account, Keys, Method
from sociallook_protocol.passphrase import PARAMETERS, draw_login, draw_words, unlock_by_words
from sociallook_protocol.pins import Pins

from sociallook_sdk.errors import Refused
from sociallook_sdk.transport import Transport

Role = Literal["client", "professional"]
Clock = Callable[[], int]
TRIES = 5


def now_ms() -> int:
    """Milliseconds since 1970 UTC."""
    return time.time_ns() // 1_000_000


@dataclass(frozen=True)
class Sheet:
    """What stands on the access sheet. Whoever has it is the person."""

    login: str
    words: str = field(repr=False)


@dataclass
class Me:
    """A signed-in person on this device. Pins live as long as this object; keep `pins` to remember across runs."""

    transport: Transport
    login: str
    role: Role
    vault: str
    installation: str
    account: Account = field(repr=False)
    memberships: list[Mapping[str, Any]]
    clock: Clock = now_ms
    pins: Pins = field(default_factory=Pins, repr=False)

    @property
    def keys(self) -> Keys:
        """Working keys; without the root key."""
        return self.account.keys

    @property
    def person(self) -> bytes:
        """Fingerprint, 32 bytes."""
        return self.keys.person

    def act(self) -> Act:
        """An act of every day: reading, writing, taking back."""
        return Act(self.keys, self.clock())

    @contextmanager
    def giving(self, words: str) -> Iterator[Act]:
        """Step-up: an act that may give rights. Refuses E_COMMIT for other words than those of the sheet."""
        yield Act(key_acts.step_up(_opened(self.account.plain(), words, self.login, self.installation)), self.clock())

    def change(self, body: Mapping[str, Any]) -> None:
        """Post one reviewed set: all of it happens or nothing. Raises Refused, Stale."""
        self.transport.call("POST", "/changes", dict(body))

    def confirm_sheet(self) -> None:
        """Say that the sheet is kept. Before that nothing can be given."""
        self.transport.call("POST", "/account/sheet")

    def refresh(self) -> None:
        """Ask again which institutions and teams I belong to."""
        self.memberships = self.transport.call("GET", "/account")["memberships"]

    def sign_out(self) -> None:
        """End this sign-in."""
        self.transport.call("POST", "/sign-out")
        self.transport.sign_in(None)


def register(transport: Transport, role: Role = "client", clock: Clock = now_ms) -> tuple[Me, Sheet]:
    """Open an account without giving anything. Show the sheet to nobody but the person."""
    for _ in range(TRIES):
        sheet = Sheet(draw_login(), draw_words())
        try:
            return _register(transport, role, sheet, clock), sheet
        except Refused as refused:
            if refused.code != "login_taken":
                raise
    raise Refused(409, "login_taken", "No free login name was found. Please try again.")


def sign_in(transport: Transport, login: str, words: str, clock: Clock = now_ms) -> Me:
    """Sign in by the six words of the access sheet. Raises Refused `wrong_words`, `slow_down`."""
    start = transport.call("POST", "/sign-in/start", {"login": login})
    unlock = unlock_by_words(words, login, start["installation"], start["kdf"])
    body = {"login": login, "verifier": b64u(unlock.verifier), "bearer": True}
    answer = transport.call("POST", "/sign-in", body)
    rows = _rows(answer)
    method = next(each["method"] for each in rows["methods"] if each["kind"] == "words")
    return _me(transport, answer, key_acts.open_account(rows, method, unlock.kek), clock)


def _register(transport: Transport, role: Role, sheet: Sheet, clock: Clock) -> Me:
    start = transport.call("POST", "/sign-in/start", {"login": sheet.login})
    unlock = unlock_by_words(sheet.words, sheet.login, start["installation"], start["kdf"])
    account = key_acts.create_account([Method(str(uuid.uuid4()), "words", unlock.kek)])
    rows = account.plain()
    body = {
        "login": sheet.login,
        "role": role,
        "verifier": b64u(unlock.verifier),
        "method": {"method": rows["methods"][0]["method"], "sealed": rows["methods"][0]["sealed"]},
        "root": {"sealed": rows["root"]},
        "working": rows["working"][0],
        "statement": rows["statements"][0],
        "bearer": True,
    }
    me = _me(transport, transport.call("POST", "/accounts", body), account, clock)
    if role == "client":
        with me.giving(sheet.words) as act:
            me.change(open_own(act).plain())
    return me


def _me(transport: Transport, answer: Mapping[str, Any], account: Account, clock: Clock) -> Me:
    transport.sign_in(answer["token"])
    return Me(
        transport,
        answer["login"],
        answer["role"],
        answer["vault"],
        answer["installation"],
        account,
        answer["memberships"],
        clock,
    )


def _rows(answer: Mapping[str, Any]) -> dict[str, Any]:
    """The server's Account in the protocol's format `account`."""
    return {
        "person": answer["person"],
        "statements": answer["statements"],
        "methods": [
            {"method": each["method"], "kind": each["kind"], "sealed": each["sealed"]} for each in answer["methods"]
        ],
        "root": answer["root"]["sealed"],
        "working": answer["working"],
    }


def _opened(rows: Mapping[str, Any], words: str, login: str, installation: str) -> Account:
    unlock = unlock_by_words(words, login, installation, PARAMETERS)
    method = next(each["method"] for each in rows["methods"] if each["kind"] == "words")
    return key_acts.open_account(rows, method, unlock.kek)
