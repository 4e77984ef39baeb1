# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Background work: what is over goes."""

from procrastinate.contrib.django import app

from sociallook.institutions import actions, pairings


@app.periodic(cron="23 * * * *")
@app.task(name="institutions.sweep", queueing_lock="institutions.sweep")
def sweep(timestamp: int) -> None:  # noqa: ARG001 - given to every periodic job
    """Pairings and invitations that nobody can use any more."""
    pairings.sweep()
    actions.sweep()
