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
            name="Account",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("login", models.CharField(max_length=80, unique=True)),
                (
                    "role",
                    models.CharField(choices=[("client", "Client"), ("professional", "Professional")], max_length=16),
                ),
                ("person", models.BinaryField(unique=True)),
                ("vault", models.UUIDField(unique=True)),
                ("language", models.CharField(blank=True, max_length=16)),
                ("verifier_tag", models.BinaryField()),
                ("sealed_root", models.BinaryField()),
                ("sheet_confirmed", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="Brake",
            fields=[
                ("key", models.BinaryField(primary_key=True, serialize=False)),
                ("tries", models.PositiveIntegerField()),
                ("free_at", models.BigIntegerField()),
                ("forget_at", models.BigIntegerField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="Challenge",
            fields=[
                ("challenge", models.BinaryField(primary_key=True, serialize=False)),
                ("purpose", models.CharField(choices=[("sign-in", "Sign In"), ("add", "Add")], max_length=8)),
                ("until", models.BigIntegerField(db_index=True)),
                (
                    "account",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.account",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Installation",
            fields=[
                ("only", models.BooleanField(default=True, primary_key=True, serialize=False)),
                ("id", models.UUIDField(default=uuid.uuid4)),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("only", True)), name="one_installation")],
            },
        ),
        migrations.CreateModel(
            name="SignIn",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("token_hash", models.BinaryField(unique=True)),
                ("device", models.CharField(blank=True, max_length=60)),
                ("until", models.BigIntegerField(db_index=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sign_ins",
                        to="accounts.account",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Method",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(choices=[("words", "Words"), ("passkey", "Passkey")], max_length=8),
                ),
                ("sealed", models.BinaryField()),
                ("credential", models.BinaryField(null=True, unique=True)),
                ("public_key", models.BinaryField(null=True)),
                ("sign_count", models.BigIntegerField(default=0)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="methods",
                        to="accounts.account",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "words")),
                        fields=("account",),
                        name="one_sheet_for_an_account",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("credential", None), ("kind", "words")),
                            models.Q(
                                ("credential__isnull", False),
                                ("kind", "passkey"),
                                ("public_key__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="a_passkey_has_a_credential",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("person", models.BinaryField()),
                ("generation", models.PositiveIntegerField()),
                ("hash", models.BinaryField(unique=True)),
                ("bytes", models.BinaryField()),
                ("signature", models.BinaryField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="statements",
                        to="accounts.account",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("person", "generation"), name="one_statement")],
            },
        ),
        migrations.CreateModel(
            name="WorkingKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("generation", models.PositiveIntegerField()),
                ("sealed", models.BinaryField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="working_keys",
                        to="accounts.account",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("account", "generation"), name="one_working_key")],
            },
        ),
    ]
