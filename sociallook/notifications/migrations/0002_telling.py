# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql" / "telling.sql"


class Migration(migrations.Migration):
    """Who is told what, in the transaction of the change."""

    dependencies = [
        ("notifications", "0001_initial"),
        ("accounts", "0002_actor"),
        ("procrastinate", "0041_post_retry_failed_job"),
    ]

    operations = [migrations.RunSQL(SQL.read_text("utf-8"), migrations.RunSQL.noop)]
