# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""What this room knows and rooms below ask for."""

from sociallook.accounts import questions
from sociallook.accounts.questions import Membership
from sociallook.institutions import models


@questions.memberships.answer
def memberships(person: bytes) -> list[Membership]:
    """Teams first, then the administrator's office."""
    teams = models.Membership.objects.filter(person=person).select_related("team").order_by("team")
    offices = models.Administrator.objects.filter(person=person)
    return [
        *(Membership(institution=bytes(row.team.institution_id), team=row.team_id, admin=False) for row in teams),
        *(Membership(institution=bytes(row.institution_id), team=None, admin=True) for row in offices),
    ]
