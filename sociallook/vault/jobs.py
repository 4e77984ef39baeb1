# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Background work of this room."""

from django.db import transaction
from procrastinate.contrib.django import app

from sociallook.vault import blobs


@app.periodic(cron="17 * * * *")
@app.task(queueing_lock="vault.sweep")
def sweep(timestamp: int) -> None:  # noqa: ARG001
    """Every hour: documents whose upload was given up, or whose last record was deleted."""
    with transaction.atomic():
        blobs.sweep()
