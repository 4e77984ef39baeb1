# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    """The room `messaging`."""

    name = "sociallook.messaging"
    label = "messaging"
