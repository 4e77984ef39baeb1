# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The whole way of a question among 100,000 offers: sent, understood, led to its address, answered with a page.

    .venv/bin/python -m bench.directory.requests

The goals: an answer within 100 ms for 95 of 100 questions on two cores, and 50 questions a second on one core without
errors. One worker of the production's server and PostgreSQL share that core; whoever asks has another.
"""

import http.client
import os
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from bench.directory.offers import filled, late
from bench.directory.questions import development
from bench.machine import cpu, family, postmaster, server

OFFERS: Final = 100_000
ALONE: Final = 400
"""Questions one after another."""
TOGETHER: Final = 2_000
ASKING: Final = 8
"""At the same time."""
PLACES: Final = ("99734", "10115", "80331", "Musterstadt", "", "Köln", "01067", "24103")


class Asker:
    """One kept-alive connection; follows the answer to its address."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port)

    def ask(self, path: str) -> float:
        """Milliseconds until the page is there. Raises RuntimeError for anything but a page."""
        began = time.perf_counter()
        for _ in range(3):
            self._connection.request("GET", path, headers={"Host": "localhost", "Accept-Encoding": "br"})
            answer = self._connection.getresponse()
            answer.read()
            if answer.status == 200:
                return 1000 * (time.perf_counter() - began)
            if answer.status != 303:
                break
            path = str(answer.headers["Location"]).partition("#")[0]
        raise RuntimeError(f"{answer.status} for {path}")


def paths() -> Iterator[str]:
    """Questions and places without end."""
    for question, place in zip(cycle(development()), cycle(PLACES), strict=False):
        yield f"/hilfe-finden?{urlencode({'frage': question.text, 'ort': place})}"


def together(port: int, asked: Sequence[str]) -> tuple[list[float], int]:
    """Milliseconds of what was answered, and how many failed."""
    shares = [asked[number::ASKING] for number in range(ASKING)]

    def run(share: Sequence[str]) -> tuple[list[float], int]:
        asker, times, failed = Asker(port), [], 0
        for path in share:
            try:
                times.append(asker.ask(path))
            except (RuntimeError, OSError, http.client.HTTPException):
                asker, failed = Asker(port), failed + 1
        return times, failed

    with ThreadPoolExecutor(ASKING) as pool:
        results = list(pool.map(run, shares))
    return [each for times, _ in results for each in times], sum(failed for _, failed in results)


def main() -> None:
    """Fill, ask, print."""
    with filled(OFFERS) as installation, server("config.wsgi:application", os.environ, threads=4) as (pid, port):
        database = postmaster(installation.home / "postgres")
        asker, asked = Asker(port), paths()
        for path in islice(asked, 50):  # they only warm up
            asker.ask(path)
        before = cpu(pid), cpu(database)
        times = [asker.ask(path) for path in islice(asked, ALONE)]
        used = [1000 * (now - then) / ALONE for now, then in zip((cpu(pid), cpu(database)), before, strict=True)]
        print(f"One after another: p50 {late(times, 50):.1f} ms, p95 {late(times, 95):.1f} ms by the clock;")
        print(f"  {used[0]:.1f} + {used[1]:.1f} ms of processor time for each (pages, PostgreSQL)")
        _one_core(pid, database)
        began = time.perf_counter()
        times, failed = together(port, list(islice(asked, TOGETHER)))
        rate = len(times) / (time.perf_counter() - began)
        print(f"{ASKING} at once on one core: {rate:.0f} questions a second, {failed} failed,", end=" ")
        print(f"p95 {late(times, 95):.0f} ms")


def _one_core(*roots: int) -> None:
    """The server and the database on the first core, ourselves on the others."""
    cores = sorted(os.sched_getaffinity(0))
    for root in roots:
        for process in family(root):
            for task in Path(f"/proc/{process}/task").iterdir():
                os.sched_setaffinity(int(task.name), cores[:1])
    os.sched_setaffinity(0, cores[1:] or cores)


if __name__ == "__main__":
    main()
