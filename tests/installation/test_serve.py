# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The servers of a production installation: pages, live events, worker."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psycopg
import pytest

from config.listening import listening
from config.postgres import APP, OWNER, Cluster
from config.secrets import fresh

ROOT = Path(__file__).resolve().parents[2]
DATABASE = "production"


@pytest.fixture
def production(postgres: Cluster, template: str, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a complete installation; the owner's password is not part of it."""
    postgres.create_database(DATABASE, template)
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("SOCIALLOOK_", "DATABASE_"))}
    operator = {
        name: f"{name.lower()}, made up"
        for name in (
            *("NAME", "REPRESENTED_BY", "VISIT", "LETTER", "PHONE", "EMAIL"),
            *("PRIVACY_OFFICER", "SUPERVISION", "HOSTING"),
        )
    }
    yield {
        **clean,
        **fresh(),
        **{f"SOCIALLOOK_OPERATOR_{name}": value for name, value in operator.items()},
        "SOCIALLOOK_ORIGIN": "https://helfen.example.org",
        "SOCIALLOOK_VAPID_CONTACT": "mailto:it@example.org",
        "SOCIALLOOK_BLOBS": str(tmp_path / "blobs"),
        "DATABASE_URL": postgres.url(APP, DATABASE),
    }
    postgres.drop_database(DATABASE)


def start(environment: dict[str, str], *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "config.command_line", *arguments], cwd=ROOT, env=environment
    )


def until(condition: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.05)


def answers(url: str) -> bool:
    try:
        httpx.get(url)
    except httpx.TransportError:
        return False
    return True


def two_free_ports() -> int:
    """A port that is free together with the next one."""
    while True:
        with listening("127.0.0.1", 0) as first:
            port = int(first.getsockname()[1])
            try:
                listening("127.0.0.1", port + 1).close()
            except OSError:
                continue
            return port


def test_pages_and_events_are_served_and_stop_when_told(production: dict[str, str]) -> None:
    port = two_free_ports()
    with start(production, "serve", "--port", str(port), "--processes", "1") as server:
        pages, events = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{port + 1}"
        until(lambda: answers(f"{pages}/healthz") and answers(f"{events}/api/v1/events"))
        page = httpx.get(f"{pages}/", headers={"x-forwarded-proto": "https"})
        assert page.status_code == 200
        assert page.headers["strict-transport-security"].startswith("max-age=63072000")
        assert "Vorführung" not in page.text
        assert httpx.get(f"{events}/api/v1/events").status_code == 401
        server.send_signal(signal.SIGTERM)
        assert server.wait(10) == 0


def test_when_one_server_ends_the_other_does_not_go_on_alone(production: dict[str, str]) -> None:
    port = two_free_ports()
    with (
        listening("127.0.0.1", port + 1) as taken,
        start(production, "serve", "--port", str(port), "--processes", "1") as server,
    ):
        taken.listen()
        assert server.wait(60) == 1


def test_a_worker_takes_jobs_and_stops_when_told(production: dict[str, str], postgres: Cluster) -> None:
    with start(production, "worker") as worker, psycopg.connect(postgres.url(OWNER, DATABASE), autocommit=True) as look:

        def at_work() -> bool:
            found = look.execute("SELECT count(*) FROM procrastinate_workers").fetchone()
            return found is not None and found[0] == 1

        until(at_work)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(10) == 0


def test_the_app_role_is_enough_to_serve_but_not_to_migrate(production: dict[str, str]) -> None:
    refused = subprocess.run(
        [sys.executable, "-m", "config.command_line", "migrate"],
        cwd=ROOT,
        env=production,
        capture_output=True,
        text=True,
        check=False,
    )
    assert refused.returncode == 1
    assert refused.stderr.startswith("DATABASE_OWNER_URL is missing")


def test_an_operator_who_has_not_said_who_they_are_is_stopped(production: dict[str, str]) -> None:
    del production["SOCIALLOOK_OPERATOR_NAME"]
    with start(production, "serve") as server:
        assert server.wait(60) == 1
