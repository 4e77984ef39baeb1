# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Limits against guessing.

Six words hold 77 bits, so the limits only have to make guessing pointless and cheap to refuse. Some failures
are free; each further one doubles the wait, up to a ceiling. A try during the wait neither counts nor prolongs
it, and a day without failures forgets everything, so nobody is locked out for good: not by own mistakes and not
by somebody else's.
"""

import hmac
import ipaddress
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from sociallook_protocol.encoding import pae

from sociallook.base.clock import DAY, MINUTE, SECOND, now
from sociallook.base.refusals import SlowDown


@dataclass(frozen=True, slots=True)
class Brake:
    """`free` failures, then waits of 2, 4, 8 … seconds up to `longest` ms."""

    name: str
    free: int
    longest: int

    def on(self, source: str) -> "Counter":
        """This brake for one source: a login, a network, or both."""
        message = pae("sociallook/server/brake", self.name, source)
        return Counter(self, hmac.digest(settings.VERIFIER_KEY.encode(), message, "sha256"))


@dataclass(frozen=True, slots=True)
class Counter:
    """The row of one brake and one source. `key` tells nothing about the source."""

    brake: Brake
    key: bytes

    def count(self) -> None:
        """One more."""
        with connection.cursor() as cursor:
            cursor.execute(
                _COUNT,
                {
                    "key": self.key,
                    "at": now(),
                    "day": DAY,
                    "free": self.brake.free,
                    "longest": self.brake.longest,
                    "second": SECOND,
                },
            )

    def release(self) -> None:
        """Forget this source."""
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM accounts_brake WHERE key = %s", [self.key])


_COUNT = """
    INSERT INTO accounts_brake AS brake (key, tries, free_at, forget_at) VALUES (%(key)s, 1, 0, %(at)s + %(day)s)
    ON CONFLICT (key) DO UPDATE SET
        tries = CASE WHEN brake.forget_at < %(at)s THEN 1 ELSE brake.tries + 1 END,
        free_at = CASE WHEN brake.forget_at < %(at)s OR brake.tries < %(free)s THEN 0
            ELSE %(at)s + least(%(longest)s, %(second)s * 2 ^ least(brake.tries - %(free)s + 1, 30)) END,
        forget_at = %(at)s + %(day)s
"""

WORDS_FROM_HERE = Brake("words-here", free=5, longest=15 * MINUTE)
"""For one login from one network. The owner elsewhere, or with a passkey, is not held up by it."""
WORDS = Brake("words", free=50, longest=30 * SECOND)
"""For one login from anywhere: at most 2,880 a day against 2^77."""
NETWORK = Brake("network", free=100, longest=MINUTE)
"""For one network, which may be a whole office."""
REGISTRATIONS = Brake("registrations", free=1000, longest=MINUTE)
"""New accounts from one network."""
CEREMONIES = Brake("ceremonies", free=1000, longest=MINUTE)
"""Begun sign-ins by passkey from one network: each leaves a row for five minutes."""


def hold(*counters: Counter) -> None:
    """Refuse 429 `slow_down` while any of these has to wait."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT max(free_at) FROM accounts_brake WHERE key = ANY(%s)",
            [[counter.key for counter in counters]],
        )
        (free_at,) = cursor.fetchone() or (None,)
    wait = (free_at or 0) - now()
    if wait > 0:
        raise SlowDown(wait)


def network(request: HttpRequest) -> str:
    """Where a request comes from: an IPv4 address, or the /64 of an IPv6 address."""
    address = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXIES:
        hops = request.headers.get("X-Forwarded-For", "").split(",")
        address = hops[max(len(hops) - settings.TRUSTED_PROXIES, 0)].strip() or address
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if parsed.version == 4:
        return str(parsed)
    return str(ipaddress.ip_network((parsed, 64), strict=False))
