# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Telling everybody concerned that rights have moved: ids only, in the transaction that moved them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection

from sociallook.base.clock import now
from sociallook.notifications import actions as notifications

Place = tuple[UUID, UUID]
"""Vault and space."""


@dataclass
class Changed:
    """What a set of changes has moved so far."""

    spaces: set[Place] = field(default_factory=set)
    teams: set[UUID] = field(default_factory=set)
    persons: set[bytes] = field(default_factory=set)
    """Who joined or left something, so that their list of spaces is another."""
    before: dict[Place, set[bytes]] = field(default_factory=dict)
    """Who could read a space before its chain grew."""

    def will_grow(self, place: Place) -> None:
        """Call before a space's chain grows."""
        if place not in self.before:
            self.before |= {place: readers({place}).get(place, set())}
            self.spaces.add(place)


@contextmanager
def after_all() -> Iterator[Changed]:
    """Collect what moves, then tell everybody once."""
    changed = Changed()
    yield changed
    after = readers(changed.spaces)
    for place, persons in after.items():
        notifications.tell(persons, "space", space=place[1])
        listed = changed.before.get(place, persons) ^ persons
        notifications.tell(listed, "spaces")
    notifications.tell(changed.persons, "spaces")
    for team in changed.teams:
        notifications.tell(members(team), "team", team=team)


def readers(places: set[Place]) -> dict[Place, set[bytes]]:
    """Who may read these spaces now."""
    if not places:
        return {}
    vaults, spaces = zip(*places, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT place.vault, place.space, ARRAY(SELECT rights_readers(place.vault, place.space, %s))"
            " FROM unnest(%s::uuid[], %s::uuid[]) AS place (vault, space)",
            [now(), list(vaults), list(spaces)],
        )
        return {(vault, space): {bytes(person) for person in persons} for vault, space, persons in cursor.fetchall()}


def members(team: UUID) -> set[bytes]:
    """The members of a team now: readers of the space that holds its key."""
    return readers({(team, team)})[team, team]
