# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    """The room `statistics`."""

    name = "sociallook.statistics"
    label = "statistics"
