# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql" / "chain.sql"


class Migration(migrations.Migration):
    """Chains only grow."""

    dependencies = [("institutions", "0001_initial")]

    operations = [migrations.RunSQL(SQL.read_text("utf-8"), migrations.RunSQL.noop)]
