# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The settings for mypy, which reads them without a test run around it."""

import tests.environment  # noqa: F401
from config.settings import *  # noqa: F403
