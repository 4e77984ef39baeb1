# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2


import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0002_versions"),
    ]

    operations = [
        migrations.CreateModel(
            name="Editor",
            fields=[
                ("account", models.UUIDField(primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("since", models.DateField()),
            ],
        ),
        migrations.CreateModel(
            name="FailedSearch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("question", models.TextField(unique=True)),
                ("language", models.CharField(max_length=16)),
                ("reason", models.CharField(choices=[("unsure", "Unsure"), ("nobody", "Nobody")], max_length=8)),
                ("count", models.IntegerField()),
                ("newest", models.DateField()),
                ("settled_by", models.TextField(blank=True, default="")),
                ("settled_on", models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Import",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                (
                    "format",
                    models.CharField(
                        choices=[("csv", "Csv"), ("hsds", "Hsds"), ("osm", "Osm"), ("xzufi", "Xzufi")], max_length=8
                    ),
                ),
                ("source", models.TextField()),
                ("by", models.TextField()),
                ("at", models.DateTimeField()),
                ("data", models.BinaryField(null=True)),
                ("columns", models.JSONField(default=dict)),
                ("dry_run", models.BooleanField(default=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("prepared", "Prepared"),
                            ("waiting", "Waiting"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("refused", "Refused"),
                        ],
                        default="prepared",
                        max_length=8,
                    ),
                ),
                ("progress", models.IntegerField(default=0)),
                ("total", models.IntegerField(default=0)),
                ("report", models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name="ImportProfile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.TextField(unique=True)),
                ("columns", models.JSONField(default=dict)),
                ("by", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="LearntWords",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("made_from", models.TextField()),
                ("data", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="ProviderLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token_hash", models.BinaryField(null=True, unique=True)),
                ("code_hash", models.BinaryField(null=True, unique=True)),
                ("visit_hash", models.BinaryField(null=True, unique=True)),
                ("until", models.DateTimeField(db_index=True)),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="links", to="directory.organization"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Upkeep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.TextField(blank=True, default="")),
                ("reminded", models.DateField(null=True)),
                (
                    "organization",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="upkeep", to="directory.organization"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="WordChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("category", models.CharField(max_length=64)),
                ("language", models.CharField(max_length=16)),
                ("wording", models.TextField()),
                ("added", models.BooleanField()),
                ("by", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[("open", "Open"), ("approved", "Approved"), ("returned", "Returned")],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("decided_by", models.TextField(blank=True, default="")),
                ("decided_at", models.DateTimeField(null=True)),
                ("effect", models.JSONField(default=dict)),
            ],
            options={
                "indexes": [models.Index(fields=["category", "language"], name="directory_wording")],
            },
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(choices=[("organization", "Organization"), ("service", "Service")], max_length=12),
                ),
                ("subject", models.UUIDField()),
                ("content", models.JSONField(default=dict)),
                ("base", models.IntegerField()),
                ("by", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[("open", "Open"), ("approved", "Approved"), ("returned", "Returned")],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("answer", models.TextField(blank=True, default="")),
                ("decided_by", models.TextField(blank=True, default="")),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="proposals",
                        to="directory.organization",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("subject",), name="one_proposal_at_a_time")],
            },
        ),
    ]
