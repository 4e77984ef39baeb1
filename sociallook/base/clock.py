# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The one clock. Tests set it with time-machine."""

import time


def now() -> int:
    """Milliseconds since 1970 UTC, as all times of the protocol."""
    return time.time_ns() // 1_000_000


SECOND = 1000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
