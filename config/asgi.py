# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The door for ASGI servers: pages and live events in one process, as the demo and the tests use it.

Live events do not go through Django: a stream stays open for hours, and a request of Django holds a thread.
"""

import os
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

EVENTS = "/api/v1/events"

pages = get_asgi_application()

from config.events import application as events  # noqa: E402


async def application(scope: Any, receive: Any, send: Any) -> None:
    door = events if scope.get("path") == EVENTS else pages
    await door(scope, receive, send)
