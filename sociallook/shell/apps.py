# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

from django.apps import AppConfig


class ShellConfig(AppConfig):
    """The room `shell`."""

    name = "sociallook.shell"
    label = "shell"

    def ready(self) -> None:
        from sociallook.shell import checks  # noqa: F401, PLC0415 (registers itself)
