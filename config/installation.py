# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""A whole installation in one folder: a database of its own, blobs and secrets. For demos and for trying things out."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from config.environment import DEMO_MARK
from config.postgres import APP, OWNER, Cluster, only_one
from config.secrets import fresh

DATABASE = "sociallook"
CONTACT = "mailto:nobody@example.org"
OURS = ("postgres", "postgres.log", "database-passwords", "secrets", "blobs", "people.json")
"""All that an installation may have put into its folder, and hence all that `clear` may remove."""


def usual_folder() -> Path:
    """Where a user's data belong (XDG Base Directory Specification)."""
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "sociallook"


@dataclass(frozen=True)
class Installation:
    home: Path
    origin: str

    @property
    def people(self) -> Path:
        """The demo people with login names and words. It exists only when all demo data are complete."""
        return self.home / "people.json"

    def clear(self) -> None:
        """Remove all data, and nothing else that may lie in the folder."""
        for name in OURS:
            path = self.home / name
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)

    @contextmanager
    def running(self, *, fresh: bool = False) -> Iterator[Cluster]:
        """Start the database, set the environment of this process, bring the tables up to date."""
        with only_one(self.home):
            if fresh:
                self.clear()
            with Cluster(self.home).running() as cluster:
                self._prepare(cluster)
                yield cluster

    def _prepare(self, cluster: Cluster) -> None:
        if not self.people.exists() and cluster.has_database(DATABASE):
            cluster.drop_database(DATABASE)  # the demo data were not finished: begin again
        if not cluster.has_database(DATABASE):
            cluster.create_database(DATABASE)
        os.environ.update(self.environment(cluster))
        from config.database import migrate  # noqa: PLC0415 - Django reads the environment once

        migrate(verbosity=0)

    def environment(self, cluster: Cluster) -> dict[str, str]:
        """What a process needs to work with this installation."""
        return self._secrets() | {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "SOCIALLOOK_MODE": "demo",
            "SOCIALLOOK_LOG_LEVEL": os.environ.get("SOCIALLOOK_LOG_LEVEL", "WARNING"),
            "SOCIALLOOK_ORIGIN": self.origin,
            "SOCIALLOOK_VAPID_CONTACT": CONTACT,
            "SOCIALLOOK_BLOBS": str(self.home / "blobs"),
            "DATABASE_URL": cluster.url(APP, DATABASE),
            "DATABASE_OWNER_URL": cluster.url(OWNER, DATABASE),
        }

    def _secrets(self) -> dict[str, str]:
        """Made once, so that sign-ins survive a restart; marked, so that production refuses them."""
        file = self.home / "secrets"
        if not file.exists():
            text = "\n".join(f"{name}={value}" for name, value in fresh(DEMO_MARK).items())
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as opened:
                opened.write(text)
        return dict(line.split("=", 1) for line in file.read_text().splitlines())
