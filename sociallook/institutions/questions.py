# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""What this room must ask of rooms above it."""

from collections.abc import Collection
from uuid import UUID

from sociallook_protocol.formats import Signed

from sociallook.accounts.actors import Actor
from sociallook.base.questions import Question


def _none(teams: Collection[UUID]) -> dict[UUID, list[Signed]]:
    return {team: [] for team in teams}


def _no(_actor: Actor, _institution: bytes) -> bool:
    return False


def _not_theirs(_actor: Actor, _relation: UUID, _team: UUID) -> bool:
    return False


team_epochs: Question[[Collection[UUID]], dict[UUID, list[Signed]]] = Question(_none)
"""The epoch records of these teams' key spaces, oldest first. `rights` answers."""

has_relation: Question[[Actor, bytes], bool] = Question(_no)
"""Whether this client has a relation with a team of this institution. `rights` answers."""

owns_relation: Question[[Actor, UUID, UUID], bool] = Question(_not_theirs)
"""Whether this is a relation of this client with this team, or with a contact person in it. `rights` answers."""
