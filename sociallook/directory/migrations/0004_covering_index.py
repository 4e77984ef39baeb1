# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

from django.db import migrations, models


class Migration(migrations.Migration):
    """A search without a place reads the index and nothing else."""

    dependencies = [("directory", "0003_editing")]

    operations = [
        migrations.RemoveIndex(model_name="signpost", name="directory_signpost_where"),
        migrations.AddIndex(
            model_name="signpost",
            index=models.Index(
                fields=["category", "latitude", "longitude"],
                include=["offer", "side", "assured_date"],
                name="directory_signpost_where",
            ),
        ),
    ]
