# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The real server, as a process of its own: `python -m tests.server SOCKET [APPLICATION]`.

SOCKET is the number of an inherited socket. `Live` starts it and sets the environment.
"""

import asyncio
import socket
import sys


async def say_ready() -> None:
    print("ready", flush=True)


if __name__ == "__main__":
    from config.one_process import run

    asyncio.run(run([socket.socket(fileno=int(sys.argv[1]))], say_ready, *sys.argv[2:]))
