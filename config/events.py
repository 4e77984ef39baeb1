# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The door for live events. In production a process of its own: `python -m config.events HOST PORT GRACE`."""

import asyncio
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from sociallook.notifications.events import application  # noqa: E402
from sociallook.notifications.streams import hub  # noqa: E402

__all__ = ["application", "end_streams"]


def end_streams() -> None:
    """Let every stream of this process end; browsers come back when there is a server again."""
    hub().end_all()


if __name__ == "__main__":
    from config.listening import Server, listening

    host, port, grace = sys.argv[1:]
    asyncio.run(Server(application, end_streams, int(grace)).serve([listening(host, int(port))]))
