# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Background work: waking devices. Arguments are ids."""

from uuid import UUID

from django.db import connection
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from sociallook.notifications import actions
from sociallook.notifications import push as web_push


@app.task(name="notifications.push", retry=RetryStrategy(max_attempts=3, wait=5))
def push(space: str, sign_in: str | None) -> None:
    """Wake everybody who follows this space and may read it now, but not the sign-in that wrote."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT notifications_to_wake(%s, %s)", [space, sign_in])
        waking = [str(found) for (found,) in cursor.fetchall()]
    for found in waking:
        deliver.configure(lock=found).defer(sign_in=found)


@app.task(name="notifications.deliver", retry=RetryStrategy(max_attempts=6, exponential_wait=4))
def deliver(sign_in: str) -> None:
    """One push to one device. A subscription that has ended is forgotten."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT endpoint, p256dh, auth FROM notifications_subscription(%s)", [sign_in])
        row = cursor.fetchone()
    if row is None:
        return
    endpoint, p256dh, auth = row
    try:
        web_push.send(endpoint, bytes(p256dh), bytes(auth))
    except web_push.Gone:
        actions.forget(UUID(sign_in))
