# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""`sociallook demo`: the whole platform in one process, with fictional people, for trying it out.

The people act through the SDK like everybody else, so their data are sealed like everybody else's.
"""

import asyncio
import json
import os
import signal
import socket
import sys
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit

from config.installation import Installation
from config.listening import listening
from config.postgres import PostgresError


class NoPeople(Exception):
    """The demo has nobody who could try it."""


def demo(home: Path, port: int, *, fresh: bool, cast: Path | None) -> None:
    """Run until Ctrl-C or SIGTERM."""
    for number in (signal.SIGTERM, signal.SIGINT):  # SIGINT too: scripts start what is in the background without it
        signal.signal(number, _end)
    if cast and not os.access(cast if cast.exists() else cast.parent, os.W_OK):
        sys.exit(f"{cast} cannot be written. Choose another place: --cast FILE")
    sockets = _listen(port)
    installation = Installation(home, f"http://localhost:{port}")
    try:
        with installation.running(fresh=fresh):
            from config.one_process import run  # noqa: PLC0415 - Django reads the environment once

            asyncio.run(run(sockets, lambda: _welcome(installation, cast)))
    except KeyboardInterrupt:
        pass
    except (PostgresError, NoPeople) as error:
        sys.exit(str(error))
    print("Stopped. The data stay where they are.", flush=True)


def _end(_signal: int, _frame: FrameType | None) -> None:
    """SIGTERM means the same as Ctrl-C. A second one does not disturb the ending."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def _listen(port: int) -> list[socket.socket]:
    """`localhost` may mean either family of addresses; nobody else on the network can reach it."""
    try:
        sockets = [listening("127.0.0.1", port)]
    except OSError as error:
        sys.exit(f"Port {port} cannot be used ({error.strerror}). Choose another: --port N")
    with suppress(OSError):  # a machine without IPv6
        sockets.append(listening("::1", port))
    return sockets


async def _welcome(installation: Installation, cast: Path | None) -> None:
    """Bring in the people if they are not there yet, and say who they are."""
    print(f"Sociallook runs at {installation.origin} (data: {installation.home}).", flush=True)
    if not installation.people.exists():
        await _bring_in_the_people(installation)
    await asyncio.to_thread(_bring_in_the_offers)
    await asyncio.to_thread(_name_an_editor, installation)
    if installation.people.exists():
        _introduce(installation, cast)
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
        raise NoPeople("The demo people could not be brought in; see above. The next start tries again.")


def _bring_in_the_offers() -> None:
    """After the people, because some of their institutions offer something. Offers that are there already stay."""
    from django.db import connections  # noqa: PLC0415 - Django reads the environment once
    from django.utils import timezone  # noqa: PLC0415

    from sociallook.directory import demo as directory  # noqa: PLC0415

    try:
        directory.bring_in(timezone.localdate())
    finally:
        connections.close_all()


EDITOR = "jobcenter_worker"
"""Who of the demo people also checks the directory."""


def _name_an_editor(installation: Installation) -> None:
    """Somebody must check what providers change; nobody has a command line for the database of a demo."""
    from django.db import connections  # noqa: PLC0415 - Django reads the environment once

    from sociallook.directory.editing import editors  # noqa: PLC0415

    if not installation.people.exists():
        return
    people: list[dict[str, str]] = json.loads(installation.people.read_text())
    try:
        for person in people:
            if person["role"] == EDITOR:
                editors.add(person["login"])
    finally:
        connections.close_all()


def _introduce(installation: Installation, cast: Path | None) -> None:
    people: list[dict[str, str]] = json.loads(installation.people.read_text())
    for person in people:  # they arrived at the port of the first start
        person["url"] = installation.origin + urlsplit(person["url"]).path
    if cast:
        cast.unlink(missing_ok=True)
        with os.fdopen(os.open(cast, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
            json.dump(people, out, ensure_ascii=False, indent=2)  # for the owner's eyes only
    print("\nAll of these are fictional. Login name and six words:\n")
    for person in people:
        print(f"  {person['role']:22} {person['institution'] or '–':34} {person['login']:16} {person['words']}")
    print(f"\nThe {EDITOR} also checks the directory: {installation.origin}/redaktion")
    print(flush=True)
