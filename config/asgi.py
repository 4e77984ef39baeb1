# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The door for ASGI servers: pages and live events in one process, as the demo and the tests use it.

Pages go through the same WSGI door as in production, in threads. Live events do not go through Django at all: a stream
stays open for hours, and a request of Django would hold a thread that long.
"""

from typing import Any, cast

from a2wsgi import WSGIMiddleware

from config.events import application as events
from config.wsgi import application as wsgi

EVENTS = "/api/v1/events"
THREADS = 8

pages = WSGIMiddleware(cast(Any, wsgi), workers=THREADS)


async def application(scope: Any, receive: Any, send: Any) -> None:
    door = events if scope.get("path") == EVENTS else pages
    await door(scope, receive, send)
