# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """The room `directory`."""

    name = "sociallook.directory"
    label = "directory"
