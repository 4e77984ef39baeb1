# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""`sociallook demo`: the whole platform in one process, with fictional people, for trying it out.

The people act through the SDK like everybody else, so their data are sealed like everybody else's.
"""

import asyncio
import json
import shutil
import signal
import socket
import sys
from importlib.util import find_spec
from pathlib import Path
from types import FrameType

import uvicorn

from config.installation import Installation
from config.postgres import PostgresError

PATIENCE = 3
"""Seconds that open streams get to end after Ctrl-C."""


def demo(home: Path, port: int, *, fresh: bool, cast: Path | None) -> None:
    """Run until Ctrl-C or SIGTERM."""
    signal.signal(signal.SIGTERM, _end)
    sockets = _listen(port)
    installation = Installation(home, f"http://localhost:{port}")
    try:
        with installation.running(fresh=fresh):
            asyncio.run(_serve(installation, sockets, cast))
    except KeyboardInterrupt:
        pass
    except PostgresError as error:
        sys.exit(str(error))
    print("Stopped. The data stay where they are.", flush=True)


def _end(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def _listen(port: int) -> list[socket.socket]:
    """`localhost` may mean either family of addresses; nobody else on the network can reach it."""
    sockets = []
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            # Named as TCP, else asyncio leaves Nagle's algorithm on and each answer waits 40 ms.
            listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind((address, port))
        except OSError as error:
            if family == socket.AF_INET:
                sys.exit(f"Port {port} cannot be used ({error.strerror}). Choose another: --port N")
            continue  # a machine without IPv6
        sockets.append(listening)
    return sockets


async def _serve(installation: Installation, sockets: list[socket.socket], cast: Path | None) -> None:
    from config.asgi import application  # noqa: PLC0415 - Django starts when this is imported
    from config.worker import work  # noqa: PLC0415

    server = uvicorn.Server(
        uvicorn.Config(
            application,
            log_config=None,
            access_log=False,
            lifespan="off",
            server_header=False,
            timeout_graceful_shutdown=PATIENCE,
        )
    )
    worker = asyncio.create_task(work(signals=False))
    people = asyncio.create_task(_welcome(installation, server, cast))
    try:
        await server.serve(sockets)
    finally:
        for task in (people, worker):
            task.cancel()
        await asyncio.gather(people, worker, return_exceptions=True)


async def _welcome(installation: Installation, server: uvicorn.Server, cast: Path | None) -> None:
    """When pages can be served: bring in the people if they are not there yet, and say who they are."""
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.02)
    print(f"Sociallook runs at {installation.origin} (data: {installation.home}).", flush=True)
    if not installation.people.exists():
        await _bring_in_the_people(installation)
    if installation.people.exists():
        _introduce(json.loads(installation.people.read_text()))
        if cast:
            shutil.copyfile(installation.people, cast)
    print("Stop with Ctrl-C.", flush=True)


async def _bring_in_the_people(installation: Installation) -> None:
    if find_spec("sociallook_sdk.demo") is None:
        print("There are no demo people yet.", flush=True)
        return
    print("The demo people arrive …", flush=True)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sociallook_sdk.demo", installation.origin, str(installation.people)
    )
    try:
        code = await process.wait()
    except asyncio.CancelledError:
        process.terminate()
        await process.wait()
        raise
    if code:
        print("The demo people could not be brought in; see above. Next start tries again.", flush=True)


def _introduce(people: list[dict[str, str]]) -> None:
    print("\nAll of these are fictional. Login name and six words:\n")
    for person in people:
        print(f"  {person['role']:22} {person['institution'] or '–':34} {person['login']:16} {person['words']}")
    print(flush=True)
