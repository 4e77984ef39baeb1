# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""`sociallook ask`: the directory's answer on the command line, with or without a server.

Offers come from the database that DATABASE_URL names, or from the user's demo, running or not; on a machine that has
neither, from the fictional offers in a small database of our own, made the first time.
"""

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import psycopg

from config.environment import DEMO_MARK
from config.installation import DATABASE, Installation, usual_folder
from config.postgres import APP, Cluster, PostgresError, only_one
from config.secrets import fresh

OWN = Path(__file__).resolve().parent.parent / "build" / "ask"
PATIENCE = 30
"""Seconds to wait for another `ask` that uses the same folder."""
NOWHERE = {
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "SOCIALLOOK_MODE": "demo",
    "SOCIALLOOK_LOG_LEVEL": "ERROR",
    "SOCIALLOOK_ORIGIN": "http://localhost:8800",
    "SOCIALLOOK_VAPID_CONTACT": "mailto:nobody@example.org",
    "DATABASE_URL": "postgresql:///none?host=/nonexistent",
}


def ask(question: str, place: str, *, as_json: bool) -> None:
    """Answer one question, or with "-" one in each line of standard input. Never fails because of a database."""
    with ExitStack() as stack:
        with_offers = _offers(stack)
        for name, value in (NOWHERE | fresh(DEMO_MARK)).items():
            os.environ.setdefault(name, value)
        import django  # noqa: PLC0415 - reads the environment once

        django.setup()
        from sociallook.directory.command_line import Answers, in_words  # noqa: PLC0415

        answers = Answers(place, with_offers=with_offers)
        for line in _lines() if question == "-" else [question]:
            answer = answers.answer(line)
            print(json.dumps(answer, ensure_ascii=False) if as_json else "\n".join(in_words(answer)), flush=True)


def _lines() -> Iterator[str]:
    """One question in each line, also in an empty one. Bytes that are not UTF-8 do no harm."""
    for line in sys.stdin.buffer:
        yield line.removesuffix(b"\n").removesuffix(b"\r").decode("utf-8", errors="replace")


def _offers(stack: ExitStack) -> bool:
    """See to it that the environment names a database, and say whether one was found."""
    if os.environ.get("DATABASE_URL"):
        return True
    demo = Installation(usual_folder(), NOWHERE["SOCIALLOOK_ORIGIN"])
    try:
        if demo.people.exists() and _runs(demo):
            os.environ.update(demo.environment(Cluster(demo.home)))
        elif demo.people.exists():
            stack.enter_context(demo.running())
        else:
            stack.enter_context(_own())
    except (PostgresError, OSError, psycopg.Error) as trouble:
        print(f"There is no database, so there are no offers. {trouble}", file=sys.stderr)
        return False
    return True


def _runs(demo: Installation) -> bool:
    with suppress(psycopg.OperationalError), psycopg.connect(Cluster(demo.home).url(APP, DATABASE)):
        return True
    return False


@contextmanager
def _own() -> Iterator[None]:
    """A database with the fictional offers and nothing else."""
    installation = Installation(OWN, NOWHERE["SOCIALLOOK_ORIGIN"])
    with _turn(OWN), Cluster(OWN, durable=False).running() as cluster:
        os.environ.update(installation.environment(cluster))
        if not cluster.has_database(DATABASE):
            cluster.create_database(DATABASE)
        from config.database import migrate  # noqa: PLC0415 - Django reads the environment once

        migrate(verbosity=0)
        from django.utils import timezone  # noqa: PLC0415

        from sociallook.directory import demo  # noqa: PLC0415

        demo.bring_in(timezone.localdate())
        yield


@contextmanager
def _turn(home: Path) -> Iterator[None]:
    """Wait until no other `ask` uses the folder."""
    deadline = time.monotonic() + PATIENCE
    with ExitStack() as held:
        while True:
            try:
                held.enter_context(only_one(home))
                break
            except PostgresError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)
        yield
