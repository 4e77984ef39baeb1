# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""From a space's chain to the rows that decide at the door. Nothing else makes these rows."""

from collections.abc import Iterable
from uuid import UUID

from sociallook_protocol.chains import Grant, SpaceEntry, SpaceState, apply_entry
from sociallook_protocol.formats import Signed

from sociallook.rights.models import Access
from sociallook.vault.models import Entry


def state_of(entries: Iterable[Entry]) -> SpaceState | None:
    """What a stored chain says. Its signatures were checked when each line was added."""
    state: SpaceState | None = None
    for entry in entries:
        state = apply_entry(state, SpaceEntry.read(Signed(bytes(entry.bytes), bytes(entry.signature))))
    return state


def rows(state: SpaceState) -> list[Access]:
    """The grants that still have verbs; none in a closed space. Ends are judged at each request, not here."""
    if state.closed:
        return []
    return [_row(state, grant) for grant in state.grants.values() if grant.verbs]


def project(state: SpaceState) -> None:
    """Replace the rows of this space by what its chain says."""
    Access.objects.filter(vault=state.vault, space=state.space).delete()
    Access.objects.bulk_create(rows(state))


def _row(state: SpaceState, grant: Grant) -> Access:
    subject = grant.subject
    return Access(
        vault=UUID(state.vault),
        space=UUID(state.space),
        grant=UUID(grant.grant),
        institution=subject.institution or None,
        team=UUID(subject.team) if subject.team else None,
        person=subject.person or None,
        verbs=list(grant.verbs),
        since=grant.since,
        until=grant.until,
    )
