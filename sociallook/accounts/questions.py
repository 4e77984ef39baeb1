# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""What this room must ask of rooms above it."""

from typing import TypedDict
from uuid import UUID

from sociallook.base.questions import Question


class Membership(TypedDict):
    """A place in an institution: in a team, or as administrator with `team` None."""

    institution: bytes
    team: UUID | None
    admin: bool


def _none(_person: bytes) -> list[Membership]:
    return []


memberships: Question[[bytes], list[Membership]] = Question(_none)
"""Where this person works. `institutions` answers."""
