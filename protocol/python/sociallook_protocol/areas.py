# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Areas and verbs of the rights matrix: data shared by both implementations (``protocol/areas.json``)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files
from typing import Final


@dataclass(frozen=True)
class Area:
    """One column of the matrix; ``granted``: ``connect``, ``cell``, ``team`` (no chain) or ``never``."""

    name: str
    verbs: tuple[str, ...]
    granted: str

    @property
    def writing(self) -> str:
        """The verb of an ordinary record in this area: its first verb besides ``read``."""
        return next((verb for verb in self.verbs if verb != "read"), "write")


def _load() -> dict[str, Area]:
    raw = json.loads((files("sociallook_protocol") / "areas.json").read_text("utf-8"))
    return {name: Area(name, tuple(sorted(area["verbs"])), area["granted"]) for name, area in raw.items()}


AREAS: Final = _load()
