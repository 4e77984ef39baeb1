# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""`sociallook serve`: pages and live events for production, behind a reverse proxy that speaks TLS.

Two servers, because they need opposite things: pages are short and want threads, streams are long and want one loop.
The proxy sends `/api/v1/events` to the second one; ops/nginx.conf shows it.
"""

import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from types import FrameType

GRACE = 5
"""Seconds that open requests and streams get to end."""


def serve(host: str, port: int, processes: int, threads: int) -> int:
    """Run both servers until one of them ends or somebody stops us; a failure of one stops the other."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _end)
    commands = (_pages(host, port, processes, threads), _events(host, port + 1))
    servers = [subprocess.Popen(command, process_group=0) for command in commands]  # noqa: S603
    try:
        while all(server.poll() is None for server in servers):
            time.sleep(0.2)
    except SystemExit:
        return 0
    finally:
        _stop(servers)
    return 1


def _pages(host: str, port: int, processes: int, threads: int) -> list[str]:
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "config.wsgi:application"),
        *("--host", host, "--port", str(port), "--workers", str(processes), "--blocking-threads", str(threads)),
        *("--respawn-failed-workers", "--workers-kill-timeout", str(GRACE)),
        *("--no-access-log", "--log-level", "warning"),
    ]


def _events(host: str, port: int) -> list[str]:
    return [sys.executable, "-m", "config.events", host, str(port), str(GRACE)]


def _end(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit


def _stop(servers: Sequence[subprocess.Popen[bytes]]) -> None:
    for server in servers:
        with suppress(ProcessLookupError):
            server.terminate()
    for server in servers:
        try:
            server.wait(GRACE + 2)
        except subprocess.TimeoutExpired:
            server.kill()
