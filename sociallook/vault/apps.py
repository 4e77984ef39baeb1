# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """The room `vault`."""

    name = "sociallook.vault"
    label = "vault"
