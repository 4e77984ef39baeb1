# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Servers as processes of their own, and the processor time they used (proc_pid_stat(5))."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

TICKS: Final = os.sysconf("SC_CLK_TCK")
PAGE: Final = os.sysconf("SC_PAGE_SIZE")


def cpu(root: int) -> float:
    """Seconds of processor time of a process, its ended children and all that still run below it."""
    return sum(_seconds(pid) for pid in family(root))


def memory(root: int) -> int:
    """Resident bytes of a process and all below it."""
    return sum(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE for pid in family(root))


def family(root: int) -> Iterator[int]:
    """A process and all below it."""
    yield root
    for task in Path(f"/proc/{root}/task").iterdir():
        for child in (task / "children").read_text().split():
            yield from family(int(child))


def _seconds(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    except FileNotFoundError:
        return 0
    return sum(int(field) for field in fields[11:15]) / TICKS


def postmaster(data: Path) -> int:
    """The process id of the PostgreSQL that runs on this data directory."""
    return int((data / "postmaster.pid").read_text().split("\n", 1)[0])


@contextmanager
def server(
    application: str, environment: Mapping[str, str] = os.environ, threads: int = 4
) -> Iterator[tuple[int, int]]:
    """One granian worker for this WSGI application, as in production; yields process id and port."""
    port = free_port()
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", application),
        *("--host", "127.0.0.1", "--port", str(port), "--workers", "1", "--blocking-threads", str(threads)),
        *("--no-access-log", "--log-level", "warning"),
    ]
    process = subprocess.Popen(command, env=dict(environment), stdout=subprocess.DEVNULL)  # noqa: S603
    try:
        wait(port, process)
        yield process.pid, port
    finally:
        process.terminate()
        process.wait(10)


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def wait(port: int, process: subprocess.Popen[bytes], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with socket.create_connection(("127.0.0.1", port), 1):
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("the server did not start")


class Caller:
    """One kept-alive connection of somebody who is signed in."""

    def __init__(self, port: int, cookies: Mapping[str, str], **headers: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port)
        self._connection.connect()
        self._connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        given = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
        self._headers = given | {name.replace("_", "-"): value for name, value in headers.items()}

    def __call__(self, method: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
        """Status and body."""
        self._connection.request(method, path, body, self._headers)
        answer = self._connection.getresponse()
        return answer.status, answer.read()
