# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Staying signed in: random tokens, their hashes, and ends that do not tell when somebody came.

No time of a sign-in is stored (inclusion S-1). An end is rounded up to the first of a month (own devices) or to a
midnight (foreign devices), so that the row says no more than that.
"""

import re
import secrets
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse

from sociallook.accounts.actors import COOKIE, Actor, token_hash
from sociallook.accounts.models import Account, SignIn
from sociallook.base.clock import now

OWN_DEVICE_MONTHS: Final = 3


def begin(account: Account, *, stay: bool, device: str) -> tuple[SignIn, str]:
    """Sign this account in; returns the row and the token, which is kept nowhere on the server."""
    token = secrets.token_urlsafe(32)
    sign_in = SignIn.objects.create(account=account, token_hash=token_hash(token), device=device, until=_end(stay=stay))
    return sign_in, token


def end(actor: Actor, sign_in: UUID) -> bool:
    """End one sign-in of the actor; False if there is none such. Its streams and push subscriptions end with it."""
    gone, _ = SignIn.objects.filter(account=actor.account, id=sign_in).delete()
    return bool(gone)


def end_before(request: HttpRequest) -> None:
    """End the sign-in this browser had until now, whoever's it was: its cookie is about to be replaced."""
    if token := request.COOKIES.get(COOKIE):
        with connection.cursor() as cursor:
            cursor.execute("SELECT accounts_end(%s)", [token_hash(token)])


def end_others(actor: Actor) -> None:
    """End every sign-in of the actor but the present one."""
    SignIn.objects.filter(account=actor.account).exclude(id=actor.sign_in).delete()


def _end(*, stay: bool) -> int:
    at = datetime.fromtimestamp(now() / 1000, UTC)
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    if stay:
        month = at.year * 12 + at.month - 1 + OWN_DEVICE_MONTHS + 1
        midnight = midnight.replace(year=month // 12, month=month % 12 + 1, day=1)
    else:
        midnight += timedelta(days=2)
    return int(midnight.timestamp() * 1000)


def give_cookie(response: HttpResponse, token: str, until: int, *, stay: bool) -> None:
    """The browser keeps the token where no script can read it; without `stay` only until it is closed."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=(until - now()) // 1000 if stay else None,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def take_cookie(response: HttpResponse) -> None:
    """The browser forgets the token, and with `Clear-Site-Data` all else it kept of us."""
    response.delete_cookie(COOKIE, samesite="Strict")
    if settings.SESSION_COOKIE_SECURE:
        response.cookies[COOKIE]["secure"] = True
    response["Clear-Site-Data"] = '"cookies", "storage", "cache"'


def give_language(response: HttpResponse, language: str) -> None:
    """Django's locale middleware reads this cookie; no script needs to."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=365 * 24 * 3600,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


BROWSERS: Final = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS: Final = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def device(request: HttpRequest) -> str:
    """Two words from the User-Agent, enough for its owner to recognise it; a program says its first word."""
    agent = request.headers.get("User-Agent", "")
    found = [next((name for mark, name in table if mark in agent), "") for table in (BROWSERS, SYSTEMS)]
    if not any(found):
        found = [re.split(r"[/\s]", agent, maxsplit=1)[0]]
    return ", ".join(word for word in found if word)[:60]
