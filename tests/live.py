# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The real server as a process of its own, with a database of its own, for browsers and for the SDK."""

import itertools
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from config.listening import listening
from config.postgres import APP, OWNER, Cluster

ROOT = Path(__file__).resolve().parent.parent
numbers = itertools.count(1)


@dataclass
class Live:
    """A running server. `url` is its origin, `environment` what command-line tools need to act on it."""

    url: str
    database: str
    blobs: Path
    log: Path
    environment: dict[str, str]
    process: subprocess.Popen[str]

    def sociallook(self, *arguments: str) -> str:
        """Run the command `sociallook` as the operator of this server; returns what it printed."""
        command = [sys.executable, "-m", "config.command_line", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)  # noqa: S603
        assert done.returncode == 0, done.stderr
        return done.stdout

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """End the server and return its exit code."""
        self.process.send_signal(how)
        return self.process.wait(15)


@contextmanager
def serving(
    cluster: Cluster,
    template: str,
    application: str = "config.asgi:application",
    extra: Mapping[str, str] | None = None,
) -> Iterator[Live]:
    """Start a server with a fresh copy of the migrated database; everything is gone afterwards."""
    database = f"live_{next(numbers)}"
    cluster.create_database(database, template)
    folder = Path(tempfile.mkdtemp(prefix="sociallook-live-"))
    bound = listening("127.0.0.1", 0)
    url = f"http://localhost:{bound.getsockname()[1]}"
    (folder / "temporary").mkdir()
    environment = os.environ | {
        "TMPDIR": str(folder / "temporary"),
        "SOCIALLOOK_ORIGIN": url,
        "SOCIALLOOK_BLOBS": str(folder / "blobs"),
        "DATABASE_URL": cluster.url(APP, database),
        "DATABASE_OWNER_URL": cluster.url(OWNER, database),
        **(extra or {}),
    }
    with bound, (folder / "log").open("w") as log:
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "tests.server", str(bound.fileno()), application],
            cwd=ROOT,
            env=environment,
            pass_fds=[bound.fileno()],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n", (folder / "log").read_text()
        try:
            yield Live(url, database, folder / "blobs", folder / "log", environment, process)
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait(15)
    cluster.drop_database(database)
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def live(postgres: Cluster, template: str) -> Iterator[Live]:
    """One server for all tests of a module; each test brings its own people."""
    with serving(postgres, template) as running:
        yield running
