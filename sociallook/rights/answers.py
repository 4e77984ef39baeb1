# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""What rooms below ask and only this room knows."""

from collections.abc import Collection
from uuid import UUID

from sociallook_protocol.formats import Signed

from sociallook.accounts.actors import Actor
from sociallook.institutions import questions
from sociallook.vault.models import Epoch, Relation


@questions.team_epochs.answer
def team_epochs(teams: Collection[UUID]) -> dict[UUID, list[Signed]]:
    """The epoch records of these teams' key spaces, oldest first."""
    found: dict[UUID, list[Signed]] = {team: [] for team in teams}
    for epoch in Epoch.objects.filter(vault__in=teams, space__in=teams).order_by("number"):
        if epoch.vault == epoch.space:
            found[epoch.vault].append(Signed(bytes(epoch.bytes), bytes(epoch.signature)))
    return found


@questions.has_relation.answer
def has_relation(actor: Actor, institution: bytes) -> bool:
    """Whether this client has a relation with a team of this institution."""
    return Relation.objects.filter(vault=actor.vault, institution=institution).exists()


@questions.owns_relation.answer
def owns_relation(actor: Actor, relation: UUID, team: UUID) -> bool:
    """Whether this is a relation of this client with this team, or with a contact person in it."""
    return Relation.objects.filter(vault=actor.vault, id=relation, team=team).exists()
