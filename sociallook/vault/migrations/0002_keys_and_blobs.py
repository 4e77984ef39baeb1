# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    """Foreign keys to keys of two columns, append-only chains, and what a complete blob is."""

    dependencies = [("vault", "0001_initial")]

    operations = [migrations.RunSQL((SQL / name).read_text("utf-8")) for name in ("keys.sql", "blobs.sql")]
