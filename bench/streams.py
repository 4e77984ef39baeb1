# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Live events as in production: one server for pages, one for streams.

    .venv/bin/python -m bench.streams [--records 400] [--streams 500]

Printed are the time from just before a record is posted until it is on the other side's stream, at 20 records a second,
and the memory of the server of streams without and with many of them open.
"""

import argparse
import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from queue import Queue
from typing import Any

from bench.machine import free_port, memory, server, wait
from bench.records import Stands, Writer, cookies_of, installed

PACE = 20
"""Records a second."""


class Ear:
    """One open stream. `heard` gets the positions of records, each with the time at which it was read."""

    def __init__(self, port: int, cookies: dict[str, str]) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port)
        given = "; ".join(f"{name}={value}" for name, value in cookies.items())
        self._connection.request("GET", "/api/v1/events", headers={"Cookie": given, "X-Sociallook": "1"})
        self._lines = self._connection.getresponse()
        if self._lines.status != 200:
            raise RuntimeError(self._lines.read())
        while self._lines.readline() != b": sociallook\n":
            pass
        self.heard: Queue[tuple[int, float]] = Queue()

    def listen(self) -> None:
        """Until the stream is closed."""
        while line := self._lines.readline():
            if line.startswith(b"data:") and "position" in (told := json.loads(line[5:])):
                self.heard.put((told["position"], time.perf_counter()))


@contextmanager
def streams() -> Iterator[tuple[int, int]]:
    """The server of streams; yields process id and port."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "config.events", "127.0.0.1", str(port), "2"])  # noqa: S603
    try:
        wait(port, process)
        yield process.pid, port
    finally:
        process.terminate()
        process.wait(10)


def lateness(town: Any, pages: int, port: int, count: int) -> list[float]:
    """Milliseconds for each record, written by the client and heard by the worker."""
    from sociallook.rights.tests import world  # noqa: PLC0415

    space = town.thread()
    ground = world.ground(town.client, space)
    writer = Writer(pages, cookies_of(town.client), Stands(ground.view.vault, space, ground.before.hash, ground.tail))
    ear = Ear(port, cookies_of(town.worker))
    threading.Thread(target=ear.listen, daemon=True).start()
    taken = []
    due = time.perf_counter()
    for _ in range(count):
        due += 1 / PACE
        time.sleep(max(due - time.perf_counter(), 0))
        begun = time.perf_counter()
        writer.append()
        taken.append((ear.heard.get(timeout=10)[1] - begun) * 1000)
    return taken


def main() -> None:
    """Run everything and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=400)
    parser.add_argument("--streams", type=int, default=500)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sociallook-bench-") as folder, installed(Path(folder)):
        from sociallook.rights.tests.world import Town  # noqa: PLC0415

        town = Town.build()
        with server("config.wsgi:application") as (_, pages), streams() as (pid, port), ExitStack() as stack:
            taken = lateness(town, pages, port, given.records)
            late = statistics.quantiles(taken, n=100)[98]
            print(f"written → on the other side's stream   p50 {statistics.median(taken):.1f} ms, p99 {late:.1f} ms")
            before = memory(pid)
            ears = [Ear(port, cookies_of(town.worker)) for _ in range(given.streams)]
            stack.callback(ears.clear)
            print(f"server of streams alone                {before / 1e6:6.0f} MB")
            print(f"with {given.streams} streams open                  {memory(pid) / 1e6:6.0f} MB")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    main()
