# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""`GET /api/v1/events`: one stream of server-sent events for each browser, outside Django's request cycle."""

from typing import Any


async def application(scope: Any, receive: Any, send: Any) -> None:  # noqa: ARG001
    """An ASGI application. Nothing is announced yet, so nobody is let in."""
    await send({"type": "http.response.start", "status": 404, "headers": []})
    await send({"type": "http.response.body"})
