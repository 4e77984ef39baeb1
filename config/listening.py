# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The server for streams: its sockets, and how it stops."""

import socket
from collections.abc import Awaitable, Callable
from typing import Any

import uvicorn


def listening(address: str, port: int) -> socket.socket:
    """A bound socket. It is named as TCP, else asyncio leaves Nagle's algorithm on and each answer waits 40 ms."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((address, port))
    except OSError:
        bound.close()
        raise
    return bound


class Server(uvicorn.Server):
    """Uvicorn, which would wait for streams that never end; so before it stops, `end_streams` is called."""

    def __init__(
        self,
        application: Callable[[Any, Any, Any], Awaitable[None]],
        end_streams: Callable[[], None],
        grace: int,
    ) -> None:
        """`grace`: seconds that requests get to finish."""
        super().__init__(
            uvicorn.Config(
                application,
                log_config=None,
                access_log=False,
                lifespan="off",
                server_header=False,
                timeout_graceful_shutdown=grace,
            )
        )
        self.end_streams = end_streams

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.end_streams()
        await super().shutdown(sockets)
