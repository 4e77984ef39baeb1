# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Keeps the queue in order."""

from procrastinate.contrib.django import app


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="base.rescue")
async def rescue(timestamp: int) -> None:  # noqa: ARG001
    """A job whose worker was killed would stay "doing" for ever: let another worker take it."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=60):
        await app.job_manager.retry_job(job)
