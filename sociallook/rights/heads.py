# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Heads that epochs name: holding them while an epoch is judged, and moving them (sql/moves.sql)."""

from collections.abc import Iterator
from uuid import UUID

from django.db import connection
from sociallook_protocol.chains import EpochRecord

from sociallook.accounts.actors import Actor
from sociallook.base.clock import now
from sociallook.rights import telling
from sociallook.rights.changes import Change
from sociallook.vault.models import Dependency

Head = tuple[str, bytes]
"""Kind of chain (`Dependency.Kind`) and its name."""


def named(record: EpochRecord) -> Iterator[Head]:
    """The heads outside its own chain that an epoch record names."""
    yield from ((Dependency.Kind.INSTITUTION, name) for name in record.heads.institutions)
    yield from ((Dependency.Kind.TEAM, UUID(team).bytes) for team in record.heads.teams)
    yield from ((Dependency.Kind.STATEMENT, person) for person in record.heads.statements)


def hold(actor: Actor, change: Change) -> None:
    """Take all locks of a set of changes at once and in one order, so that no two sets wait for each other."""
    moved = set(_moved(actor, change))
    held = {head for epoch in change.epochs for head in named(epoch.record)}
    with connection.cursor() as cursor:
        for kind, key in sorted(moved | held):
            shared = "" if (kind, key) in moved else "_shared"
            cursor.execute(
                f"SELECT pg_advisory_xact_lock{shared}(rights_head_lock(%s, %s))",
                [kind, key],
            )


def _moved(actor: Actor, change: Change) -> Iterator[Head]:
    if change.statements:
        yield Dependency.Kind.STATEMENT, actor.person
    yield from ((Dependency.Kind.INSTITUTION, each.institution) for each in change.institutions if each.institution)
    yield from (
        (Dependency.Kind.TEAM, UUID(epoch.record.vault).bytes) for epoch in change.epochs if epoch.record.is_team_key
    )


def moved(kind: Dependency.Kind, key: bytes, changed: telling.Changed) -> None:
    """Mark every epoch stale that names this head, and take the wraps of those who may no longer read."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT vault, space FROM rights_head_moved(%s, %s, %s)", [kind, key, now()])
        changed.spaces.update(cursor.fetchall())
