# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Everything a space depends on, at its newest heads: as the evaluator of the protocol wants it."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sociallook_protocol.chains import (
    EpochRecord,
    InstitutionChain,
    InstitutionState,
    SpaceChain,
    SpaceState,
    Statement,
)
from sociallook_protocol.evaluate import View, counting
from sociallook_protocol.formats import Signed

from sociallook.accounts import actions as accounts
from sociallook.base.refusals import NotAvailable
from sociallook.institutions import actions as institutions
from sociallook.vault.models import Epoch


def epoch_record(epoch: Epoch) -> EpochRecord:
    """A stored epoch record; it was checked when it was accepted."""
    return EpochRecord.read(Signed(bytes(epoch.bytes), bytes(epoch.signature)))


def team_keys(teams: Iterable[str]) -> dict[str, EpochRecord]:
    """The newest key record of each of these teams that has one."""
    ids = [UUID(team) for team in teams]
    newest = Epoch.objects.filter(vault__in=ids, space__in=ids).order_by("vault", "-number").distinct("vault")
    return {str(epoch.vault): epoch_record(epoch) for epoch in newest}


@dataclass(frozen=True)
class Newest:
    """The newest states of all that a space's next epoch is computed from."""

    institutions: dict[bytes, InstitutionState]
    teams: dict[str, EpochRecord]
    statements: dict[bytes, tuple[Statement, ...]]

    def view(self, vault: str, space: str, state: SpaceState | None) -> View:
        """For the evaluator: chains of which only the newest state is known."""
        return View(
            vault,
            space,
            SpaceChain((state,)) if state else None,
            {name: InstitutionChain((state,)) for name, state in self.institutions.items()},
            {team: (record,) for team, record in self.teams.items()},
            self.statements,
        )


def of_space(state: SpaceState, at: int) -> Newest:
    """What the grants of a person's space that count at `at` lead to."""
    subjects = [grant.subject for grant in counting(state, at)]
    teams = {subject.team for subject in subjects if subject.form == "team"}
    persons = {subject.person for subject in subjects if subject.person} | {state.owner}
    return _newest({subject.institution for subject in subjects if subject.institution}, teams, persons)


def of_team(team: str) -> Newest:
    """What a team's own space depends on: its institution, its key, its members."""
    institution = institutions.institution_of(UUID(team))
    return _newest({institution} if institution else set(), {team}, set())


def of_team_key(team: UUID, record: EpochRecord) -> Newest:
    """What the next key of a team depends on: its institution and the keys of those who are to hold it."""
    institution = institutions.institution_of(team)
    if institution is None:
        raise NotAvailable
    return _newest({institution}, set(), set(record.heads.statements))


def _newest(names: set[bytes], teams: set[str], persons: set[bytes]) -> Newest:
    keys = team_keys(teams)
    holders = {recipient.person for key in keys.values() for recipient in key.recipients}
    found = accounts.statements(sorted(persons | holders))
    newest = {person: statements[-1:] for person, statements in found.items() if statements}
    return Newest(institutions.states(sorted(names)), keys, newest)
