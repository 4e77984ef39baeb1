# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Institution",
            fields=[
                ("id", models.BinaryField(primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("kind", models.CharField(max_length=32)),
                ("seq", models.IntegerField()),
                ("head", models.BinaryField()),
                ("verified_on", models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("token_hash", models.BinaryField(primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("kind", models.CharField(max_length=32)),
                ("until", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Team",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("name", models.TextField()),
                (
                    "institution",
                    models.ForeignKey(
                        db_column="institution",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="teams",
                        to="institutions.institution",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Pairing",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("issuer", models.BinaryField()),
                (
                    "role",
                    models.CharField(
                        choices=[("helper", "Helper"), ("staff", "Staff"), ("admin", "Admin")], max_length=8
                    ),
                ),
                ("expires", models.BigIntegerField(db_index=True)),
                ("closed", models.BooleanField(default=False)),
                (
                    "institution",
                    models.ForeignKey(
                        db_column="institution",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="institutions.institution",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        db_column="team",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="institutions.team",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seq", models.IntegerField()),
                ("hash", models.BinaryField(unique=True)),
                ("bytes", models.BinaryField()),
                ("signature", models.BinaryField()),
                (
                    "institution",
                    models.ForeignKey(
                        db_column="institution",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="institutions.institution",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("institution", "seq"), name="one_entry")],
            },
        ),
        migrations.CreateModel(
            name="Administrator",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person", models.BinaryField()),
                (
                    "institution",
                    models.ForeignKey(
                        db_column="institution",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="administrators",
                        to="institutions.institution",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("institution", "person"), name="one_administrator")],
            },
        ),
        migrations.CreateModel(
            name="Name",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person", models.BinaryField()),
                ("name", models.TextField()),
                ("salt", models.BinaryField()),
                (
                    "institution",
                    models.ForeignKey(
                        db_column="institution",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="names",
                        to="institutions.institution",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("institution", "person"), name="one_name")],
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person", models.BinaryField()),
                ("answer", models.BinaryField()),
                ("relation", models.UUIDField(null=True)),
                ("name", models.TextField(blank=True)),
                ("salt", models.BinaryField(default=bytes)),
                (
                    "pairing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="institutions.pairing"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("pairing", "person"), name="one_answer")],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person", models.BinaryField(db_index=True)),
                (
                    "team",
                    models.ForeignKey(
                        db_column="team",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="institutions.team",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("team", "person"), name="one_membership")],
            },
        ),
    ]
