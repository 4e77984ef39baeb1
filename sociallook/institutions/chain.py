# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Reading institutions: their chains, the states these lead to, and the names that stand beside them.

What is stored was verified when it came. A state is read off the projection, which holds the newest head only.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from typing import TypedDict
from uuid import UUID

from sociallook_protocol.chains import InstitutionEntry, InstitutionState
from sociallook_protocol.chains import Team as TeamState
from sociallook_protocol.encoding import b64u
from sociallook_protocol.formats import Signed

from sociallook.institutions.models import Administrator, Entry, Institution, Membership, Name, Team


class NameJson(TypedDict):
    """The work name of a professional, with the salt of its hash."""

    person: str
    name: str
    salt: str


@lru_cache(maxsize=4096)
def entry(signed: Signed) -> InstitutionEntry:
    """A stored entry, decoded. It never changes, so it is decoded once; that costs more than all else here."""
    return InstitutionEntry.read(signed)


def chains(institutions: Collection[bytes]) -> dict[bytes, list[Signed]]:
    """All entries of these institutions, oldest first; an unknown one is missing. One query."""
    found: dict[bytes, list[Signed]] = defaultdict(list)
    for row in Entry.objects.filter(institution__in=institutions).order_by("institution", "seq"):
        found[bytes(row.institution_id)].append(row.signed)
    return dict(found)


def people_of(chains: Mapping[bytes, Iterable[Signed]]) -> set[bytes]:
    """Everybody who issued an entry of these chains or is named in one."""
    read = [entry(signed) for entries in chains.values() for signed in entries]
    return {person for each in read for person in (each.issuer, each.person) if person}


def states(institutions: Collection[bytes]) -> dict[bytes, InstitutionState]:
    """What these institutions' chains say at their newest heads; an unknown one is missing."""
    roots = _roots(chains(institutions))
    teams = _teams(institutions)
    administrators: dict[bytes, set[bytes]] = defaultdict(set)
    for row in Administrator.objects.filter(institution__in=institutions):
        administrators[bytes(row.institution_id)].add(bytes(row.person))
    return {
        bytes(row.id): InstitutionState(
            institution=bytes(row.id),
            seq=row.seq,
            head=bytes(row.head),
            name=row.name,
            kind=row.kind,
            administrators=frozenset(administrators[bytes(row.id)]),
            teams=teams[bytes(row.id)],
            roots=roots[bytes(row.id)],
        )
        for row in Institution.objects.filter(id__in=institutions)
    }


def _roots(chains: Mapping[bytes, Iterable[Signed]]) -> dict[bytes, dict[bytes, bytes]]:
    """Root keys that each chain has certified, also of those who have left."""
    found: dict[bytes, dict[bytes, bytes]] = {}
    for institution, signed in chains.items():
        entries = [entry(each) for each in signed]
        found[institution] = {each.person or each.issuer: each.root for each in entries if each.root}
    return found


def _teams(institutions: Collection[bytes]) -> dict[bytes, dict[str, TeamState]]:
    members: dict[UUID, set[bytes]] = defaultdict(set)
    for row in Membership.objects.filter(team__institution__in=institutions):
        members[row.team_id].add(bytes(row.person))
    found: dict[bytes, dict[str, TeamState]] = defaultdict(dict)
    for team in Team.objects.filter(institution__in=institutions):
        found[bytes(team.institution_id)][str(team.id)] = TeamState(team.name, frozenset(members[team.id]))
    return found


def institution_of(team: UUID) -> bytes | None:
    """The institution this team belongs to, None if there is no such team."""
    found = Team.objects.filter(id=team).values_list("institution", flat=True).first()
    return None if found is None else bytes(found)


def names(persons: Collection[bytes]) -> list[NameJson]:
    """The work names of these persons, as far as they have one. Names of clients are never here."""
    return [_name(row) for row in Name.objects.filter(person__in=persons).order_by("person")]


def names_of(institution: bytes) -> list[NameJson]:
    """All work names an institution has published."""
    return [_name(row) for row in Name.objects.filter(institution=institution).order_by("person")]


def _name(row: Name) -> NameJson:
    return {"person": b64u(bytes(row.person)), "name": row.name, "salt": b64u(bytes(row.salt))}


def works_for(person: bytes) -> set[bytes]:
    """The institutions this person belongs to now, as administrator or in a team. At most one."""
    teams = Membership.objects.filter(person=person).values_list("team__institution", flat=True)
    offices = Administrator.objects.filter(person=person).values_list("institution", flat=True)
    return {bytes(institution) for institution in teams.union(offices)}
