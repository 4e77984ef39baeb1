# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Telling that something is there. Nothing here can say what it is.

All of it is part of the running transaction: who is told of a change is told only if it stands. `record` and `space`
are delivered to those who may read the space at the moment of delivery, whatever was true when they were told.
"""

import json
from collections.abc import Collection
from typing import Literal
from uuid import UUID

from django.db import connection

from sociallook.accounts.actors import Actor
from sociallook.notifications import push
from sociallook.notifications.models import Subscription

Event = Literal["space", "spaces", "team", "pairing", "account"]
MOST_IN_ONE = 100
"""Persons in one notification; PostgreSQL carries at most 8,000 bytes."""


def tell(persons: Collection[bytes], event: Event, **ids: UUID) -> None:
    """Tell these persons (fingerprints), wherever they have a stream open. `ids` name what to fetch again."""
    data = {name: str(value) for name, value in ids.items()}
    ordered = sorted(persons)
    with connection.cursor() as cursor:
        for start in range(0, len(ordered), MOST_IN_ONE):
            to = [person.hex() for person in ordered[start : start + MOST_IN_ONE]]
            payload = json.dumps({"event": event, "to": to, **data}, separators=(",", ":"))
            cursor.execute("SELECT pg_notify('sociallook', %s)", [payload])


def tell_record(space: UUID, position: int, sign_in: UUID | None) -> None:
    """A record was appended. Same as the SQL function `notifications_tell_record`, for those who need no hurry."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT notifications_tell_record(%s, %s, %s)", [space, position, sign_in])


def subscribe(actor: Actor, endpoint: str, p256dh: bytes, auth: bytes) -> None:
    """Wake this sign-in by push from now on. Refuses 400 `push_address`."""
    push.check_address(endpoint)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT notifications_subscribe(%s, %s, %s, %s, %s)",
            [actor.sign_in, actor.person, endpoint, p256dh, auth],
        )


def unsubscribe(actor: Actor, endpoint: str) -> None:
    """Wake this browser no more."""
    Subscription.objects.filter(person=actor.person, endpoint=endpoint).delete()


def forget(sign_in: UUID) -> None:
    """The push service says that this subscription has ended."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT notifications_forget(%s)", [sign_in])
