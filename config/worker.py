# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Background work: what `jobs.py` of each room defers, taken from PostgreSQL."""

from procrastinate.contrib.django import app

ALL_AT_ONCE = 4


async def work(*, signals: bool = True, grace: int = 30) -> None:
    """Take jobs until stopped. A job that is running may finish within `grace` seconds."""
    worker = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]
    async with worker.open_async():
        await worker.run_worker_async(
            concurrency=ALL_AT_ONCE,
            install_signal_handlers=signals,
            shutdown_graceful_timeout=grace,
            delete_jobs="successful",
        )
