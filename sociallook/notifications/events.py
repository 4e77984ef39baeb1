# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""`GET /api/v1/events`: one stream of server-sent events for each browser, outside Django's request cycle.

Ids only: whoever hears one fetches what is new through the same door as always. A stream ends with its sign-in.
"""

import asyncio
import io
import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

import psycopg
from django.core.handlers.asgi import ASGIRequest
from django.utils.translation import gettext as _

from sociallook.accounts import middleware
from sociallook.accounts.actors import token_hash, token_of
from sociallook.base.clock import now
from sociallook.notifications.streams import Hub, Stream, hub

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

BREATH: Final = 25
"""Seconds between comment lines, so that no proxy takes a silent stream for a dead one."""
GREETING: Final = b"retry: 2000\n\n: sociallook\n\n"
HEADERS: Final = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """An ASGI application for this one address."""
    if scope["type"] != "http":
        raise ValueError("only http is served here")
    request = ASGIRequest(dict(scope), io.BytesIO())
    if request.method != "GET":
        await _refuse(send, 405, "method", _("Das geht hier nicht."))
    elif code := middleware.refusal(request):
        await _refuse(send, 403, code, _("Diese Anfrage kam nicht von dieser Seite."))
    else:
        await _serve(token_of(request), receive, send)


async def _serve(token: str, receive: Receive, send: Send) -> None:
    streams = hub()
    try:
        found = await _sign_in(streams, token)
        if found is None:
            await _refuse(send, 401, "signed_out", _("Bitte melden Sie sich an."))
            return
        stream, until = found
        async with streams.open(stream):
            # Asked again, now that an ending would be heard: it may have ended in between.
            if await _sign_in(streams, token) is None:
                await _refuse(send, 401, "signed_out", _("Bitte melden Sie sich an."))
                return
            await _stream(stream, until, receive, send)
    except (TimeoutError, psycopg.Error):
        await _refuse(send, 503, "later", _("Bitte versuchen Sie es gleich noch einmal."))


async def _sign_in(streams: Hub, token: str) -> tuple[Stream, int] | None:
    if not token:
        return None
    rows = await streams.ask("SELECT person, sign_in, until FROM accounts_actor(%s)", [token_hash(token)])
    return next(((Stream(bytes(person), sign_in), until) for person, sign_in, until in rows), None)


async def _stream(stream: Stream, until: int, receive: Receive, send: Send) -> None:
    """Send until the browser goes, the sign-in ends, or we are told to stop."""
    await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    await _write(send, GREETING)
    gone = asyncio.create_task(_wait_for_the_end(stream, receive))
    try:
        while (left := (until - now()) / 1000) > 0:
            try:
                message = await asyncio.wait_for(stream.queue.get(), min(BREATH, left))
            except TimeoutError:
                message = b":\n\n"
            if message is None:
                break
            await _write(send, message)
        await send({"type": "http.response.body", "body": b"", "more_body": False})
    finally:
        gone.cancel()


async def _write(send: Send, message: bytes) -> None:
    await send({"type": "http.response.body", "body": message, "more_body": True})


async def _wait_for_the_end(stream: Stream, receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    stream.end()


async def _refuse(send: Send, status: int, code: str, message: str) -> None:
    headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
    if status == 503:
        headers.append((b"retry-after", b"2"))
    body = json.dumps({"code": code, "message": message}).encode()
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
