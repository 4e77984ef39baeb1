# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""What an operator must have said before people are sent to these pages."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import Error, Tags, register

from sociallook.shell.operator import NEEDED, operator


@register(Tags.security)
def operator_is_named(app_configs: Sequence[AppConfig] | None, **_options: Any) -> list[Error]:  # noqa: ARG001
    """In production the imprint, the privacy page and the help block must not have gaps."""
    if not settings.PRODUCTION:
        return []
    said = operator()
    missing = [f"SOCIALLOOK_OPERATOR_{name.upper()}" for name in NEEDED if not getattr(said, name)]
    if not missing:
        return []
    return [Error("The operator is not fully named.", hint=f"Set {', '.join(missing)}.", id="shell.E001")]
