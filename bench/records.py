# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Records and documents through the door: processor time of server and PostgreSQL together.

    .venv/bin/python -m bench.records [--records 2000]

Everything happens in this run on this machine, so the ratio to the plain Django view (bench/plain.py) means something
elsewhere too. The bytes are random instead of sealed: the server cannot tell.
"""

import argparse
import json
import os
import secrets
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.machine import Caller, cpu, memory, postmaster, server
from config.installation import Installation
from config.postgres import OWNER, Cluster

WRITERS = 4


@dataclass
class Cost:
    """What one kind of call cost."""

    name: str
    calls: int
    server: float
    postgres: float
    times: list[float]

    @property
    def each(self) -> float:
        """Milliseconds of processor time of a call."""
        return 1000 * (self.server + self.postgres) / self.calls

    def __str__(self) -> str:
        middle = statistics.median(self.times) * 1000
        late = statistics.quantiles(self.times, n=100)[98] * 1000
        parts = f"server {1000 * self.server / self.calls:.2f} + PostgreSQL {1000 * self.postgres / self.calls:.2f}"
        return f"{self.name:<44} {self.each:8.2f} ms CPU ({parts}), answer p50 {middle:.1f} p99 {late:.1f} ms"


class Meter:
    """Measures calls against one server and one PostgreSQL."""

    def __init__(self, server_pid: int, postgres_pid: int) -> None:
        self.pids = server_pid, postgres_pid

    def measure(self, name: str, calls: list[Callable[[], None]], repeat: int) -> Cost:
        """Each of `calls` in a thread of its own, `repeat` times."""
        times: list[float] = []

        def run(call: Callable[[], None]) -> None:
            for _ in range(repeat):
                began = time.perf_counter()
                call()
                times.append(time.perf_counter() - began)

        threads = [threading.Thread(target=run, args=(call,)) for call in calls]
        before = [cpu(pid) for pid in self.pids]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        used = [cpu(pid) - start for pid, start in zip(self.pids, before, strict=True)]
        return Cost(name, len(times), used[0], used[1], times)


# --- Writers ---


class Writer:
    """Somebody who appends to a space of their own; every record names the one before."""

    def __init__(self, port: int, cookies: dict[str, str], stands: "Stands") -> None:
        self.call = Caller(port, cookies, X_Sociallook="1", Content_Type="application/json")
        self.stands = stands

    def append(self) -> None:
        """One sealed 1 KiB record: 2,048 bytes padded, as the protocol pads it."""
        status, body = self.call("POST", f"/api/v1/spaces/{self.stands.space}/records", self.stands.next())
        if status != 201:
            raise RuntimeError(body)


@dataclass
class Stands:
    """Where a space stands, and the next record on top of it."""

    vault: str
    space: str
    epoch: bytes
    prev: bytes
    verb: str = "write"
    role: str = "owner"

    def next(self, size: int = 2048) -> bytes:
        """The body of the next call."""
        from sociallook_protocol.encoding import b64u  # noqa: PLC0415
        from sociallook_protocol.formats import RecordHeader, encode  # noqa: PLC0415

        header = encode(
            "record-header",
            {
                "vault": self.vault,
                "space": self.space,
                "epoch": self.epoch,
                "record": str(uuid.uuid4()),
                "version": 1,
                "verb": self.verb,
                "role": self.role,
                "prev": self.prev,
            },
        )
        sealed = secrets.token_bytes(size + 80)
        self.prev = RecordHeader.read(header).hash(sealed)
        return json.dumps({"header": b64u(header), "sealed": b64u(sealed), "blobs": []}).encode()


def cookies_of(person: Any) -> dict[str, str]:
    """Of a person of the tests, who signed in through Django's own client."""
    return {name: morsel.value for name, morsel in person.browser.cookies.items()}


# --- What is measured ---


def append(meter: Meter, port: int, town: Any, repeat: int) -> Cost:
    """Accept one record, 4 writers on 4 spaces: two by the client, two by the worker."""
    from sociallook.rights.tests import world  # noqa: PLC0415

    writers = []
    for number in range(WRITERS):
        space = town.thread()
        ground = world.ground(town.client, space)
        person, role = ((town.client, "owner"), (town.worker, "helper"))[number % 2]
        stands = Stands(ground.view.vault, space, ground.before.hash, ground.tail, role=role)
        writers.append(Writer(port, cookies_of(person), stands))
    for writer in writers:
        writer.append()
    return meter.measure("append one record (4 writers)", [writer.append for writer in writers], repeat)


def reading(meter: Meter, port: int, town: Any, repeat: int) -> Iterator[Cost]:
    """Refusals, pages of 50 and of 1,000 records."""
    from sociallook.rights.tests import world  # noqa: PLC0415

    space = town.thread()
    ground = world.ground(town.client, space)
    stands = Stands(ground.view.vault, space, ground.before.hash, ground.tail)
    writer = Writer(port, cookies_of(town.client), stands)
    for _ in range(1000):
        writer.append()
    refused = f"/api/v1/spaces/{space}/records"
    yield meter.measure("refused reading", [getter(port, town.colleague, refused, 404)], repeat)
    refused_post = Caller(port, cookies_of(town.colleague), X_Sociallook="1", Content_Type="application/json")

    def post() -> None:
        if refused_post("POST", refused, stands_of_nobody)[0] != 404:
            raise RuntimeError("not refused")

    stands_of_nobody = Stands(ground.view.vault, space, ground.before.hash, ground.tail, role="helper").next()
    yield meter.measure("refused writing", [post], repeat)
    yield meter.measure("bundle", [getter(port, town.worker, f"/api/v1/spaces/{space}", 200)], repeat // 4)
    yield meter.measure("list of spaces", [getter(port, town.worker, "/api/v1/spaces", 200)], repeat // 2)
    page = f"/api/v1/spaces/{space}/records?before=900&limit=50"
    yield meter.measure("list 50 records", [getter(port, town.worker, page, 200)], repeat)
    whole = f"/api/v1/spaces/{space}/records?limit=1000"
    yield meter.measure("fetch 1,000 records", [getter(port, town.worker, whole, 200)], max(repeat // 20, 10))


def getter(port: int, person: Any, path: str, status: int) -> Callable[[], None]:
    """A call that must be answered with this status."""
    call = Caller(port, cookies_of(person))

    def get() -> None:
        found, body = call("GET", path)
        if found != status:
            raise RuntimeError(body)

    return get


def documents(meter: Meter, port: int, town: Any, repeat: int) -> Iterator[Cost]:
    """Upload and download of 10 MiB in parts."""
    from sociallook.rights.tests import world  # noqa: PLC0415

    space = town.thread([world.giving(town.team_a.subject, ["add", "read"])], area="documents")
    ground = world.ground(town.client, space)
    stands = Stands(ground.view.vault, space, ground.before.hash, ground.tail, verb="add", role="helper")
    data = secrets.token_bytes(1 << 20)
    size = 10 << 20
    call = Caller(port, cookies_of(town.worker), X_Sociallook="1", Content_Type="application/json")
    uploaded: list[str] = []

    def upload() -> None:
        blob = str(uuid.uuid4())
        base = f"/api/v1/spaces/{space}/blobs"
        expect(call("POST", base, json.dumps({"blob": blob, "size": size}).encode()), 201)
        for number in range(10):
            expect(call("PUT", f"{base}/{blob}/parts/{number}", data), 204)
        uploaded.append(blob)

    upload()
    before = memory(meter.pids[0])
    yield meter.measure("upload 10 MiB", [upload], repeat)
    body = json.loads(stands.next()) | {"blobs": [uploaded[0]]}
    expect(call("POST", f"/api/v1/spaces/{space}/records", json.dumps(body).encode()), 201)
    yield meter.measure(
        "download 10 MiB", [getter(port, town.client, f"/api/v1/spaces/{space}/blobs/{uploaded[0]}", 200)], repeat
    )
    print(f"{'growth of server memory':<44} {(memory(meter.pids[0]) - before) / (1 << 20):8.2f} MiB")


def expect(answer: tuple[int, bytes], status: int) -> None:
    """The answer must have this status."""
    if answer[0] != status:
        raise RuntimeError(answer)


def plain(cluster: Cluster, postgres: int, repeat: int) -> Cost:
    """The yardstick."""
    cluster.create_database("plain")
    environment = {**os.environ, "DATABASE_URL": cluster.url(OWNER, "plain")}
    subprocess.run([sys.executable, "-m", "bench.plain"], env=environment, check=True)
    with server("bench.plain:application", environment, WRITERS) as (pid, port):
        calls = [plain_writer(port) for _ in range(WRITERS)]
        for call in calls:
            call()
        return Meter(pid, postgres).measure("plain Django view (4 writers)", calls, repeat)


def plain_writer(port: int) -> Callable[[], None]:
    """Somebody signed in at the plain view."""
    import http.client  # noqa: PLC0415
    from base64 import urlsafe_b64encode  # noqa: PLC0415
    from http.cookies import SimpleCookie  # noqa: PLC0415

    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", "/sign-in")
    answer = connection.getresponse()
    token = answer.read().decode()
    jar = SimpleCookie()
    for value in answer.headers.get_all("Set-Cookie") or []:
        jar.load(value)
    call = Caller(port, {name: m.value for name, m in jar.items()}, X_CSRFToken=token, Content_Type="application/json")
    space = str(uuid.uuid4())

    def post() -> None:
        sealed = urlsafe_b64encode(secrets.token_bytes(2048 + 80)).decode()
        expect(call("POST", "/", json.dumps({"space": space, "sealed": sealed}).encode()), 201)

    return post


@contextmanager
def installed(home: Path) -> Iterator[Cluster]:
    """A durable installation of its own, and Django set up for this process too."""
    os.environ["SOCIALLOOK_LOG_LEVEL"] = "WARNING"
    with Installation(home, "http://127.0.0.1:8000").running() as cluster:
        import django  # noqa: PLC0415
        from django.conf import settings  # noqa: PLC0415

        django.setup()
        settings.ALLOWED_HOSTS.append("testserver")
        yield cluster


def main() -> None:
    """Run everything and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=2000, help="records appended by all writers together")
    given = parser.parse_args()
    repeat = given.records // WRITERS
    with tempfile.TemporaryDirectory(prefix="sociallook-bench-") as folder, installed(Path(folder)) as cluster:
        from sociallook.rights.tests.world import Town  # noqa: PLC0415

        postgres = postmaster(cluster.data)
        town = Town.build()
        with server("config.wsgi:application", threads=WRITERS) as (pid, port):
            meter = Meter(pid, postgres)
            ours = append(meter, port, town, repeat)
            print(ours)
            for cost in (*reading(meter, port, town, 200), *documents(meter, port, town, 20)):
                print(cost)
        yardstick = plain(cluster, postgres, repeat)
        print(yardstick)
        print(f"{'append / plain Django view':<44} {ours.each / yardstick.each:8.2f}")


if __name__ == "__main__":
    main()
