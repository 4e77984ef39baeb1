# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""What `POST /changes` refuses, and what follows from what it accepts."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from sociallook_protocol import changes, epochs
from sociallook_protocol.chains import Recipient
from sociallook_protocol.changes import Act, Change, Ground
from sociallook_protocol.encoding import b64u, id_bytes, team_space, unb64u
from sociallook_protocol.evaluate import newest, recipients
from sociallook_protocol.formats import decode
from sociallook_protocol.pins import Pins
from sociallook_protocol.reader import OpenedRecord, Parties
from sociallook_protocol.records import Contents
from sociallook_protocol.sign import signed

from sociallook.base.clock import DAY, MINUTE, now
from sociallook.rights.models import Access
from sociallook.rights.projection import rows, state_of
from sociallook.rights.tests import world
from sociallook.rights.tests.world import Person, Town
from sociallook.vault.models import Entry, Space
from tests.people import Person as Anybody


def refused(person: Person, change: Change | dict[str, Any], status: int, code: str) -> dict[str, Any]:
    """Post a change that must be refused, and look whether it left anything."""
    answer = person.post("/changes", change.plain() if isinstance(change, Change) else change)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.content
    return dict(answer.json())


def advanced(person: Person, known: Ground, at: int | None = None, reason: str = "change") -> Change:
    """A new epoch with its first record, on this ground."""
    return changes.refresh(Act(person.keys, at or now()), known, reason=reason)


# --- Chains ---


def test_no_grant_before_the_sheet_is_kept(town: Town) -> None:
    newcomer = Anybody("Nele").register()
    world.send(newcomer, changes.open_own(world.act(newcomer)))
    friend = {town.friend.person: town.friend.account.keys.statements}
    known = Parties({}, {}, friend, {}, Pins())
    giving = world.giving(world.private(town.friend), ["read"])
    connect = changes.open_area(world.act(newcomer), known, "messages", world.act(newcomer).new_id(), [giving])
    refused(newcomer, connect, 409, "sheet_first")
    world.confirmed(newcomer)
    world.send(newcomer, connect)


def test_the_faster_one_wins(town: Town) -> None:
    space = town.thread()
    first, second = world.ground(town.client, space), world.ground(town.client, space)
    held = changes.held_by(first, town.team_a.subject, now())
    world.send(town.client, changes.revoke(world.act(town.client), first, held))
    answer = refused(town.client, changes.revoke(world.act(town.client), second, held), 409, "E_PREV")
    assert (unb64u(answer["prev"]), answer["position"]) == (world.ground(town.client, space).state.head, 2)


@pytest.mark.parametrize("minutes", [-6, 6])
def test_a_clock_that_is_far_off_signs_nothing(town: Town, minutes: int) -> None:
    space = town.thread()
    known = world.ground(town.client, space)
    wrong = Act(town.client.keys, now() + minutes * MINUTE)
    held = changes.held_by(known, town.team_a.subject, now())
    refused(town.client, changes.revoke(wrong, known, held), 400, "E_CLOCK")
    if minutes > 0:  # an epoch cannot be older than the one before it
        refused(town.client, advanced(town.client, known, now() + minutes * MINUTE), 400, "E_CLOCK")


def test_giving_needs_the_root_key(town: Town) -> None:
    space = town.thread()
    known = world.ground(town.client, space)
    forged = world.forged_grant(town.client, known, town.youth.subject)
    values = decode("space-entry", forged.data) | {"generation": 1}
    by_working_key = signed(town.client.account.keys.newest.sign, "space-entry", values)
    refused(town.client, {"entries": [by_working_key.plain()]}, 400, "E_CHAIN_UNSIGNED")
    by_wrong_key = signed(town.stranger.keys.root, "space-entry", values | {"generation": 0})
    refused(town.client, {"entries": [by_wrong_key.plain()]}, 400, "E_SIG")


def test_all_or_nothing(town: Town) -> None:
    """A good entry beside a bad epoch leaves no trace."""
    space = town.thread()
    known = world.ground(town.client, space)
    held = changes.held_by(known, town.team_a.subject, now())
    good = changes.revoke(world.act(town.client), known, held).plain()
    broken = good | {"epochs": [{**good["epochs"][0], "wraps": []}]}
    refused(town.client, broken, 400, "E_EPOCH_SIG")
    assert world.bundle(town.client, space)["stale"] is False
    assert len(world.bundle(town.client, space)["chain"]) == 2
    world.send(town.client, good)


def test_ids_that_belong_to_others_cannot_be_taken(town: Town) -> None:
    """Whether the other space still exists or not: a taken id is refused in the same way."""
    labels = team_space(town.team_a.id, "labels")
    for taken in (town.thread(), labels, town.team_a.id, town.other_client.vault):
        act = Act(town.other_client.keys, now())
        opening = changes.open_own(replace(act, random=_first(id_bytes(taken), act)))
        refused(town.other_client, opening, 400, "E_SCHEMA")


def test_a_team_called_like_a_vault_does_not_get_into_it(town: Town) -> None:
    space = town.thread([])
    town.team_a.institution.add(town.admin, "team_add", team=town.client.vault, name="Trick")
    entries = [entry.plain() for entry in town.team_a.institution.unsent()]
    institution = b64u(town.team_a.institution.fingerprint)
    refused(town.admin, {"institutions": [{"institution": institution, "entries": entries}]}, 400, "E_SCHEMA")
    with connection.cursor() as cursor, transaction.atomic():  # and if it had come about all the same
        cursor.execute("SELECT set_config('app.actor', %s, true)", [town.stranger.person.hex()])
        cursor.execute(
            "INSERT INTO institutions_team (id, institution, name) VALUES (%s, %s, 'Trick')",
            [town.client.vault, town.verein.institution.fingerprint],
        )
        cursor.execute(
            "INSERT INTO institutions_membership (team, person) VALUES (%s, %s)",
            [town.client.vault, town.stranger.person],
        )
    assert town.stranger.get(f"/spaces/{space}").status_code == 404
    assert town.stranger.get(f"/spaces/{space}/records").status_code == 404
    assert space not in {each["space"] for each in town.stranger.get("/spaces").json()["spaces"]}


def _first(once: bytes, act: Act) -> Any:
    """Randomness that begins with these bytes."""
    queue = [once]
    return lambda size: queue.pop() if queue and size == 16 else act.random(size)


# --- Epochs ---


def test_an_epoch_needs_its_first_record(town: Town) -> None:
    space = town.thread()
    change = advanced(town.client, world.ground(town.client, space)).plain()
    refused(town.client, change | {"records": []}, 400, "E_SCHEMA")


def test_an_epoch_for_others_than_the_chains_say_is_refused(town: Town) -> None:
    space = town.thread()
    known = world.ground(town.client, space)
    more = _started(town.client, known, extra=town.stranger)
    refused(town.client, more, 400, "E_EPOCH_RECIPIENTS")
    fewer = _started(town.client, known, without=town.team_a.id)
    refused(town.client, fewer, 400, "E_EPOCH_RECIPIENTS")


def _started(owner: Person, known: Ground, extra: Person | None = None, without: str = "") -> Change:
    """An epoch whose recipients were tampered with, well signed by its owner."""
    moment = newest(known.view)
    plan = recipients(moment, now())
    named = [each for each in plan.recipients if each.team != without or not without]
    statements = dict(moment.statements)
    if extra:
        statements[extra.person] = extra.account.keys.statements[-1]
        named.append(Recipient("", extra.person, 1))
    moment = replace(moment, statements=statements)
    plan = replace(plan, recipients=tuple(sorted(named, key=lambda each: (each.team, b64u(each.person)))))
    assert known.before is not None
    beginning = epochs.Beginning(known.view.vault, known.view.space, moment, known.before, now(), "change")
    act = world.act(owner)
    started = epochs.start(beginning, plan, owner.keys, {}, act.random, act.wrapper)
    ground = replace(known, before=started.record, held={started.record.epoch: started.key})
    records, _tail = changes._records(act, ground, started.record, started.key, [world.message("x")])
    return Change((), (started,), records)


def test_an_epoch_signed_by_another_key_is_refused(town: Town) -> None:
    space = town.thread()
    change = advanced(town.client, world.ground(town.client, space)).plain()
    (epoch,) = change["epochs"]
    epoch["record"]["signature"] = b64u(bytes(64))
    refused(town.client, change, 400, "E_EPOCH_SIG")


def test_the_loser_of_a_race_for_an_epoch_is_told_the_number(town: Town) -> None:
    space = town.thread()
    known = world.ground(town.client, space)
    world.send(town.client, advanced(town.client, known))
    assert refused(town.client, advanced(town.client, known), 409, "E_STALE")["epoch"] == 2


def test_a_helper_starts_an_epoch_only_when_it_is_stale_or_once_a_day(town: Town) -> None:
    space = town.thread()
    known = world.ground(town.worker, space)
    refused(town.worker, advanced(town.worker, known, reason="change"), 400, "E_EPOCH_SIG")
    world.send(town.worker, advanced(town.worker, known, reason="unreadable"))
    again = world.ground(town.worker, space)
    refused(town.worker, advanced(town.worker, again, reason="unreadable"), 400, "E_EPOCH_SIG")
    world.send(town.standin, advanced(town.standin, world.ground(town.standin, space), reason="unreadable"))
    with time_machine.travel((now() + DAY + MINUTE) / 1000, tick=True):
        world.send(town.worker, advanced(town.worker, world.ground(town.worker, space), reason="unreadable"))


def test_a_reader_starts_no_epoch(town: Town) -> None:
    space = town.thread([world.giving(town.team_a.subject, ["read"])])
    refused(town.worker, advanced(town.worker, world.ground(town.worker, space)), 404, "not_available")


def test_nobody_writes_under_a_stale_epoch(town: Town) -> None:
    space = town.thread()
    known = world.ground(town.worker, space)
    world.join(town.admin, town.team_b, town.mate)
    sealed = world.letter(town.worker, space, known=known)
    answer = town.worker.post(f"/spaces/{space}/records", sealed)
    assert (answer.status_code, answer.json()["code"], answer.json()["epoch"]) == (409, "E_STALE", 1)
    assert world.bundle(town.worker, space)["stale"] is True
    world.say(town.worker, space, "unter neuem Schlüssel")
    assert world.texts(town.client, space) == ["unter neuem Schlüssel"]


MOVES: dict[str, Callable[[Town], Any]] = {
    "statement": lambda town: _new_keys(town.client),
    "institution": lambda town: world.join(town.admin, town.team_b, town.mate),
    "team": lambda town: world.start_team_key(town.worker, town.team_a, [town.worker, town.standin]),
}
"""Everything outside its own chain that an epoch of the thread depends on."""


@pytest.mark.parametrize("kind", MOVES)
def test_every_head_that_moves_makes_the_epoch_stale(town: Town, kind: str) -> None:
    space = town.thread()
    unconcerned = town.thread([])
    assert world.bundle(town.worker, space)["stale"] is False
    MOVES[kind](town)
    assert world.bundle(town.worker, space)["stale"] is True
    assert world.bundle(town.client, unconcerned)["stale"] is (kind == "statement")


def test_the_end_of_a_grant_makes_the_epoch_stale(town: Town) -> None:
    end = now() + DAY
    full, brief = (
        world.giving(town.team_a.subject, ["read", "write"]),
        world.giving(town.youth.subject, ["read"], until=end),
    )
    space = town.thread([full, brief])
    known = world.ground(town.worker, space)
    with time_machine.travel((end + 1) / 1000, tick=True):
        answer = town.worker.post(f"/spaces/{space}/records", world.letter(town.worker, space, known=known))
        assert (answer.status_code, answer.json()["code"]) == (409, "E_STALE")
        world.say(town.worker, space, "weiter")
        assert town.reader.get(f"/spaces/{space}").status_code == 404


def _new_keys(person: Person) -> None:
    """The next working keys, as a lost device needs them."""
    statement = person.next_generation()
    world.send(person, {"statements": [{"statement": statement.plain(), "sealed": b64u(bytes(148))}]})


def test_an_old_working_key_signs_nothing_more(town: Town) -> None:
    space = town.thread()
    known = world.ground(town.client, space)
    held = changes.held_by(known, town.team_a.subject, now())
    by_old_key = changes.revoke(world.act(town.client), known, held)
    _new_keys(town.client)
    refused(town.client, {"entries": by_old_key.plain()["entries"]}, 400, "E_CHAIN_UNSIGNED")


# --- What follows ---


def test_whoever_loses_reading_loses_the_wraps_at_once(town: Town) -> None:
    """Given the same right again without a new epoch, there is nothing left to open it with."""
    team = town.team_a.subject
    space = town.thread([world.giving(team, ["read"]), world.giving(world.private(town.friend), ["read"])])
    assert len(world.bundle(town.worker, space)["wraps"]) == len(world.bundle(town.friend, space)["wraps"]) == 1
    known = world.ground(town.client, space)
    taken = changes.revoke(world.act(town.client), known, changes.held_by(known, team, now()))
    world.send(town.client, {"entries": taken.plain()["entries"]})
    known = world.ground(town.client, space).knowing(town.known())
    again = changes.grant(world.act(town.client), known, [world.giving(team, ["read"], since=1)])
    world.send(town.client, {"entries": again.plain()["entries"]})
    assert world.bundle(town.worker, space)["wraps"] == []
    assert len(world.bundle(town.friend, space)["wraps"]) == 1


def test_the_projection_is_what_the_chains_say(town: Town) -> None:
    """Rebuilt from the chains alone, it is the same."""
    space = town.thread(
        [world.giving(town.team_a.subject, ["read", "write"]), world.giving(town.youth.subject, ["read"])]
    )
    town.thread([world.giving(town.team_c.contact(town.contact), ["read"], until=now() + DAY)])
    world.revoke(town, space, town.youth.subject)
    ended = town.thread()
    world.send(town.client, changes.end_relation(world.act(town.client), [world.ground(town.client, ended)]))
    world.bundle(town.client, space)
    rebuilt = [
        access
        for each in Space.objects.filter(vault=town.client.vault)
        if (state := state_of(Entry.objects.filter(vault=each.vault, space=each.id).order_by("seq")))
        for access in rows(state)
    ]
    stored = list(Access.objects.filter(vault=town.client.vault))

    def fields(access: Access) -> tuple[Any, ...]:
        return (*access.pk, access.institution, access.team, access.person, access.verbs, access.since, access.until)

    assert sorted(map(fields, stored), key=repr) == sorted(map(fields, rebuilt), key=repr)
    assert len(stored) == 2


def test_a_teams_own_space_is_for_its_members(town: Town) -> None:
    known = world.parties(town.worker, [town.team_a.institution])
    mine = world.bundle(town.worker, town.team_a.id)
    assert mine["area"] == "key"
    labels = changes.team_ground(town.team_a.id, "labels", known)
    label = Contents("label", now(), {"relation": world.act(town.worker).new_id(), "name": "Frau I."})
    world.send(town.worker, changes.refresh(world.act(town.worker), labels, [label]))
    space = labels.view.space
    read = [each.contents.body["name"] for each in world.read(town.standin, space) if isinstance(each, OpenedRecord)]
    assert read == ["Frau I."]
    for nobody in (town.colleague, town.stranger, town.client, town.former, town.admin):
        assert nobody.get(f"/spaces/{space}").status_code == 404
        assert nobody.get(f"/spaces/{town.team_a.id}").status_code == 404


def test_a_stranger_cannot_start_the_key_of_a_team(town: Town) -> None:
    known = world.parties(town.stranger, [town.team_b.institution])
    chain = known.institutions[town.team_b.institution.fingerprint]
    ground = changes.TeamGround(town.team_b.id, chain, known.people, frozenset([town.colleague.person]))
    start = changes.start_team_key(Act(town.colleague.keys, now()), ground)
    refused(town.stranger, start, 400, "E_EPOCH_SIG")
