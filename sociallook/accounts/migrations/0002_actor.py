# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql" / "actor.sql"


class Migration(migrations.Migration):
    """The actor of a transaction, and row-level security on everything that belongs to one account."""

    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunSQL(SQL.read_text("utf-8"), migrations.RunSQL.noop)]
