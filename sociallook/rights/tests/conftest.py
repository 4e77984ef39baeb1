# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The town is built once for each file of tests; what a test does in it is undone afterwards."""

from collections.abc import Iterator

import pytest
from django.db import connection, connections
from django.test import TransactionTestCase
from pytest_django import DjangoDbBlocker

from sociallook.rights.tests.world import Town


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Town]:  # noqa: ARG001
    """The town as it stands before each test of a file."""
    with django_db_blocker.unblock():
        yield Town.build()
        connections.close_all()
        TransactionTestCase._fixture_teardown(None)  # type: ignore[attr-defined]


@pytest.fixture
def town(built: Town, db: None) -> Iterator[Town]:  # noqa: ARG001
    """The town, in a transaction that is rolled back."""
    institutions = {team.institution.fingerprint: team.institution for team in built.teams}.values()
    stood = [(each, len(each.entries), each.sent) for each in institutions]
    yield built
    for institution, entries, sent in stood:
        del institution.entries[entries:]
        institution.sent = sent


@pytest.fixture
def sql(db: None) -> Iterator[object]:  # noqa: ARG001
    """A cursor of the application's role, with nobody as actor."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.actor', '', true), set_config('app.now', '', true)")
        yield cursor
