# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

from django.apps import AppConfig


class BaseConfig(AppConfig):
    """The room `base`."""

    name = "sociallook.base"
    label = "base"
