# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""People for tests of the server: real keys, real signatures, and the JSON door as their only way in.

Every test that gives something to somebody shows somebody else who must be refused.
"""

import json
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.test import Client
from sociallook_protocol.encoding import b64u, structure_hash, vault_of
from sociallook_protocol.formats import Signed
from sociallook_protocol.keys import Account, Keys, Method, add_generation, create_account, step_up
from sociallook_protocol.passphrase import draw_login
from sociallook_protocol.sign import signed

from sociallook.base.clock import now

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer


@dataclass
class Person:
    """Somebody with keys and a browser. `verifier` stands for six words that were derived already."""

    name: str
    role: str = "client"
    account: Account = field(init=False)
    verifier: bytes = field(init=False)
    login: str = field(init=False)
    method: str = field(default_factory=lambda: str(uuid.uuid4()))
    browser: Client = field(default_factory=Client)

    def __post_init__(self) -> None:
        self.verifier = secrets.token_bytes(32)
        self.login = draw_login()
        self.account = create_account([Method(self.method, "words", secrets.token_bytes(32))])

    @property
    def keys(self) -> Keys:
        """With the root key."""
        return step_up(self.account)

    @property
    def person(self) -> bytes:
        """The fingerprint."""
        return self.account.keys.person

    @property
    def vault(self) -> str:
        """The id of this person's vault."""
        return vault_of(self.person)

    @property
    def statement(self) -> Signed:
        """The newest key statement."""
        return self.account.keys.statements[-1].signed

    def registration(self) -> dict[str, Any]:
        """The body of `POST /accounts`."""
        rows = self.account.plain()
        (method,) = rows["methods"]
        (working,) = rows["working"]
        return {
            "login": self.login,
            "role": self.role,
            "verifier": b64u(self.verifier),
            "method": {"method": method["method"], "sealed": method["sealed"]},
            "root": {"sealed": rows["root"]},
            "working": working,
            "statement": self.statement.plain(),
        }

    def register(self) -> "Person":
        """Open the account and stay signed in."""
        answer = self.post("/accounts", self.registration())
        assert answer.status_code == 201, answer.content
        return self

    def next_generation(self) -> Signed:
        """Make new working keys; returns their statement."""
        _keys, statement = add_generation(self.keys)
        return statement

    # --- The JSON door ---

    def get(self, path: str, **headers: str) -> "Answer":
        """As this person's browser would."""
        return self._send("GET", path, None, headers)

    def post(self, path: str, body: object = None, **headers: str) -> "Answer":
        """As this person's browser would."""
        return self._send("POST", path, body, headers)

    def delete(self, path: str, body: object = None, **headers: str) -> "Answer":
        """As this person's browser would."""
        return self._send("DELETE", path, body, headers)

    def _send(self, method: str, path: str, body: object, headers: Mapping[str, str]) -> "Answer":
        with connection.cursor() as cursor:  # the requests of a test share one transaction, and so the actor
            cursor.execute("SELECT set_config('app.actor', '', true), set_config('app.account', '', true)")
        given = {"X-Sociallook": "1", **{name.replace("_", "-"): value for name, value in headers.items()}}
        return self.browser.generic(
            method,
            f"/api/v1{path}",
            b"" if body is None else json.dumps(body).encode(),
            "application/json",
            headers=given,
        )


@dataclass
class Institution:
    """A signed chain as the browsers of its administrators keep it."""

    name: str
    kind: str = "jobcenter"
    entries: list[Signed] = field(default_factory=list)
    sent: int = 0

    @property
    def fingerprint(self) -> bytes:
        """The institution's name for machines."""
        return structure_hash("institution-entry", self.entries[0].data)

    @property
    def head(self) -> bytes:
        """Hash of the newest entry."""
        return structure_hash("institution-entry", self.entries[-1].data) if self.entries else b""

    def sign(self, by: Person, op: str, *, at: int | None = None, working: bool = False, **more: Any) -> Signed:
        """Sign the next entry by R, or by the newest W."""
        newest = by.account.keys.newest
        values = {
            "institution": self.fingerprint if self.entries else b"",
            "seq": len(self.entries),
            "prev": self.head,
            "issuer": by.person,
            "generation": newest.generation if working else 0,
            "at": now() if at is None else at,
            "op": op,
            **more,
        }
        return signed(newest.sign if working else by.keys.root, "institution-entry", values)

    def add(self, by: Person, op: str, **more: Any) -> Signed:
        """Sign the next entry and keep it."""
        entry = self.sign(by, op, **more)
        self.entries.append(entry)
        return entry

    def unsent(self) -> list[Signed]:
        """What the server does not have yet."""
        new, self.sent = self.entries[self.sent :], len(self.entries)
        return new
