# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The programs of Debian that tests need, and what is skipped without them. Root installs what is missing."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAMS = {
    "chromium": ("chromium", "all journeys through Chromium"),
    "firefox-esr": ("firefox-esr", "all journeys through Firefox"),
    "postgres": ("postgresql", "a PostgreSQL of another release than the packaged one"),
}
"""Program → its package in Debian, and what it is for."""


QUIET = [
    "--no-sandbox",  # tests may run as root, where Chromium's sandbox refuses to start
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def found(name: str) -> str | None:
    """Where a program lies, if it is there; Debian keeps those of PostgreSQL out of the search path."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return shutil.which(name) or shutil.which(name, path=os.pathsep.join(map(str, folders)))


def program(name: str) -> str:
    """The path of a program. Without it the test is skipped, or fails where nothing may be skipped."""
    path = found(name)
    if path:
        return path
    if os.environ.get("CI"):
        pytest.fail(f"{name} is missing, and CI is set.")
    pytest.skip(f"{name} is missing.")


def main() -> None:
    missing = [program for program in PROGRAMS if not found(program)]
    if not missing:
        return
    packages = [PROGRAMS[program][0] for program in missing]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        _install(packages)
        missing = [program for program in missing if not found(program)]
    for program in missing:
        package, purpose = PROGRAMS[program]
        print(f"Missing: {program} (Debian package {package}). Skipped: {purpose}.")
    if missing and os.environ.get("CI"):
        sys.exit("Nothing may be skipped when CI is set.")


def _install(packages: list[str]) -> None:
    print(f"Installing Debian packages for the tests: {' '.join(packages)} …", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
        subprocess.run(  # noqa: S603
            ["apt-get", "-qq", *command],  # noqa: S607
            env=environment,
            stdout=subprocess.DEVNULL,
            check=False,
        )


if __name__ == "__main__":
    main()
