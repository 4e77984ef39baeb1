# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Migrations run as the owner role; the application may only read and write rows.

The application's role is never superuser and owns nothing, so that row-level security binds it.
"""

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from psycopg import sql


def migrate(verbosity: int = 1) -> None:
    """Run all migrations with the alias `owner`."""
    django.setup()
    _give_rights_to_the_application()
    call_command("migrate", database="owner", interactive=False, verbosity=verbosity)
    connections["owner"].close()


def pending() -> bool:
    """Whether this version brings migrations that the database has not seen."""
    django.setup()
    executor = MigrationExecutor(connections["owner"])
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _give_rights_to_the_application() -> None:
    """Default rights for tables made from now on. A migration may take some back (append-only tables do)."""
    app = sql.Identifier(settings.DATABASES["default"]["USER"])
    rights = (
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {}",
    )
    with connections["owner"].cursor() as cursor:
        for right in rights:
            cursor.execute(sql.SQL(right).format(app))
