# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Web Push (RFC 8030, 8291, 8292). Every push has the same payload; the service worker finds out what is new.

A push address is user input that the server will call, so only known push services over https are called, and no
redirect is followed.
"""

from functools import cache
from typing import Any, Final
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from py_vapid import Vapid02
from pywebpush import WebPushException, webpush
from sociallook_protocol.encoding import b64u

from sociallook.base.refusals import Refused

PAYLOAD: Final = '{"sociallook":1}'
DAY: Final = 24 * 3600
"""A device that was off longer fetches everything anyway. Seconds."""
PATIENCE: Final = 10
GONE: Final = frozenset({404, 410})
"""The push service knows this address no more (RFC 8030 section 7.3)."""
LATER: Final = frozenset({429, 500, 502, 503, 504})
LONGEST: Final = 2000


class Gone(Exception):
    """The subscription has ended."""


class Unreachable(Exception):
    """The push service may take it later."""


def check_address(endpoint: str) -> None:
    """Refuse 400 `push_address` unless this is a push service that the operator allows."""
    if len(endpoint) > LONGEST or not allowed(endpoint):
        raise Refused(400, "push_address", _("Der Benachrichtigungsdienst dieses Browsers wird nicht unterstützt."))


def allowed(endpoint: str) -> bool:
    """https, the usual port, no credentials, a listed host (`*.` stands for any names in front)."""
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError:
        return False
    host = parts.hostname or ""
    if settings.PUSH_LOOPBACK and f"{parts.scheme}://{parts.netloc}" == settings.PUSH_LOOPBACK:
        return True
    if parts.scheme != "https" or parts.username or parts.password or port not in {None, 443}:
        return False
    return any(
        host.endswith(listed[1:]) if listed.startswith("*.") else host == listed for listed in settings.PUSH_HOSTS
    )


@cache
def _vapid() -> Vapid02:
    return Vapid02.from_string(settings.VAPID_PRIVATE_KEY)


@cache
def public_key() -> str:
    """Our public key as browsers want it: an uncompressed P-256 point, base64url."""
    point = _vapid().public_key.public_numbers()
    return b64u(b"\x04" + point.x.to_bytes(32, "big") + point.y.to_bytes(32, "big"))


class _NoRedirects(requests.Session):
    """Environment proxies count; redirects and cookies do not."""

    def post(self, url: Any, *args: Any, **given: Any) -> requests.Response:
        return super().post(url, *args, **given, allow_redirects=False)


def send(endpoint: str, p256dh: bytes, auth: bytes) -> None:
    """One push. Raises `Gone` when it is for good, `Unreachable` when it may be tried again."""
    if not allowed(endpoint):
        raise Gone
    subscription = {"endpoint": endpoint, "keys": {"p256dh": b64u(p256dh), "auth": b64u(auth)}}
    try:
        with _NoRedirects() as session:
            webpush(
                subscription,
                PAYLOAD,
                vapid_private_key=_vapid(),
                vapid_claims={"sub": settings.VAPID_CONTACT},
                ttl=DAY,
                headers={"Topic": "sociallook", "Urgency": "normal"},
                timeout=PATIENCE,
                requests_session=session,
            )
    except WebPushException as error:
        if error.status_code in LATER:
            raise Unreachable from None
        raise Gone from None
    except requests.RequestException:
        raise Unreachable from None
