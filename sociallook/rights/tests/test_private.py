# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The whole way with a private person as helper: open, grant, write, read, take."""

import pytest
from sociallook_protocol import changes
from sociallook_protocol.pins import Pins
from sociallook_protocol.reader import Parties

from sociallook.base.clock import now
from sociallook.rights.tests import world
from sociallook.rights.tests.world import Person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def client() -> Person:
    person = Person("Ida").register()
    assert person.post("/account/sheet").status_code == 204
    return person


@pytest.fixture
def friend() -> Person:
    return Person("Jona").register()


def messages(client: Person, friend: Person) -> str:
    """A messages space of a relation with a private person; returns its id."""
    people = {client.person: client.account.keys.statements, friend.person: friend.account.keys.statements}
    known = Parties({}, {}, people, {}, Pins())
    relation = world.act(client).new_id()
    opened = changes.open_area(
        world.act(client), known, "messages", relation, [world.giving(world.private(friend), ["read", "write"])]
    )
    (space,) = world.send(client, opened)["spaces"]
    return str(space)


def test_own_spaces_open_at_registration(client: Person) -> None:
    world.send(client, changes.open_own(world.act(client)))
    listed = client.get("/spaces").json()["spaces"]
    assert sorted((each["area"], each["role"], each["through"]) for each in listed) == [
        ("documents", "owner", "own"),
        ("own", "owner", "own"),
    ]


def test_a_friend_reads_and_writes_and_a_stranger_gets_nothing(client: Person, friend: Person) -> None:
    space = messages(client, friend)
    world.say(client, space, "Guten Tag")
    world.say(friend, space, "Hallo")
    assert world.texts(client, space) == world.texts(friend, space) == ["Guten Tag", "Hallo"]
    stranger = Person("Kim").register()
    for answer in (
        stranger.get(f"/spaces/{space}"),
        stranger.get(f"/spaces/{space}/records"),
        stranger.post(f"/spaces/{space}/records", world.letter(client, space)),
    ):
        assert answer.status_code == 404
    assert stranger.get("/spaces").json()["spaces"] == []


def test_what_is_taken_is_gone_at_once(client: Person, friend: Person) -> None:
    space = messages(client, friend)
    world.say(client, space, "vorher")
    known = world.ground(friend, space)
    held = changes.held_by(world.ground(client, space), world.private(friend), now())
    world.send(client, changes.revoke(world.act(client), world.ground(client, space), held))
    world.say(client, space, "nachher")
    assert friend.get(f"/spaces/{space}").status_code == 404
    assert friend.get(f"/spaces/{space}/records").status_code == 404
    assert friend.post(f"/spaces/{space}/records", world.letter(friend, space, known=known)).status_code == 404
    assert world.texts(client, space) == ["vorher", "nachher"]
