# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Accepting epochs: who gets the key is computed from the chains, never taken from whoever sends it (SPEC 7)."""

from uuid import UUID

from sociallook_protocol.chains import EpochRecord, link_epoch
from sociallook_protocol.encoding import structure_hash
from sociallook_protocol.errors import Refusal
from sociallook_protocol.evaluate import View, counting, judge_epoch, judge_team_key, newest, recipients

from sociallook.accounts.actors import Actor
from sociallook.base.clock import DAY, MINUTE, now
from sociallook.base.refusals import NotAvailable
from sociallook.rights import door, heads, knowledge, letters, telling
from sociallook.rights.changes import Change, NewEpoch
from sociallook.rights.models import Opening
from sociallook.rights.projection import state_of
from sociallook.vault import actions as vault
from sociallook.vault.models import Dependency, Entry, Epoch, Space

CLOCK_TOLERANCE = 5 * MINUTE
KEY_AREA = "key"
"""Area shown for the space in which a team keeps its own key. It has no verbs and no records."""


def check_clock(at: int) -> None:
    """Refuses E_CLOCK for what was signed by a device whose clock is more than five minutes off."""
    if abs(at - now()) > CLOCK_TOLERANCE:
        raise Refusal("E_CLOCK", "more than five minutes from the server's time")


def start(actor: Actor, new: NewEpoch, change: Change, changed: telling.Changed) -> None:
    """The next epoch of a space, with its first record in the same set of changes.

    Refuses 409 `E_STALE` (somebody was faster, or it names heads that have moved meanwhile), E_CLOCK,
    E_EPOCH_SIG, E_EPOCH_RECIPIENTS, E_SCHEMA, 404 `not_available`.
    """
    record = new.record
    check_clock(record.at)
    if record.starter != actor.person:
        raise Refusal("E_EPOCH_SIG", "starter is not who asks")
    _check_wraps(record, new.wraps)
    row = _locked(actor, record)
    before = _newest_epoch(row)
    if record.epoch != row.epoch + 1 or record.prev != (before.hash if before else b""):
        raise letters.stale(row.epoch)
    link_epoch(record.vault, record.space, before, record)
    if record.is_team_key:
        ends = _judge_team_key(row, before, record)
    elif change.begins(record.hash):
        _may_start(actor, row, record)
        ends = _judge(row, record)
    else:
        raise Refusal("E_SCHEMA", "an epoch comes with its first record")
    vault.start_epoch(row, record, new.wraps, dependencies=heads.named(record), stale_at=min(ends, default=None))
    changed.spaces.add((row.vault, row.id))
    if record.is_team_key:
        changed.teams.add(row.vault)
        heads.moved(Dependency.Kind.TEAM, row.vault.bytes, changed)


def _check_wraps(record: EpochRecord, wraps: list[bytes]) -> None:
    if [structure_hash("wrap", wrap) for wrap in wraps] != list(record.wraps):
        raise Refusal("E_EPOCH_SIG", "other wraps than the record names")


# --- Finding and locking ---


def _locked(actor: Actor, record: EpochRecord) -> Space:
    """The space of this record, in which the actor may act, locked until the end of the transaction."""
    vault_id, space = UUID(record.vault), UUID(record.space)
    permit = door.enter(actor, space, "act", act=Opening.Act.WRITE)
    row = Space.objects.select_for_update().filter(vault=vault_id, id=space).first()
    if row is None or permit.vault != vault_id:
        raise NotAvailable
    return row


def _newest_epoch(row: Space) -> EpochRecord | None:
    found = Epoch.objects.filter(vault=row.vault, space=row.id, number=row.epoch).first()
    return knowledge.epoch_record(found) if found else None


# --- Judging ---


def _may_start(actor: Actor, row: Space, record: EpochRecord) -> None:
    """The owner may always; everybody else when the epoch is stale, or once a day because it cannot be opened."""
    stale = row.stale or row.epoch == 0 or (row.stale_at is not None and row.stale_at <= now())
    if row.owner == actor.person or stale:
        return
    if record.reason != "unreadable":
        raise Refusal("E_EPOCH_SIG", "the epoch is not stale")
    for epoch in Epoch.objects.filter(vault=row.vault, space=row.id).order_by("-number")[:100]:
        earlier = knowledge.epoch_record(epoch)
        if earlier.at <= record.at - DAY:
            break
        if earlier.starter == actor.person and earlier.reason == "unreadable":
            raise Refusal("E_EPOCH_SIG", "once a day is enough")


def _judge(row: Space, record: EpochRecord) -> list[int]:
    """Check starter, signature, heads and recipients. Returns when grants that were counted end (ms)."""
    state = state_of(Entry.objects.filter(vault=row.vault, space=row.id).order_by("seq"))
    known = knowledge.of_space(state, record.at) if state else knowledge.of_team(record.vault)
    view = known.view(record.vault, record.space, state)
    _check_heads(view, record)
    judge_epoch(view, record, {})
    return [grant.until for grant in counting(state, record.at) if grant.until] if state else []


def _check_heads(view: View, record: EpochRecord) -> None:
    """Heads that have moved since the record was made are nobody's fault: E_STALE, and once more."""
    needed = recipients(newest(view), record.at, missing="E_EPOCH_RECIPIENTS").heads
    pairs = (
        ({"chain": needed.chain}, {"chain": record.heads.chain}),
        (needed.institutions, record.heads.institutions),
        (needed.teams, record.heads.teams),
        (needed.statements, record.heads.statements),
    )
    for ours, named in pairs:
        if not named.keys() <= ours.keys():
            raise Refusal("E_EPOCH_RECIPIENTS", "names a head that nothing leads to")
    if any(ours != named for ours, named in pairs):
        raise letters.stale(record.epoch - 1)


def _judge_team_key(row: Space, before: EpochRecord | None, record: EpochRecord) -> list[int]:
    """Check the next key of a team. It never ends by itself."""
    known = knowledge.of_team_key(row.vault, record)
    newest_heads = {name: state.head for name, state in known.institutions.items()} | {
        person: statements[-1].hash for person, statements in known.statements.items()
    }
    named = {**record.heads.institutions, **record.heads.statements}
    if any(newest_heads.get(name, head) != head for name, head in named.items()):
        raise letters.stale(row.epoch)
    view = known.view(record.vault, record.space, None)
    for chain in view.institutions.values():
        judge_team_key(chain, view.people, before, record, {})
    return []
