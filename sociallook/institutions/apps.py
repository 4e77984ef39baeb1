# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

from importlib import import_module

from django.apps import AppConfig


class InstitutionsConfig(AppConfig):
    """The room `institutions`."""

    name = "sociallook.institutions"
    label = "institutions"

    def ready(self) -> None:
        """Answer the questions of lower rooms."""
        import_module("sociallook.institutions.answers")
