# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Subscription",
            fields=[
                ("sign_in", models.UUIDField(primary_key=True, serialize=False)),
                ("person", models.BinaryField(db_index=True)),
                ("endpoint", models.TextField()),
                ("p256dh", models.BinaryField()),
                ("auth", models.BinaryField()),
            ],
        ),
    ]
