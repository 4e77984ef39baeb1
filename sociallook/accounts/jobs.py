# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Background work: what is over goes."""

from procrastinate.contrib.django import app

from sociallook.accounts import actions


@app.periodic(cron="13 * * * *")
@app.task(name="accounts.sweep", queueing_lock="accounts.sweep")
def sweep(timestamp: int) -> None:  # noqa: ARG001 - given to every periodic job
    """Ended sign-ins, old challenges, forgotten tries."""
    actions.sweep()
