# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The application's role can do its work and nothing more."""

import pytest
from django.db import ProgrammingError, connection
from django.test import Client


@pytest.mark.django_db
def test_health_is_answered_from_the_database() -> None:
    answer = Client(headers={"host": "localhost"}).get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok"}


@pytest.mark.django_db
def test_the_application_is_bound_by_row_level_security() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False, False)
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement", ["CREATE TABLE mine (id int)", "TRUNCATE procrastinate_jobs CASCADE", "DROP TABLE procrastinate_jobs"]
)
def test_the_application_cannot_change_the_shape_of_the_data(statement: str) -> None:
    with connection.cursor() as cursor, pytest.raises(ProgrammingError):
        cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_what_one_test_commits_is_gone_in_the_next() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_workers")
        assert cursor.fetchone() == (0,)
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")


test_what_one_test_commits_is_gone_in_the_next_again = test_what_one_test_commits_is_gone_in_the_next
