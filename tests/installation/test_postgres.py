# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Our own PostgreSQL: closed to others, ends with us, survives being killed, with the programs of two releases."""

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from config.postgres import APP, OWNER, SUPERUSER, Cluster, PostgresError, only_one, programs
from tests.browsers import program

ROOT = Path(__file__).resolve().parents[2]


def until(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.02)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path


def test_a_cluster_starts_again_on_its_data(home: Path) -> None:
    for _start in range(2):
        with Cluster(home, durable=False).running() as cluster:
            if not cluster.has_database("town"):
                cluster.create_database("town")
            with psycopg.connect(cluster.url(OWNER, "town")) as connection:
                connection.execute("CREATE TABLE IF NOT EXISTS street (name text)")
                found = connection.execute("SELECT datcollate FROM pg_database WHERE datname = 'town'").fetchone()
                assert found == ("C.UTF-8",)


def test_debians_postgresql_will_do_too() -> None:
    """Migrations, row-level security and the door on another release than the packaged one."""
    folder = Path(program("postgres")).parent
    assert folder != programs()
    tables = ["sociallook/rights/tests/test_table.py", "-k", "granted or revoked"]
    command = [sys.executable, "-m", "pytest", "--quiet", "-p", "no:cacheprovider", *tables]
    environment = os.environ | {"SOCIALLOOK_POSTGRES_BIN": str(folder)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stdout
    assert " passed" in done.stdout


def test_nobody_else_gets_in(home: Path) -> None:
    with Cluster(home, durable=False).running() as cluster:
        assert stat.S_IMODE(cluster.socket_folder.stat().st_mode) == 0o700
        assert stat.S_IMODE((home / "database-passwords").stat().st_mode) == 0o600
        for role in (SUPERUSER, OWNER, APP):
            wrong = cluster.url(role, "postgres").replace(cluster.passwords[role], "guessed")
            with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
                psycopg.connect(wrong)
        with psycopg.connect(cluster.url(SUPERUSER, "postgres")) as connection:
            assert connection.execute("SHOW listen_addresses").fetchone() == ("",)


def test_a_long_path_does_not_break_the_socket(home: Path) -> None:
    deep = home / ("a" * 60) / ("b" * 60) / ("c" * 60)
    with Cluster(deep, durable=False).running() as cluster, psycopg.connect(cluster.url(APP, "postgres")) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_folder_serves_one_process_at_a_time(home: Path) -> None:
    with only_one(home), pytest.raises(PostgresError, match="already uses"), only_one(home):
        pass
    with only_one(home):
        pass


WRITER = """
import sys, psycopg, os
from pathlib import Path
from config.postgres import OWNER, Cluster
with Cluster(Path(sys.argv[1])).running() as cluster:
    if not cluster.has_database("town"):
        cluster.create_database("town")
    with psycopg.connect(cluster.url(OWNER, "town"), autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS letter (number bigint)")
        for number in range(1_000_000):
            connection.execute("INSERT INTO letter VALUES (%s)", [number])
            print(number, flush=True)
"""


@pytest.mark.parametrize("leave_orphan", [False, True], ids=["ends with its parent", "outlives its parent"])
def test_what_was_acknowledged_survives_kill_9(home: Path, leave_orphan: bool) -> None:
    environment = os.environ | ({"PATH": "/nonexistent"} if leave_orphan and os.geteuid() != 0 else {})
    writer = subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", WRITER, str(home)], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )
    with writer:
        assert writer.stdout is not None
        lines = [writer.stdout.readline() for _ in range(200)]
        server = int((home / "postgres/postmaster.pid").read_text().split("\n", 1)[0])
        if leave_orphan:
            os.kill(server, signal.SIGSTOP)  # it cannot hear that its parent is gone
        writer.kill()
        lines += writer.stdout.readlines()
    acknowledged = int([line for line in lines if line.endswith("\n")][-1])
    if leave_orphan:
        os.kill(server, signal.SIGCONT)
        os.kill(server, signal.SIGKILL)
    until(lambda: not alive(server))
    with Cluster(home).running() as cluster, psycopg.connect(cluster.url(OWNER, "town")) as connection:
        assert connection.execute("SELECT max(number) >= %s FROM letter", [acknowledged]).fetchone() == (True,)


def alive(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and ") Z " not in status.read_text()


def test_a_server_left_behind_is_ended_before_the_next_one_starts(home: Path) -> None:
    script = WRITER.replace("for number in range(1_000_000):", "for number in range(1):").replace(
        "print(number, flush=True)", "print(number, flush=True); os._exit(9)"
    )
    left = subprocess.run(  # noqa: S603
        [sys.executable, "-c", f"import shutil; shutil.which = lambda name: None\n{script}", str(home)],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if os.geteuid() == 0:
        assert b"refuses root" in left.stderr
        return
    server = int((home / "postgres/postmaster.pid").read_text().split("\n", 1)[0])
    assert alive(server)
    with Cluster(home).running():
        assert not alive(server)
