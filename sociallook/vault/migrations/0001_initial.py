# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Blob",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "vault", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("vault", models.UUIDField()),
                ("id", models.UUIDField()),
                ("space", models.UUIDField()),
                ("size", models.BigIntegerField()),
                ("received", models.BigIntegerField(default=0)),
                ("hand", models.BinaryField()),
                ("since", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "vault", "space", "seq", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("vault", models.UUIDField()),
                ("space", models.UUIDField()),
                ("seq", models.IntegerField()),
                ("bytes", models.BinaryField()),
                ("signature", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Epoch",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "vault",
                        "space",
                        "number",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("vault", models.UUIDField()),
                ("space", models.UUIDField()),
                ("number", models.IntegerField()),
                ("hash", models.BinaryField()),
                ("bytes", models.BinaryField()),
                ("signature", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="BlobReference",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "vault",
                        "space",
                        "blob",
                        "record",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("vault", models.UUIDField()),
                ("space", models.UUIDField()),
                ("blob", models.UUIDField()),
                ("record", models.UUIDField()),
                ("epoch", models.IntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["vault", "blob"], name="vault_reference_blob")],
            },
        ),
        migrations.CreateModel(
            name="Dependency",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "vault",
                        "space",
                        "kind",
                        "key",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("vault", models.UUIDField()),
                ("space", models.UUIDField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("institution", "Institution"),
                            ("team", "Team"),
                            ("statement", "Statement"),
                        ],
                        max_length=16,
                    ),
                ),
                ("key", models.BinaryField()),
            ],
            options={
                "indexes": [models.Index(fields=["kind", "key"], name="vault_dependency_key")],
            },
        ),
        migrations.CreateModel(
            name="Record",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "vault",
                        "space",
                        "position",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("vault", models.UUIDField()),
                ("space", models.UUIDField()),
                ("position", models.BigIntegerField()),
                ("record", models.UUIDField()),
                ("version", models.IntegerField()),
                ("epoch", models.IntegerField()),
                ("role", models.CharField(max_length=8)),
                ("verb", models.CharField(max_length=32)),
                ("header", models.BinaryField()),
                ("sealed", models.BinaryField(null=True)),
                ("hash", models.BinaryField()),
                ("hand", models.BinaryField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("vault", "space", "record", "version"), name="vault_record_version")
                ],
            },
        ),
        migrations.CreateModel(
            name="Relation",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "vault", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("vault", models.UUIDField()),
                ("id", models.UUIDField()),
                ("institution", models.BinaryField(null=True)),
                ("team", models.UUIDField(null=True)),
                ("person", models.BinaryField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["team"], name="vault_relation_team"),
                    models.Index(fields=["person"], name="vault_relation_person"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Space",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "vault", "id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("vault", models.UUIDField()),
                ("id", models.UUIDField(unique=True)),
                ("area", models.CharField(max_length=32)),
                ("relation", models.UUIDField(null=True)),
                ("owner", models.BinaryField(null=True)),
                ("seq", models.IntegerField(default=-1)),
                ("head", models.BinaryField(null=True)),
                ("closed", models.BooleanField(default=False)),
                ("epoch", models.IntegerField(default=0)),
                ("epoch_hash", models.BinaryField(null=True)),
                ("stale", models.BooleanField(default=False)),
                ("stale_at", models.BigIntegerField(null=True)),
                ("position", models.BigIntegerField(default=0)),
                ("last", models.BinaryField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["owner"], name="vault_space_owner")],
            },
        ),
        migrations.CreateModel(
            name="Wrap",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "vault",
                        "space",
                        "epoch",
                        "place",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("vault", models.UUIDField()),
                ("space", models.UUIDField()),
                ("epoch", models.IntegerField()),
                ("place", models.IntegerField()),
                ("team", models.UUIDField(null=True)),
                ("person", models.BinaryField(null=True)),
                ("generation", models.IntegerField()),
                ("bytes", models.BinaryField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("team__isnull", True), ("person__isnull", True), _connector="XOR"),
                        name="vault_wrap_one_recipient",
                    )
                ],
            },
        ),
    ]
