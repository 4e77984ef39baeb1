# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Changing rights: the only place where chains, epochs and the projection are written.

Every signed thing is checked by the evaluator of the protocol before it is stored. What follows from it –
stale epochs, wraps taken away, people told – happens in the same transaction.
"""

from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _
from sociallook_protocol.areas import AREAS
from sociallook_protocol.chains import InstitutionEntry, SpaceEntry, SpaceState, extend_space
from sociallook_protocol.encoding import b64u, team_space
from sociallook_protocol.errors import Refusal
from sociallook_protocol.formats import Signed

from sociallook.accounts import actions as accounts
from sociallook.accounts.actors import Actor
from sociallook.base.clock import now
from sociallook.base.refusals import Faster, Refused
from sociallook.institutions import actions as institutions
from sociallook.rights import epochs, heads, letters, telling
from sociallook.rights.changes import Change, InstitutionChange, NewKeys
from sociallook.rights.projection import project, state_of
from sociallook.rights.statements import row
from sociallook.vault import actions as vault
from sociallook.vault.models import Dependency, Entry, Space

MOST_ENTRIES = 10_000
"""Of one space's chain."""
MOST_SPACES = 2_000
"""Of one vault."""


def apply(actor: Actor, change: Change) -> list[UUID]:
    """One reviewed set of changes, all or nothing. Returns the spaces that changed.

    Refuses what the evaluator refuses, 409 `E_PREV` and `E_STALE`, E_CLOCK, 409 `sheet_first`, 404
    `not_available`.
    """
    with transaction.atomic(), telling.after_all() as changed:
        heads.hold(actor, change)
        for keys in change.statements:
            _change_keys(actor, keys, changed)
        for institution in change.institutions:
            _extend_institution(actor, institution, changed)
        _extend_spaces(actor, change.entries, changed)
        for epoch in change.epochs:
            epochs.start(actor, epoch, change, changed)
        for letter in change.letters:
            letters.append(actor, letter)
        written = {UUID(letter.header.space) for letter in change.letters}
        return sorted(written | {space for _vault, space in changed.spaces})


# --- Heads of persons and institutions ---


def _change_keys(actor: Actor, keys: NewKeys, changed: telling.Changed) -> None:
    accounts.add_statement(actor, keys.statement, keys.sealed)
    heads.moved(Dependency.Kind.STATEMENT, actor.person, changed)


def _extend_institution(actor: Actor, change: InstitutionChange, changed: telling.Changed) -> None:
    institution = institutions.extend(actor, change.institution, change.entries, change.names, change.invitation)
    for entry in map(InstitutionEntry.read, change.entries):
        if entry.op == "team_add":
            _open_team(entry.team)
        if entry.person:
            changed.persons.add(entry.person)
    heads.moved(Dependency.Kind.INSTITUTION, institution, changed)


def _open_team(team: str) -> None:
    """The spaces a team has of its own: for its key, and those that are computed from its id."""
    areas = {UUID(team): epochs.KEY_AREA}
    areas |= {UUID(team_space(team, name)): name for name, area in AREAS.items() if area.granted == "team"}
    if row("SELECT rights_open_team(%s, %s, %s)", UUID(team), list(areas), list(areas.values())) != (True,):
        raise Refusal("E_SCHEMA", "this id cannot be used")


# --- Chains of spaces ---


def _extend_spaces(actor: Actor, entries: list[Signed], changed: telling.Changed) -> None:
    """Entries of the actor's own vault, in their order."""
    states: dict[UUID, tuple[Space, SpaceState]] = {}
    for signed in entries:
        entry = SpaceEntry.read(signed)
        _may_sign(actor, entry)
        space = UUID(entry.space)
        states[space] = _extend(actor, entry, states.get(space) or _stored(actor.vault, space), changed)
    for opened, state in states.values():
        project(state)
        _prune(opened)


def _may_sign(actor: Actor, entry: SpaceEntry) -> None:
    epochs.check_clock(entry.at)
    if UUID(entry.vault) != actor.vault:
        raise Refusal("E_CHAIN_CTX", "not the actor's own vault")
    if entry.issuer != actor.person:
        raise Refusal("E_CHAIN_UNSIGNED", "issuer is not who asks")
    if entry.op == "grant" and not actor.sheet_confirmed:
        raise Refused(409, "sheet_first", _("Bitte bewahren Sie zuerst Ihr Zugangsblatt auf."))


def _stored(vault_id: UUID, space: UUID) -> tuple[Space, SpaceState] | None:
    """The space, locked until the end of the transaction, and what its chain says."""
    found = Space.objects.select_for_update().filter(vault=vault_id, id=space).first()
    state = state_of(Entry.objects.filter(vault=vault_id, space=space).order_by("seq")) if found else None
    return (found, state) if found and state else None


def _extend(
    actor: Actor, entry: SpaceEntry, stored: tuple[Space, SpaceState] | None, changed: telling.Changed
) -> tuple[Space, SpaceState]:
    found, state = stored or (None, None)
    if state and entry.op != "open" and entry.prev != state.head:
        raise Faster(prev=b64u(state.head), position=state.seq)
    if entry.seq >= MOST_ENTRIES:
        raise Refused(413, "too_large", _("Dieses Freigabe-Protokoll ist voll."))
    people = accounts.statements([actor.person])
    if entry.generation not in {0, len(people[actor.person])}:
        raise Refusal("E_CHAIN_UNSIGNED", "not the newest working key")
    after = extend_space(state, entry.signed, people)
    space = found or _open(actor, entry)
    changed.will_grow((space.vault, space.id))
    vault.add_entry(space, entry)
    if entry.op == "grant":
        vault.name_helper(space, entry)
    return space, after


def _open(actor: Actor, entry: SpaceEntry) -> Space:
    if Space.objects.filter(vault=actor.vault).count() >= MOST_SPACES:
        raise Refused(413, "too_large", _("Mehr Bereiche gehen in einem Ordner nicht."))
    relation = UUID(entry.relation) if entry.relation else None
    if entry.space == entry.vault:
        raise Refusal("E_SCHEMA", "this id cannot be used")
    try:
        with transaction.atomic():
            return vault.open_space(actor.vault, UUID(entry.space), entry.area, relation=relation, owner=actor.person)
    except IntegrityError:
        raise Refusal("E_SCHEMA", "this id cannot be used") from None


def _prune(space: Space) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rights_prune(%s, %s, %s)", [space.vault, space.id, now()])
