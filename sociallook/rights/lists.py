# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""What somebody can see at all: spaces, relations, and for the owner the access log. One query each."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from sociallook_protocol.areas import AREAS
from sociallook_protocol.encoding import b64u

from sociallook.accounts.actors import Actor
from sociallook.base.clock import now
from sociallook.institutions.models import Name
from sociallook.rights.models import Opening
from sociallook.vault.models import Relation, Space

Json = dict[str, Any]
Tie = tuple[str | None, str | None, str | None]
"""Institution, team, person; hashes in hex."""
PAGE = 100
"""Lines of the access log."""


@dataclass(frozen=True, slots=True)
class Reached:
    """One space that somebody may read, as the SQL function `rights_spaces` gives it."""

    vault: UUID
    space: UUID
    area: str
    relation: UUID | None
    owner: bytes | None
    role: str
    verbs: list[str] | None
    since: int
    epoch: int
    stale: bool
    seq: int
    position: int
    subjects: list[list[str | None]]
    tie: list[str | None]

    @property
    def through(self) -> str:
        """How one comes to it: own, as the helper of the relation, or networked by the client."""
        if self.role != "helper":
            return "own"
        return "relation" if self.tie in self.subjects else "network"


def reached() -> Iterator[Reached]:
    """Every space the actor of this transaction may read."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM rights_spaces(%s)", [now()])
        for row in cursor.fetchall():
            yield Reached(*(*row[:-2], json.loads(row[-2] or "[]"), json.loads(row[-1])))


def spaces() -> list[Json]:
    """For `GET /spaces`."""
    return [
        {
            "space": each.space,
            "vault": each.vault,
            "area": each.area,
            "relation": str(each.relation or ""),
            "role": "owner" if each.role == "owner" else "helper",
            "verbs": each.verbs if each.verbs is not None else _all_verbs(each.area),
            "epoch": each.epoch,
            "stale": each.stale,
            "chain": max(each.seq, 0),
            "position": each.position,
            "through": each.through,
        }
        for each in reached()
    ]


def _all_verbs(area: str) -> list[str]:
    return list(AREAS[area].verbs) if area in AREAS else []


def own_relations(actor: Actor) -> list[Json]:
    """For a client: everybody who is tied to the own vault."""
    found: dict[UUID, list[UUID]] = {}
    tied = Space.objects.filter(vault=actor.vault, relation__isnull=False).order_by("id")
    for space in tied:
        found.setdefault(space.relation or space.vault, []).append(space.id)
    return [
        {
            "relation": tie.id,
            "subject": {
                "institution": b64u(bytes(tie.institution or b"")),
                "team": str(tie.team or ""),
                "person": b64u(bytes(tie.person or b"")),
            },
            "spaces": found.get(tie.id, []),
        }
        for tie in Relation.objects.filter(vault=actor.vault).order_by("id")
    ]


def relations_of_teams() -> list[Json]:
    """For a professional: the people who have granted something, as far as it still stands."""
    found: dict[tuple[UUID, UUID], Json] = {}
    for each in reached():
        if each.relation is None or each.through != "relation":
            continue
        line = found.setdefault(
            (each.vault, each.relation),
            {
                "relation": each.relation,
                "vault": each.vault,
                "person": b64u(bytes(each.owner or b"")),
                "team": str(each.tie[1] or ""),
                "spaces": [],
            },
        )
        line["spaces"].append(each.space)
    return list(found.values())


def openings(actor: Actor, before: int | None) -> list[Json]:
    """A page of the access log of the own vault, newest first."""
    lines = Opening.objects.filter(vault=actor.vault)
    if before is not None:
        lines = lines.filter(seq__lt=before)
    page = list(lines.order_by("-seq")[:PAGE])
    places = {
        space: (area, relation)
        for space, area, relation in Space.objects.filter(
            vault=actor.vault, id__in={line.space for line in page}
        ).values_list("id", "area", "relation")
    }
    persons = {bytes(line.person) for line in page}
    names = {
        bytes(person): (name, b64u(bytes(institution)))
        for person, name, institution in Name.objects.filter(person__in=persons).values_list(
            "person", "name", "institution"
        )
    }
    return [_line(line, places[line.space], names) for line in page]


def _line(line: Opening, place: tuple[str, UUID | None], names: dict[bytes, tuple[str, str]]) -> Json:
    person = bytes(line.person)
    name, institution = names.get(person, ("", ""))
    return {
        "seq": line.seq,
        "at": line.at,
        "person": b64u(person),
        "name": name,
        "institution": institution,
        "space": line.space,
        "area": place[0],
        "relation": str(place[1] or ""),
        "act": line.act,
        "outcome": line.outcome,
        "position": line.position,
        "prev": b64u(bytes(line.prev)),
        "hash": b64u(bytes(line.hash)),
    }
