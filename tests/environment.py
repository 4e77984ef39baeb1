# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""A pytest plugin that sets the environment before Django reads it. The database is filled in by conftest.py."""

import os

from config.environment import DEMO_MARK
from config.secrets import fresh

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # servers and commands that tests start would take seconds longer
os.environ.update(fresh(DEMO_MARK))
os.environ.update(
    SOCIALLOOK_MODE="test",
    SOCIALLOOK_ORIGIN="http://localhost:8000",
    SOCIALLOOK_VAPID_CONTACT="mailto:test@example.org",
    DATABASE_URL="postgresql:///not-started-yet",
    DATABASE_OWNER_URL="postgresql:///not-started-yet",
    DJANGO_ALLOW_ASYNC_UNSAFE="1",  # Playwright keeps a loop running in the thread of the test
)
