# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""`sociallook demo` as somebody meets it who has just cloned the repository."""

import json
import os
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sociallook_sdk import messaging
from sociallook_sdk.accounts import Me, sign_in
from sociallook_sdk.transport import HttpTransport

from config.installation import Installation
from config.listening import listening

ROOT = Path(__file__).resolve().parents[2]
ROLES = {
    "client",
    "second_client",
    "jobcenter_worker",
    "jobcenter_standin",
    "jobcenter_colleague",
    "jobcenter_admin",
    "jugendamt_worker",
    "stranger_worker",
    "operator",
}


def free_port() -> int:
    with listening("127.0.0.1", 0) as found:
        return int(found.getsockname()[1])


@contextmanager
def demo(data: Path, port: int, *options: str) -> Iterator[subprocess.Popen[str]]:
    """A running demo that has introduced its people."""
    command = [sys.executable, "-m", "config.command_line", "demo", "--data", str(data), "--port", str(port), *options]
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("SOCIALLOOK_", "DATABASE_"))}
    with subprocess.Popen(command, cwd=ROOT, env=clean, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        assert process.stdout is not None
        said = []
        for line in process.stdout:
            said.append(line)
            if line.startswith("Stop with"):
                break
        assert said, "the demo did not start"
        assert said[-1].startswith("Stop with"), "".join(said)
        try:
            yield process
        finally:
            if process.poll() is None:
                process.terminate()


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a demo that was started once, and whose people are there."""
    folder = tmp_path_factory.mktemp("demo")
    with demo(folder, free_port(), "--cast", str(folder / "cast.json")):
        pass
    return folder


@contextmanager
def person(data: Path, role: str, port: int) -> Iterator[Me]:
    """Somebody of the cast, signed in."""
    cast: list[dict[str, Any]] = json.loads((data / "cast.json").read_text())
    found = next(each for each in cast if each["role"] == role)
    with HttpTransport(f"http://localhost:{port}") as transport:
        yield sign_in(transport, found["login"], found["words"])


def test_the_cast_is_complete_and_for_nobody_else_to_read(data: Path) -> None:
    cast = json.loads((data / "cast.json").read_text())
    assert {each["role"] for each in cast} >= ROLES
    for each in cast:
        assert {"role", "institution", "login", "words", "url"} <= each.keys()
        assert each["role"] == "operator" or len(each["words"].split()) == 6
    for name in ("people.json", "cast.json", "secrets", "database-passwords"):
        assert stat.S_IMODE((data / name).stat().st_mode) == 0o600, name


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT], ids=lambda how: how.name)
def test_it_stops_within_six_seconds_with_a_stream_open_and_resumes(data: Path, how: signal.Signals) -> None:
    port = free_port()
    before = (data / "people.json").read_bytes()
    with demo(data, port) as process, person(data, "client", port) as me:
        opened = threading.Event()
        stream = threading.Thread(target=follow, args=(me, opened), daemon=True)
        stream.start()
        assert opened.wait(20)
        began = time.monotonic()
        process.send_signal(how)
        assert process.wait(6) == 0
        assert time.monotonic() - began < 6
        stream.join(5)
        assert not stream.is_alive()
    assert (data / "people.json").read_bytes() == before


def follow(me: Me, opened: threading.Event) -> None:
    """Hold a stream of live events until the server ends it in good order."""
    with me.transport._http.stream("GET", "/events") as answer:
        for _line in answer.iter_lines():
            opened.set()


def test_the_cast_names_the_port_of_this_start(data: Path) -> None:
    port = free_port()
    with demo(data, port, "--cast", str(data / "cast.json")):
        pass
    cast = json.loads((data / "cast.json").read_text())
    assert {each["url"].removesuffix("/anmelden") for each in cast} == {f"http://localhost:{port}"}
    assert stat.S_IMODE((data / "cast.json").stat().st_mode) == 0o600


def test_kill_9_loses_nothing_that_was_acknowledged(data: Path) -> None:
    port = free_port()
    with demo(data, port) as process, person(data, "client", port) as me:
        thread = messaging.threads(me)[0]
        messaging.write(thread, "Das steht auch nach dem Absturz noch da.")
        process.kill()
    with demo(data, port), person(data, "client", port) as me:
        again = next(each for each in messaging.threads(me) if each.id == thread.id)
        assert messaging.messages(again)[-1].text == "Das steht auch nach dem Absturz noch da."


def test_a_second_demo_on_the_same_data_says_so(data: Path) -> None:
    with demo(data, free_port()):
        second = sociallook("demo", "--data", str(data), "--port", str(free_port()))
    assert second.returncode == 1
    assert "already uses the data" in second.stderr


def test_a_port_in_use_is_named(data: Path) -> None:
    with listening("127.0.0.1", 0) as taken:
        taken.listen()
        number = taken.getsockname()[1]
        refused = sociallook("demo", "--data", str(data), "--port", str(number))
    assert refused.returncode == 1
    assert f"Port {number} cannot be used" in refused.stderr


def test_a_cast_that_cannot_be_written_is_named_before_anything_starts(tmp_path: Path) -> None:
    refused = sociallook("demo", "--data", str(tmp_path), "--cast", str(tmp_path / "missing" / "cast.json"))
    assert refused.returncode == 1
    assert "cast.json cannot be written" in refused.stderr


def test_fresh_removes_its_own_data_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "people.json").write_text("[]")
    (tmp_path / "letter.txt").write_text("mine")
    Installation(tmp_path, "http://localhost:1").clear()
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_production_refuses_to_start_without_secrets_or_with_those_of_a_demo(data: Path) -> None:
    nothing = sociallook("serve")
    assert nothing.returncode == 1
    for name in ("SECRET_KEY", "VERIFIER_KEY", "VAPID_PRIVATE_KEY", "VAPID_CONTACT", "ORIGIN", "BLOBS"):
        assert f"SOCIALLOOK_{name} is missing" in nothing.stderr, name
    assert "DATABASE_URL is missing" in nothing.stderr
    secrets = dict(line.split("=", 1) for line in (data / "secrets").read_text().splitlines())
    rest = {
        "SOCIALLOOK_VAPID_CONTACT": "mailto:it@example.org",
        "SOCIALLOOK_ORIGIN": "http://example.org",
        "SOCIALLOOK_BLOBS": "/nonexistent",
        "DATABASE_URL": "postgresql://app@localhost/sociallook",
    }
    marked = sociallook("serve", **secrets, **rest)
    assert marked.returncode == 1
    for name in secrets:
        assert f"{name} is a demo key" in marked.stderr
    assert "must begin with https://" in marked.stderr


def test_fresh_secrets_are_accepted_by_production() -> None:
    printed = sociallook("secrets")
    secrets = dict(line.split("=", 1) for line in printed.stdout.splitlines())
    refused = sociallook("serve", **secrets)
    assert not [name for name in secrets if name in refused.stderr]


def sociallook(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("SOCIALLOOK_", "DATABASE_"))}
    return subprocess.run(  # noqa: S603
        [sys.executable, "-m", "config.command_line", *arguments],
        cwd=ROOT,
        env=clean | variables,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
