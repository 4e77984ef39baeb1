# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Who asks. One query finds the sign-in and makes its person the actor of the running transaction.

Row-level security reads the actor through the SQL functions `app_actor()` (fingerprint) and `app_account()` (id).
A view with one round trip of its own calls the SQL function `accounts_actor(token_hash)` inside its statement.
"""

import hashlib
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer

from sociallook.accounts.models import Account
from sociallook.base.refusals import Refused, SignedOut

COOKIE = "__Host-sociallook_session" if settings.SESSION_COOKIE_SECURE else "sociallook_session"


@dataclass(frozen=True, slots=True)
class Actor:
    """The signed-in account behind a request. `person` is the fingerprint, 32 bytes; `until` ms since 1970 UTC."""

    account: UUID
    person: bytes
    role: str
    vault: UUID
    sheet_confirmed: bool
    sign_in: UUID
    until: int

    @property
    def is_client(self) -> bool:
        """Whether this person owns a vault that others may be let into."""
        return self.role == Account.Role.CLIENT


def token_hash(token: str) -> bytes:
    """What the database knows of a token. Tokens hold 256 random bits, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).digest()


def token_of(request: HttpRequest) -> str:
    """The token this request carries, or the empty text. A program's bearer token comes before a cookie."""
    scheme, _, token = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    return token if scheme.lower() == "bearer" else request.COOKIES.get(COOKIE, "")


def resolve(request: HttpRequest) -> Actor | None:
    """The actor of this request, None when nobody is signed in. Call it inside the request's transaction."""
    token = token_of(request)
    return by_token(token) if token else None


def require(request: HttpRequest) -> Actor:
    """The actor of this request; refuses 401 `signed_out`."""
    actor = resolve(request)
    if actor is None:
        raise SignedOut
    return actor


def by_token(token: str) -> Actor | None:
    """Find the sign-in and set `app.actor` and `app.account` until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT account, person, role, vault, sheet_confirmed, sign_in, until FROM accounts_actor(%s)",
            [token_hash(token)],
        )
        row = cursor.fetchone()
    return Actor(*row) if row else None


def become(account: Account) -> None:
    """Make this account the actor of the running transaction: who has just proved it, and tests."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.actor', %s, true), set_config('app.account', %s, true)",
            [bytes(account.person).hex(), str(account.id)],
        )


# --- The doors of the JSON API ---


class _Cookie(APIKeyCookie):
    """A browser's cookie."""

    param_name = COOKIE

    def __init__(self) -> None:
        super().__init__(csrf=False)  # accounts.middleware guards every unsafe request

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:  # noqa: ARG002
        return by_token(key) if key else None


class _Bearer(HttpBearer):
    """A program's token."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:  # noqa: ARG002
        return by_token(token)


SIGNED_IN = (_Bearer(), _Cookie())
"""`auth=` of everything that needs a sign-in; `of(request)` then gives the actor."""


class SignedInRequest(HttpRequest):
    """A request that passed `SIGNED_IN`."""

    auth: Actor


def of(request: HttpRequest) -> Actor:
    """The actor of a request that passed `SIGNED_IN`."""
    return cast("SignedInRequest", request).auth


def client(request: HttpRequest) -> Actor:
    """The same, for what only the owner of a vault may do; refuses 403 `clients_only`."""
    return _with_role(of(request), Account.Role.CLIENT)


def professional(request: HttpRequest) -> Actor:
    """The same, for what only professionals do; refuses 403 `professionals_only`."""
    return _with_role(of(request), Account.Role.PROFESSIONAL)


def _with_role(actor: Actor, role: Account.Role) -> Actor:
    if actor.role != role:
        raise Refused(403, f"{role.value}s_only", "Das ist mit diesem Konto nicht möglich.")
    return actor
