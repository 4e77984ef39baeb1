# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""A backup can be restored, holds both halves, and does not outlive its fourteen days."""

import os
import subprocess
import time
from pathlib import Path

import psycopg
import pytest

from config.postgres import APP, OWNER, Cluster, programs

ROOT = Path(__file__).resolve().parents[2]


def run(script: str, argument: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    path = f"{programs()}:{os.environ['PATH']}"
    return subprocess.run(  # noqa: S603
        [str(ROOT / "ops" / script), str(argument)],
        env=os.environ | environment | {"PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def environment(postgres: Cluster, template: str, tmp_path: Path) -> dict[str, str]:
    for name in ("before", "after"):
        postgres.drop_database(name)
    postgres.create_database("before", template)
    postgres.create_database("after")
    blobs = tmp_path / "blobs"
    blobs.mkdir()
    (blobs / "sealed").write_bytes(b"\0noise\xff")
    return {
        "DATABASE_OWNER_URL": postgres.url(OWNER, "before"),
        "DATABASE_URL": postgres.url(APP, "before"),
        "SOCIALLOOK_BLOBS": str(blobs),
    }


def test_a_backup_can_be_restored(postgres: Cluster, environment: dict[str, str], tmp_path: Path) -> None:
    with psycopg.connect(environment["DATABASE_OWNER_URL"], autocommit=True) as connection:
        connection.execute("INSERT INTO institutions_invitation VALUES ('\\x01', 'Jobcenter', 'jobcenter', 1)")
    made = run("backup", tmp_path / "backups", environment)
    assert made.returncode == 0, made.stderr
    elsewhere = {
        "DATABASE_OWNER_URL": postgres.url(OWNER, "after"),
        "DATABASE_URL": postgres.url(APP, "after"),
        "SOCIALLOOK_BLOBS": str(tmp_path / "restored"),
    }
    restored = run("restore", Path(made.stdout.strip()), elsewhere)
    assert restored.returncode == 0, restored.stderr
    assert (tmp_path / "restored" / "sealed").read_bytes() == b"\0noise\xff"
    with psycopg.connect(elsewhere["DATABASE_URL"]) as application:
        found = application.execute("SELECT name FROM institutions_invitation").fetchall()
        assert found == [("Jobcenter",)]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            application.execute("DROP TABLE institutions_invitation")


def test_nothing_is_restored_over_what_is_there(environment: dict[str, str], tmp_path: Path) -> None:
    made = run("backup", tmp_path / "backups", environment)
    refused = run("restore", Path(made.stdout.strip()), environment)
    assert refused.returncode == 1
    assert "not empty" in refused.stderr


def test_a_backup_is_gone_after_fourteen_days_and_nothing_else_is(environment: dict[str, str], tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    for name, days in (("2026-01-01T000000Z", 15), ("2026-01-09T000000Z", 3), ("letters", 100)):
        (folder / name).mkdir(parents=True)
        moment = time.time() - days * 24 * 60 * 60
        os.utime(folder / name, (moment, moment))
    made = run("backup", folder, environment)
    kept = {path.name for path in folder.iterdir()}
    assert kept == {"2026-01-09T000000Z", "letters", Path(made.stdout.strip()).name}
