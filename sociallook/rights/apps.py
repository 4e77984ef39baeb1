# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

from django.apps import AppConfig


class RightsConfig(AppConfig):
    """The room `rights`."""

    name = "sociallook.rights"
    label = "rights"

    def ready(self) -> None:
        """Answer what rooms below ask."""
        from sociallook.rights import answers  # noqa: F401, PLC0415
