# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The typed reader of environment variables. All settings of an installation come from there (12factor.net/config)."""

import os
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

DEMO_MARK = "demo-only-"
"""Every secret made for a demo or a test begins with this, so that production can recognise and refuse it."""


class Environment:
    """Reads variables and remembers what was missing, so that one message can name everything at once."""

    def __init__(self, variables: Mapping[str, str] = os.environ) -> None:
        self._variables = variables
        self.complaints: list[str] = []

    def text(self, name: str, default: str = "") -> str:
        return self._variables.get(name, "").strip() or default

    def number(self, name: str, default: int) -> int:
        value = self.text(name, str(default))
        if not value.isdecimal():
            self.complaints.append(f"{name} must be a whole number, but is {value!r}.")
            return default
        return int(value)

    def group(self, prefix: str) -> dict[str, str]:
        """All variables that begin with `prefix`, by the rest of their name in lower case."""
        return {
            name.removeprefix(prefix).lower(): value.strip()
            for name, value in self._variables.items()
            if name.startswith(prefix)
        }

    def needed(self, name: str, why: str) -> str:
        """A variable without which the server must not start."""
        value = self.text(name)
        if not value:
            self.complaints.append(f"{name} is missing. {why}")
        return value

    def either(self, one: str, other: str, why: str) -> None:
        """Two variables of which at least one must be there."""
        if not self.text(one) and not self.text(other):
            self.complaints.append(f"{one} is missing, and so is {other}. {why}")

    def secret(self, name: str, why: str, *, demo_allowed: bool) -> str:
        """A needed variable that nobody else may know: at least 32 characters, and no demo key in production."""
        value = self.needed(name, why)
        if value.startswith(DEMO_MARK) and not demo_allowed:
            self.complaints.append(f"{name} is a demo key. Make a new one: sociallook secrets")
        elif value and len(value) < 32:
            self.complaints.append(f"{name} is too short: 32 characters at least. Make one: sociallook secrets")
        return value


def database(url: str) -> dict[str, Any]:
    """Django's settings for `postgresql://role:password@host:port/name?host=/socket/directory`."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError("DATABASE_URL must begin with postgresql://; no other database has what we build on.")
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.removeprefix("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or options.pop("port", "")),
        "OPTIONS": options,
    }
