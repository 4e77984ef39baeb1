# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """The room `home`."""

    name = "sociallook.home"
    label = "home"
