# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql" / "versions.sql"


class Migration(migrations.Migration):
    """Versions are only added."""

    dependencies = [("directory", "0001_initial")]

    operations = [migrations.RunSQL(SQL.read_text("utf-8"), migrations.RunSQL.noop)]
