# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""A provider's way in, without an account: a link that is good once, for the offers of one organisation.

A mail brings a token of 128 random bits, which stands in the fragment of an address and so reaches no log, and a code
of 60 bits to type by hand. Whoever brings one of them first holds the visit: a cookie for half a day. The database has
only hashes, under a key that does not lie in it.
"""

import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from sociallook_protocol.encoding import pae

from sociallook.accounts.brakes import Brake, hold, network
from sociallook.base.clock import MINUTE
from sociallook.base.refusals import Refused
from sociallook.directory.editing.models import ProviderLink
from sociallook.directory.models import Organization

COOKIE: Final = "__Host-sociallook_provider" if settings.SESSION_COOKIE_SECURE else "sociallook_provider"
GOOD_FOR: Final = timedelta(days=7)
VISIT: Final = timedelta(hours=12)
LETTERS: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""32 signs that nobody confuses."""
CODE: Final = 12
GUESSES = Brake("provider-codes", free=30, longest=15 * MINUTE)
"""Wrong codes from one network: 2^60 codes leave no hope anyway."""
REQUESTS = Brake("provider-mails", free=20, longest=15 * MINUTE)
"""Links asked for from one network."""


class WrongLink(Refused):
    """Used, expired, never issued: one answer."""

    def __init__(self) -> None:
        super().__init__(
            403,
            "wrong_link",
            _("Dieser Link oder Code gilt nicht mehr. Bitte lassen Sie sich einen neuen schicken."),
            keep=True,
        )


@dataclass(frozen=True)
class Secret:
    """What goes into the mail and is never kept."""

    token: str
    code: str

    @property
    def address(self) -> str:
        """The link itself. What follows # is not sent by a browser."""
        return f"{settings.ORIGIN}/angebote-pflegen#k={self.token}"


def issue(organization: Organization) -> Secret:
    """A new link for this organisation; those that were sent before are good until they end."""
    token = secrets.token_urlsafe(16)
    code = "".join(secrets.choice(LETTERS) for _sign in range(CODE))
    ProviderLink.objects.create(
        organization=organization, token_hash=_hash(token), code_hash=_hash(code), until=timezone.now() + GOOD_FOR
    )
    return Secret(token, "-".join(code[start : start + 4] for start in range(0, CODE, 4)))


def open_visit(given: str, request: HttpRequest) -> str:
    """Use a token or a code up; returns what the cookie holds. Refuses 403 `wrong_link`, 429 `slow_down`.

    Whoever calls it counts the wrong ones (`GUESSES`), outside the transaction that is undone.
    """
    hold(GUESSES.on(network(request)))
    plain = re.sub(r"[\s-]", "", given).upper()
    wanted = Q(token_hash=_hash(given.strip())) | Q(code_hash=_hash(plain))
    link = ProviderLink.objects.select_for_update().filter(wanted, until__gt=timezone.now()).first()
    if link is None:
        raise WrongLink
    visit = secrets.token_urlsafe(32)
    link.token_hash, link.code_hash, link.visit_hash = None, None, _hash(visit)
    link.until = timezone.now() + VISIT
    link.save()
    return visit


def visited(request: HttpRequest) -> Organization:
    """The organisation whose offers this browser may keep. Refuses 403 `wrong_link`."""
    visit = request.COOKIES.get(COOKIE, "")
    links = ProviderLink.objects.select_related("organization")
    link = links.filter(visit_hash=_hash(visit), until__gt=timezone.now()).first() if visit else None
    if link is None:
        raise WrongLink
    return link.organization


def end_visit(request: HttpRequest) -> None:
    """Whoever has finished leaves nothing open."""
    if visit := request.COOKIES.get(COOKIE, ""):
        ProviderLink.objects.filter(visit_hash=_hash(visit)).delete()


def give_cookie(response: HttpResponse, visit: str) -> None:
    """No script reads it, and no other page sends it."""
    response.set_cookie(
        COOKIE,
        visit,
        max_age=int(VISIT.total_seconds()),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def take_cookie(response: HttpResponse) -> None:
    """The browser forgets the visit."""
    response.delete_cookie(COOKIE, samesite="Strict")
    if settings.SESSION_COOKIE_SECURE:
        response.cookies[COOKIE]["secure"] = True


def sweep() -> None:
    """What is over goes."""
    ProviderLink.objects.filter(until__lte=timezone.now()).delete()


def _hash(secret: str) -> bytes:
    return hmac.digest(settings.VERIFIER_KEY.encode(), pae("sociallook/server/provider-link", secret), "sha256")
