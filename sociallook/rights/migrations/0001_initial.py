# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2
import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Logbook",
            fields=[
                ("vault", models.UUIDField(primary_key=True, serialize=False)),
                ("seq", models.BigIntegerField()),
                ("head", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Access",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "vault",
                        "space",
                        "grant",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("vault", models.UUIDField()),
                ("space", models.UUIDField()),
                ("grant", models.UUIDField()),
                ("institution", models.BinaryField(null=True)),
                ("team", models.UUIDField(null=True)),
                ("person", models.BinaryField(null=True)),
                (
                    "verbs",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=32), size=None),
                ),
                ("since", models.IntegerField()),
                ("until", models.BigIntegerField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["team"], name="rights_access_team"),
                    models.Index(fields=["person"], name="rights_access_person"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Opening",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "vault", "seq", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("vault", models.UUIDField()),
                ("seq", models.BigIntegerField()),
                ("at", models.BigIntegerField()),
                ("person", models.BinaryField()),
                ("space", models.UUIDField()),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("rights", "Rights"),
                            ("records", "Records"),
                            ("blob", "Blob"),
                            ("write", "Write"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "outcome",
                    models.CharField(choices=[("opened", "Opened"), ("refused", "Refused")], max_length=8),
                ),
                ("day", models.IntegerField()),
                ("position", models.BigIntegerField()),
                ("prev", models.BinaryField()),
                ("hash", models.BinaryField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("vault", "space", "person", "act", "outcome", "day", "position"),
                        name="rights_opening_once",
                    )
                ],
            },
        ),
    ]
