# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Pages, live events and background work in one process: the demo, and the server that tests drive."""

import asyncio
import importlib
import socket
from collections.abc import Awaitable, Callable

import uvicorn

from config.worker import work

PATIENCE = 3
"""Seconds that open streams get to end when the server is stopped."""


async def run(
    sockets: list[socket.socket],
    when_started: Callable[[], Awaitable[None]],
    application: str = "config.asgi:application",
) -> None:
    """Serve until SIGINT or SIGTERM. `when_started` runs as soon as pages can be had."""
    module, _, name = application.partition(":")
    server = uvicorn.Server(
        uvicorn.Config(
            getattr(importlib.import_module(module), name),
            log_config=None,
            access_log=False,
            lifespan="off",
            server_header=False,
            timeout_graceful_shutdown=PATIENCE,
        )
    )
    tasks = [asyncio.create_task(work(signals=False)), asyncio.create_task(_after_start(server, when_started))]
    try:
        await server.serve(sockets)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _after_start(server: uvicorn.Server, then: Callable[[], Awaitable[None]]) -> None:
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.02)
    await then()
