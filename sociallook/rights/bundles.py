# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Everything a reader needs to check and open one space, in a constant number of queries (SPEC section 12).

The reader trusts none of it: each chain is verified again in the browser or the SDK.
"""

from collections.abc import Iterable
from itertools import chain as joined
from typing import Any
from uuid import UUID

from sociallook_protocol.chains import Subject
from sociallook_protocol.encoding import b64u
from sociallook_protocol.formats import Signed

from sociallook.accounts import actions as accounts
from sociallook.institutions import actions as institutions
from sociallook.rights import knowledge
from sociallook.rights.door import Permit
from sociallook.rights.projection import state_of
from sociallook.vault.models import Entry, Epoch, Wrap

Json = dict[str, Any]


def bundle(permit: Permit) -> Json:
    """The bundle of docs/api/README.md, from the reader's first epoch on, with the reader's own wraps."""
    chain = list(Entry.objects.filter(vault=permit.vault, space=permit.space).order_by("seq"))
    state = state_of(chain)
    subjects = [grant.subject for grant in state.grants.values()] if state else []
    teams = {UUID(subject.team) for subject in subjects if subject.form == "team"}
    names = {subject.institution for subject in subjects if subject.institution}
    if permit.role == "member":
        teams.add(permit.vault)
        names.add(institutions.institution_of(permit.vault) or b"")
    epochs = _epochs({permit.vault, *teams}, {permit.space, *teams})
    wraps = _wraps({permit.vault, *teams}, {permit.space, *teams})
    place = (permit.vault, permit.space)
    chains = institutions.chains(sorted(names - {b""}))
    persons = institutions.people_of(chains) | _persons(permit, subjects, joined(*epochs.values()))
    return {
        "vault": str(permit.vault),
        "space": str(permit.space),
        "area": permit.area,
        "relation": str(permit.relation or ""),
        "chain": [_signed(entry) for entry in chain],
        "epochs": [_signed(epoch) for epoch in epochs.get(place, [])],
        "wraps": wraps.get(place, []),
        "institutions": [
            {"institution": b64u(name), "entries": [entry.plain() for entry in entries]}
            for name, entries in sorted(chains.items())
        ],
        "teams": [
            {
                "team": str(team),
                "epochs": [_signed(epoch) for epoch in epochs.get((team, team), [])],
                "wraps": wraps.get((team, team), []),
            }
            for team in sorted(teams)
            if (team, team) != place
        ],
        "statements": [
            {"person": b64u(person), "statements": [statement.signed.plain() for statement in statements]}
            for person, statements in sorted(accounts.statements(sorted(persons)).items())
            if statements
        ],
        "names": institutions.names(persons),
        "epoch": permit.epoch,
        "stale": permit.stale,
        "now": permit.at,
    }


Place = tuple[UUID, UUID]


def _epochs(vaults: set[UUID], spaces: set[UUID]) -> dict[Place, list[Epoch]]:
    """Epochs by vault and space; row-level security begins them at the reader's first epoch."""
    found: dict[Place, list[Epoch]] = {}
    for epoch in Epoch.objects.filter(vault__in=vaults, space__in=spaces).order_by("number"):
        found.setdefault((epoch.vault, epoch.space), []).append(epoch)
    return found


def _wraps(vaults: set[UUID], spaces: set[UUID]) -> dict[Place, list[Json]]:
    """The reader's own wraps and those of its teams; row-level security hands out no other."""
    found: dict[Place, list[Json]] = {}
    for wrap in Wrap.objects.filter(vault__in=vaults, space__in=spaces).order_by("epoch", "place"):
        found.setdefault((wrap.vault, wrap.space), []).append(
            {
                "epoch": wrap.epoch,
                "team": str(wrap.team or ""),
                "person": b64u(bytes(wrap.person or b"")),
                "generation": wrap.generation,
                "wrap": b64u(bytes(wrap.bytes)),
            }
        )
    return found


def _persons(permit: Permit, subjects: Iterable[Subject], epochs: Iterable[Epoch]) -> set[bytes]:
    """Whose keys are needed: the owner, subjects, and everybody who started or received an epoch."""
    records = [knowledge.epoch_record(epoch) for epoch in epochs]
    found = {subject.person for subject in subjects} | {permit.owner or b""}
    found |= {record.starter for record in records}
    found |= {recipient.person for record in records for recipient in record.recipients}
    return found - {b""}


def _signed(row: Entry | Epoch) -> Json:
    return Signed(bytes(row.bytes), bytes(row.signature)).plain()
