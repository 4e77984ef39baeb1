# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The rule that carries the security: in random histories it leaks nothing, and every way to break it does."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sociallook_protocol.chains import EpochRecord, InstitutionChain, Recipient
from sociallook_protocol.evaluate import (
    Moment,
    Plan,
    View,
    is_recipient,
    is_stale,
    may_author,
    moment_at,
    newest,
    recipients,
)

from protocol.python.tests.epoch_model import INSTITUTION, TEAM, Rules, play

HISTORIES = 2000
BATCH = 50


def test_the_rules_leak_nothing() -> None:
    found = play(range(HISTORIES), Rules())
    assert (found.leaks, found.false_authors) == (0, 0)
    assert found.written > HISTORIES
    assert found.accepted > HISTORIES
    assert found.refused > HISTORIES


def _ignoring_statements(view: View, record: EpochRecord, now: int) -> bool:
    named = record.heads.statements
    as_named = {
        person: tuple(each for each in statements if each.hash == named.get(person)) or statements
        for person, statements in view.people.items()
    }
    return is_stale(replace(view, people=as_named), record, now)


def _ignoring_institutions(view: View, record: EpochRecord, now: int) -> bool:
    head = record.heads.institutions.get(INSTITUTION)
    states = view.institutions[INSTITUTION].states
    as_named = next((states[: place + 1] for place, state in enumerate(states) if state.head == head), states)
    return is_stale(replace(view, institutions={INSTITUTION: InstitutionChain(as_named)}), record, now)


def _ignoring_ends(view: View, record: EpochRecord, _: int) -> bool:
    return is_stale(view, record, record.at)


def _heads_only(view: View, record: EpochRecord, now: int) -> bool:
    return recipients(newest(view), now).heads != record.heads


def _as_the_server_says(view: View, record: EpochRecord, now: int) -> bool:
    """The server's rows say: these are the right recipients, as they were when the epoch was started."""
    return recipients(moment_at(view, record.heads), now) != recipients(moment_at(view, record.heads), record.at)


def _team_key_though_stale(moment: Moment, at: int) -> Plan:
    plan = recipients(moment, at)
    if TEAM not in plan.heads.teams:
        return plan
    team = Recipient(TEAM, b"", moment.teams[TEAM].epoch)
    return Plan(plan.heads, (team, *(to for to in plan.recipients if not to.team)))


def _any_recipient(moment: Moment, record: EpochRecord, person: bytes, _: str, __: int) -> bool:
    return is_recipient(moment, record, person)


def _any_reader(moment: Moment, record: EpochRecord, person: bytes, _: str, at: int) -> bool:
    return may_author(moment, record, person, "read", at)


def _by_author_time_alone(moment: Moment, record: EpochRecord, person: bytes, verb: str, at: int) -> bool:
    return may_author(moment, replace(record, at=at), person, verb, at)


def _anything(*_: object) -> None:
    return None


MUTANTS = {
    "writing under a stale epoch": Rules(is_stale=lambda *_: False),
    "staleness judged by the server's rows alone": Rules(is_stale=_as_the_server_says),
    "a replaced key does not make stale": Rules(is_stale=_ignoring_statements),
    "a member's leaving does not make stale": Rules(is_stale=_ignoring_institutions),
    "the end of a grant does not make stale": Rules(is_stale=_ignoring_ends),
    "recipients taken from the record": Rules(check_plan=_anything, is_stale=_heads_only),
    "the team's key used though it is stale": Rules(plan=_team_key_though_stale, check_plan=_anything),
    "anybody may start an epoch": Rules(check_starter=_anything),
    "older heads after newer ones": Rules(raised=lambda floor, found: {**floor, **found}),
    "what has moved is not pinned": Rules(moved=lambda *_: {}),
    "no floor under new records": Rules(floor=lambda *_: 0),
    "floor that does not count staleness": Rules(floor=lambda newest_epoch, _: newest_epoch),
    "verbs not judged at the epoch's heads": Rules(may_author=_any_recipient),
    "reading is enough to write": Rules(may_author=_any_reader),
    "the epoch's time is not judged": Rules(may_author=_by_author_time_alone),
}


@pytest.mark.parametrize("rules", MUTANTS.values(), ids=MUTANTS.keys())
def test_a_broken_rule_leaks(rules: Rules) -> None:
    for start in range(0, HISTORIES, BATCH):
        found = play(range(start, start + BATCH), rules)
        if found.leaks + found.false_authors:
            return
    pytest.fail("nothing leaked: the rule is not needed, or the model too weak to see why")
