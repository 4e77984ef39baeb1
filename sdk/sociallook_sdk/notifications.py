# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""What happens now: ids only. Fetch what they name to learn more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sociallook_sdk.accounts import Me


@dataclass(frozen=True)
class Event:
    """`kind`: `record`, `space`, `spaces`, `team`, `pairing` or `account` (docs/api/README.md); `about`: id or none."""

    kind: str
    about: str = ""
    position: int = 0


def watch(me: Me) -> Iterator[Event]:
    """Live events until the connection ends. Raises Unreachable; call again to go on."""
    for kind, data in me.transport.events():
        about = next((str(data[key]) for key in ("space", "team", "pairing") if key in data), "")
        yield Event(kind, about, data.get("position", 0))
