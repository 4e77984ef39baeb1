# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent.parent / "sql"


class Migration(migrations.Migration):
    """Who stands where, the fence on the vault's tables, the access log, what follows a move, the way of a record."""

    dependencies = [
        ("rights", "0001_initial"),
        ("vault", "0002_keys_and_blobs"),
        ("institutions", "0001_initial"),
        ("notifications", "0002_telling"),
        ("accounts", "0002_actor"),
    ]

    operations = [
        migrations.RunSQL((SQL / name).read_text("utf-8"))
        for name in (
            "standing.sql",
            "fence.sql",
            "log.sql",
            "moves.sql",
            "append.sql",
            "page.sql",
            "parts.sql",
            "answers.sql",
        )
    ]
