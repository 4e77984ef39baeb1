# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""What every test can ask for: a PostgreSQL of its own.

The tests connect as the application's role, so that row-level security and missing rights show here first.
"""

import asyncio
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.cache import cache
from django.db import connections
from django.test import TransactionTestCase
from psycopg import sql
from pytest_django import DjangoDbBlocker

from config.environment import database
from config.postgres import APP, OWNER, Cluster
from tests.browsers import QUIET, program

pytest_plugins = ["tests.live", "tests.browse", "tests.musterstadt"]


def pytest_itemcollected(item: pytest.Item) -> None:
    """Before any other fixture: Django keeps one connection where a loop runs and another one where none does.

    A test whose transaction was begun on the one would write through the other, and nothing would be rolled back.
    """
    if isinstance(item, pytest.Function):
        item.fixturenames.insert(0, "no_loop_of_a_browser")


@pytest.fixture
def no_loop_of_a_browser(request: pytest.FixtureRequest) -> Iterator[None]:
    """Playwright keeps a loop running in this thread once it was used; tests without a browser know nothing of it."""
    loop = asyncio._get_running_loop()  # noqa: SLF001 - there is no public way
    if loop is None or "playwright" in request.fixturenames:
        yield
        return
    asyncio._set_running_loop(None)  # noqa: SLF001
    yield
    asyncio._set_running_loop(loop)  # noqa: SLF001


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """What was kept for speed in one test says nothing in the next."""
    cache.clear()


TEMPLATE = "sociallook_template"
"""A migrated, empty database from which tests copy theirs."""


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A running PostgreSQL that holds the migrated template; gone with all data after the run."""
    home = Path(tempfile.mkdtemp(prefix="sociallook-test-"))
    with Cluster(home, durable=False).running() as cluster:
        yield cluster
    shutil.rmtree(home)


def _point_django_at(cluster: Cluster, name: str) -> None:
    for alias, role in (("default", APP), ("owner", OWNER)):
        found = database(cluster.url(role, name))
        connections[alias].settings_dict.update(
            {key: found[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")}
        )


@pytest.fixture(scope="session")
def template(postgres: Cluster, django_db_blocker: DjangoDbBlocker) -> str:
    """The name of the migrated database; no connection to it stays open."""
    from config.database import migrate  # noqa: PLC0415

    postgres.create_database(TEMPLATE)
    _point_django_at(postgres, TEMPLATE)
    with django_db_blocker.unblock():
        migrate(verbosity=0)
        connections.close_all()
    return TEMPLATE


@pytest.fixture(scope="session")
def django_db_setup(postgres: Cluster, template: str) -> Iterator[None]:
    """Takes the place of pytest-django's own: same purpose, but two roles."""
    postgres.create_database("sociallook_test", template)
    _point_django_at(postgres, "sociallook_test")
    yield
    connections.close_all()
    connections["default"].close_pool()


def _empty_all_tables(_test: TransactionTestCase) -> None:
    """Django would truncate as the application, which has no right to. The owner does it."""
    owner = connections["owner"].settings_dict
    with psycopg.connect(
        dbname=owner["NAME"], user=owner["USER"], password=owner["PASSWORD"], host=owner["HOST"]
    ) as connection:
        tables = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'django_migrations'"
        ).fetchall()
        names = sql.SQL(", ").join(sql.Identifier(name) for (name,) in tables)
        connection.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(names))


TransactionTestCase._fixture_teardown = _empty_all_tables  # type: ignore[method-assign]  # noqa: SLF001


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Playwright drives Debian's Chromium; it downloads nothing."""
    return {"executable_path": program("chromium"), "args": QUIET}
