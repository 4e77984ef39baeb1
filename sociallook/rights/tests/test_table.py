# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The table of rights, written out in full: who × verb × state, against the real door, for each area with cells.

    R  reads: bundle, all records, documents         r  reads from its first epoch on only
    W  writes or adds: records, uploads, deletes its own     D  deletes what others wrote
    -  gets the one answer "not available"           !  is not signed in (401)

Whoever reads is told of news by stream and push, and nobody else.

The same four grants bring each state about: team A, a contact person of team C, her stand-in by a grant of his own,
and the youth office, which may only read along.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

import pytest
import time_machine
from django.db import connection
from sociallook_protocol import changes
from sociallook_protocol.areas import AREAS
from sociallook_protocol.changes import Ground

from sociallook.base.clock import DAY, now
from sociallook.rights.tests import world
from sociallook.rights.tests.world import Person, Town
from tests.people import Person as Anybody

TABLE = """
state        owner worker standin contact deputy mate reader colleague admin former stranger other signed_out
never        RWD   -      -       -       -      -    -      -         -     -      -        -     !
granted      RWD   RW     RW      RW      RW     -    R      -         -     -      -        -     !
read_only    RWD   R      R       R       R      -    R      -         -     -      -        -     !
no_writing   RWD   R      R       R       R      -    R      -         -     -      -        -     !
paused       RWD   -      -       -       -      -    -      -         -     -      -        -     !
resumed      RWD   rW     rW      rW      rW     -    r      -         -     -      -        -     !
revoked      RWD   -      -       -       -      -    -      -         -     -      -        -     !
expired      RWD   -      -       -       -      -    -      -         -     -      -        -     !
ended        RWD   -      -       -       -      -    -      -         -     -      -        -     !
from_now_on  RWD   rW     rW      rW      rW     -    r      -         -     -      -        -     !
has_left     RWD   RW     -       -       RW     -    R      -         -     -      -        -     !
"""
ROWS = [line.split() for line in TABLE.strip().splitlines()]
CELLS = [(state, who, cell) for state, *cells in ROWS[1:] for who, cell in zip(ROWS[0][1:], cells, strict=True)]


@dataclass
class Scene:
    """A space in some state: two records of the owner at first, one after it changed."""

    town: Town
    area: str
    space: str
    ground: Ground
    blob: str
    record: str
    """A record of the owner that refers to the blob."""
    later: int = 0
    """How much later it is than when it began, in milliseconds."""

    def person(self, who: str) -> Person:
        """Whom a column of the table means."""
        if who == "signed_out":
            return Anybody("Niemand")
        found = getattr(self.town, {"owner": "client", "other": "other_client"}.get(who, who))
        assert isinstance(found, Anybody)
        return found


# --- States ---


def givings(town: Town, verbs: list[str], *, until: int = 0) -> list[changes.Giving]:
    """The four grants of the table."""
    full = (town.team_a.subject, town.team_c.contact(town.contact), town.team_c.contact(town.deputy))
    return [
        *(world.giving(subject, verbs, until=until) for subject in full),
        world.giving(town.youth.subject, ["read"], until=until),
    ]


def never(town: Town, area: str) -> str:
    return town.thread([], area)


def granted(town: Town, area: str) -> str:
    return town.thread(givings(town, verbs_of(area)), area)


def read_only(town: Town, area: str) -> str:
    return town.thread(givings(town, ["read"]), area)


def expired(town: Town, area: str) -> str:
    return town.thread(givings(town, verbs_of(area), until=now() + DAY), area)


def verbs_of(area: str) -> list[str]:
    """All that can be granted there."""
    return sorted(AREAS[area].verbs)


def nothing(_town: Town, _space: str, _area: str) -> None:
    """The state is that of the beginning."""


def no_writing(town: Town, space: str, area: str) -> None:
    ground = world.ground(town.client, space)
    world.send(town.client, changes.revoke(world.act(town.client), ground, held(ground, {AREAS[area].writing})))


def revoked(town: Town, space: str, area: str) -> None:
    ground = world.ground(town.client, space)
    world.send(town.client, changes.revoke(world.act(town.client), ground, held(ground, set(verbs_of(area)))))


def paused(town: Town, space: str, area: str) -> None:
    """As the protocol pauses: helper by helper."""
    for giving in givings(town, verbs_of(area)):
        ground = world.ground(town.client, space)
        world.send(town.client, changes.pause(world.act(town.client), [ground], giving.subject))


def resumed(town: Town, space: str, area: str) -> None:
    ended = list(world.ground(town.client, space).state.grants.values())
    paused(town, space, area)
    ground = world.ground(town.client, space).knowing(town.known())
    again = changes.resume(world.act(town.client), ground, ended, [("Beratung", "Fassung 1")] * len(ended))
    world.send(town.client, again)


def ended(town: Town, space: str, _area: str) -> None:
    world.send(town.client, changes.end_relation(world.act(town.client), [world.ground(town.client, space)]))


def from_now_on(town: Town, space: str, area: str) -> None:
    ground = world.ground(town.client, space).knowing(town.known())
    world.send(town.client, changes.grant(world.act(town.client), ground, givings(town, verbs_of(area))))


def has_left(town: Town, _space: str, _area: str) -> None:
    world.leave(town.admin, town.team_a, town.standin)
    world.leave(town.admin, town.team_c, town.contact)


def held(ground: Ground, verbs: set[str]) -> dict[str, list[str]]:
    """These verbs of all grants, as far as they have them."""
    found = {name: sorted(verbs & set(grant.verbs)) for name, grant in ground.state.grants.items()}
    return {name: taken for name, taken in found.items() if taken}


STATES: dict[str, tuple[Callable[[Town, str], str], Callable[[Town, str, str], None]]] = {
    "never": (never, nothing),
    "granted": (granted, nothing),
    "read_only": (read_only, nothing),
    "no_writing": (granted, no_writing),
    "paused": (granted, paused),
    "resumed": (granted, resumed),
    "revoked": (granted, revoked),
    "expired": (expired, nothing),
    "ended": (granted, ended),
    "from_now_on": (never, from_now_on),
    "has_left": (granted, has_left),
}


def scene(town: Town, area: str, state: str) -> Scene:
    """Bring a state about."""
    begin, change = STATES[state]
    space = begin(town, area)
    blob = world.upload(town.client, space, bytes(100))
    record = world.say(town.client, space, "vorher", [blob], area)
    change(town, space, area)
    return Scene(town, area, space, world.ground(town.client, space), blob, record)


# --- The table ---


@pytest.mark.parametrize("area", [name for name, area in AREAS.items() if area.granted == "cell"])
@pytest.mark.parametrize("state", [row[0] for row in ROWS[1:]])
def test_the_table(town: Town, state: str, area: str) -> None:
    stage = scene(town, area, state)
    stage.later = 3 * DAY if state == "expired" else 0
    with time_machine.travel((now() + stage.later) / 1000, tick=True):
        world.say(town.client, stage.space, "nachher", area=area)
        stage.ground = world.ground(town.client, stage.space)
        owner_last = [who for of, who, _ in reversed(CELLS) if of == state]
        found = {who: cell(stage, who) for who in owner_last}
    assert found == {who: wanted for of, who, wanted in CELLS if of == state}


def cell(stage: Scene, who: str) -> str:
    """What somebody can really do. Every answer must fit the others."""
    person = stage.person(who)
    statuses = {
        "bundle": person.get(f"/spaces/{stage.space}").status_code,
        "records": person.get(f"/spaces/{stage.space}/records").status_code,
        "listed": stage.space in {each["space"] for each in spaces(person)},
    }
    if statuses["bundle"] == 401:
        assert append(stage, person) == begin_upload(stage, person) == delete(stage, person) == 401
        return "!"
    reads = statuses["bundle"] == 200
    assert statuses == {"bundle": 200 if reads else 404, "records": 200 if reads else 404, "listed": reads}
    assert hears(stage, person) == (reads, reads), who
    return (letters(stage, person, who) if reads else "") + doing(stage, person, who) or "-"


def hears(stage: Scene, person: Person) -> tuple[bool, bool]:
    """Whether live events of this space reach a person, and whether a push wakes their devices.

    Delivery is judged by the database's own clock, which does not travel with the test's; then `rights_readers` is
    asked, on which both stand.
    """
    readers = "SELECT rights_readers(vault, id, %(at)s) FROM vault_space WHERE id = %(space)s"
    events = "SELECT person FROM notifications_readers(ARRAY[%(space)s::uuid])"
    pushes = "SELECT notifications_followers(%(space)s)"
    with connection.cursor() as cursor:
        found = []
        for question in (readers, readers) if stage.later else (events, pushes):
            cursor.execute("SELECT set_config('app.actor', encode(%s, 'hex'), true)", [stage.town.client.person])
            cursor.execute(question, {"space": stage.space, "at": now()})
            found.append(person.person in {bytes(each) for (each,) in cursor.fetchall()})
    return found[0], found[1]


def letters(stage: Scene, person: Person, who: str) -> str:
    """R: both messages and the document; r: only what came after."""
    texts = world.texts(person, stage.space)
    document = person.get(f"/spaces/{stage.space}/blobs/{stage.blob}").status_code
    assert (texts, document) in ((["vorher", "nachher"], 200), (["nachher"], 404)), (who, texts, document)
    return "R" if document == 200 else "r"


def doing(stage: Scene, person: Person, who: str) -> str:
    """W and D; whoever may not, gets 404 everywhere."""
    uploads = begin_upload(stage, person)
    wrote = append(stage, person)
    others = delete(stage, person)
    assert (uploads, wrote) in ((201, 201), (404, 404)), (who, uploads, wrote)
    assert others in ((204,) if who == "owner" else (404,)), (who, others)
    if who != "owner":
        give(stage, person)
    return ("W" if wrote == 201 else "") + ("D" if others == 204 else "")


def append(stage: Scene, person: Person) -> int:
    """A record sealed on the owner's ground: whoever has no right is refused although it knows everything."""
    sealed = world.letter(person, stage.space, stage.ground, stage.area)
    status = person.post(f"/spaces/{stage.space}/records", sealed).status_code
    if status == 201:
        stage.ground = world.ground(stage.town.client, stage.space)
        mine = world.header(sealed).record
        assert person.delete(f"/spaces/{stage.space}/records/{mine}").status_code == 204
        stage.ground = world.ground(stage.town.client, stage.space)
    return status


def begin_upload(stage: Scene, person: Person) -> int:
    """Announcing a document."""
    return person.post(f"/spaces/{stage.space}/blobs", {"blob": str(uuid.uuid4()), "size": 10}).status_code


def delete(stage: Scene, person: Person) -> int:
    """Deleting what the owner wrote: the first message with its document."""
    return person.delete(f"/spaces/{stage.space}/records/{stage.record}").status_code


def give(stage: Scene, person: Person) -> None:
    """Nobody but the owner adds to the chain, whatever they sign."""
    forged = world.forged_grant(person, stage.ground, world.private(person))
    answer = person.post("/changes", {"entries": [forged.plain()]})
    assert (answer.status_code, answer.json()["code"]) == (400, "E_CHAIN_CTX")


def spaces(person: Person) -> list[dict[str, str]]:
    """The list of spaces; empty when not signed in."""
    answer = person.get("/spaces")
    return answer.json()["spaces"] if answer.status_code == 200 else []


def test_every_cell_is_named_once() -> None:
    assert len({(state, who) for state, who, _ in CELLS}) == len(CELLS) == 11 * 13
    assert {state for state, _, _ in CELLS} == set(STATES)
