# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Many at once, each in a transaction of its own: what must be in order stays in order."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, connections
from sociallook_protocol import changes

from sociallook.rights.tests import world
from sociallook.rights.tests.world import Town

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls: Callable[[], int]) -> list[int]:
    """Run these at the same moment; what each returned, sorted."""
    gate = threading.Barrier(len(calls))
    found: list[int] = []

    def run(call: Callable[[], int]) -> None:
        gate.wait()
        try:
            found.append(call())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(found)


def test_of_many_records_on_the_same_ground_one_stands() -> None:
    town = Town.build()
    space = town.thread()
    known = world.ground(town.worker, space)
    sealed = [world.letter(person, space, known=known) for person in (town.worker, town.standin, town.client) * 2]
    people = (town.worker, town.standin, town.client) * 2
    statuses = at_once(
        *(
            lambda person=person, body=body: person.post(f"/spaces/{space}/records", body).status_code
            for person, body in zip(people, sealed, strict=True)
        )
    )
    assert statuses == [201, 409, 409, 409, 409, 409]
    assert len(world.records(town.client, space)) == 2


def test_of_many_epochs_one_stands() -> None:
    town = Town.build()
    space = town.thread()
    world.join(town.admin, town.team_b, town.mate)  # makes the epoch stale
    bodies = [
        (person, changes.refresh(world.act(person), world.ground(person, space)).plain())
        for person in (town.worker, town.standin, town.client)
    ]
    statuses = at_once(
        *(lambda person=person, body=body: person.post("/changes", body).status_code for person, body in bodies)
    )
    assert statuses == [200, 409, 409]
    assert [world.bundle(town.client, space)[key] for key in ("epoch", "stale")] == [2, False]


def test_no_epoch_escapes_a_head_that_moves_at_the_same_time() -> None:
    """Whichever comes first: an epoch that is current names the newest head (decision 0009)."""
    town = Town.build()
    space = town.thread()
    for number in range(6):
        epoch = changes.refresh(world.act(town.client), world.ground(town.client, space)).plain()
        (join, leave) = (town.team_b, town.mate), (town.team_b, town.mate)
        team, member = join if number % 2 == 0 else leave
        entries = _entries(town, team, member, joins=number % 2 == 0)
        at_once(
            lambda epoch=epoch: town.client.post("/changes", epoch).status_code,  # type: ignore[misc]
            lambda entries=entries: town.admin.post("/changes", entries).status_code,  # type: ignore[misc]
        )
        found = world.opened(town.client, space)
        assert world.bundle(town.client, space)["stale"] or not found.is_stale
        world.say(town.client, space, "weiter")


def _entries(town: Town, team: world.Team, member: world.Person, *, joins: bool) -> dict[str, object]:
    """What an administrator posts, signed but not sent."""
    institution = team.institution
    if joins:
        given = {"root": member.account.keys.statements[-1].root, "name_hash": bytes(32)}
        institution.add(town.admin, "member_add", team=team.id, person=member.person, **given)
    else:
        institution.add(town.admin, "member_remove", team=team.id, person=member.person)
    entries = [entry.plain() for entry in institution.unsent()]
    return {"institutions": [{"institution": world.b64u(institution.fingerprint), "entries": entries}]}


def test_a_space_is_told_of_when_the_record_stands() -> None:
    """The notification comes with the commit, not before, and says ids only."""
    town = Town.build()
    space = town.thread()
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute("LISTEN sociallook")
        world.say(town.worker, space, "Guten Tag")
        heard = [note.payload for note in connection.connection.notifies(timeout=5, stop_after=1)]
        cursor.execute("UNLISTEN sociallook")
    assert [world.decoded(payload) for payload in heard] == [{"event": "record", "space": space, "position": 2}]
