# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Pages, live events and background work in one process: the demo, and the server that tests drive."""

import asyncio
import importlib
import socket
from collections.abc import Awaitable, Callable

from config.events import end_streams
from config.listening import Server
from config.worker import work

GRACE = 2
"""Seconds that requests get to finish when the server is stopped; jobs get as long again."""


async def run(
    sockets: list[socket.socket],
    when_started: Callable[[], Awaitable[None]],
    application: str = "config.asgi:application",
) -> None:
    """Serve until SIGINT or SIGTERM. `when_started` runs as soon as pages can be had."""
    module, _, name = application.partition(":")
    server = Server(getattr(importlib.import_module(module), name), end_streams, GRACE)
    tasks = [
        asyncio.create_task(work(signals=False, grace=GRACE)),
        asyncio.create_task(_after_start(server, when_started)),
    ]
    for task in tasks:
        task.add_done_callback(lambda done: _stop_if_failed(server, done))
    try:
        await server.serve(sockets)
    finally:
        for task in tasks:
            task.cancel()
        ends = await asyncio.gather(*tasks, return_exceptions=True)
    for end in ends:
        if isinstance(end, Exception):
            raise end


def _stop_if_failed(server: Server, done: asyncio.Task[None]) -> None:
    """Half a platform is worse than none: whoever watches over it should see that it is down."""
    if not done.cancelled() and done.exception():
        server.should_exit = True


async def _after_start(server: Server, then: Callable[[], Awaitable[None]]) -> None:
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.02)
    await then()
