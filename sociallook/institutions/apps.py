# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

from django.apps import AppConfig


class InstitutionsConfig(AppConfig):
    """The room `institutions`."""

    name = "sociallook.institutions"
    label = "institutions"
