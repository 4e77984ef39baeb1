# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""What people do, from the act to what everybody else can open afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from sociallook_protocol import changes
from sociallook_protocol.chains import EpochRecord
from sociallook_protocol.changes import Change
from sociallook_protocol.encoding import salted
from sociallook_protocol.errors import Refusal
from sociallook_protocol.formats import read
from sociallook_protocol.reader import OpenedRecord, open_record, open_records
from sociallook_protocol.records import Contents, Draft
from sociallook_vectors.scenarios import Scene
from sociallook_vectors.structures import RELATION
from sociallook_vectors.world import MINUTE, Seeded, World


@pytest.fixture
def scene() -> Scene:
    """Clara, team A (Anna, Ben) who may read and write her messages; Carl in team B and Otto have no right."""
    world = World("changes")
    for name in ("clara", "anna", "ben", "carl", "otto"):
        world.person(name)
    world.institution("jobcenter", "anna")
    world.team("jobcenter", "A", "anna", ["anna", "ben"])
    world.team("jobcenter", "B", "anna", ["carl"])
    world.institution("jugendamt", "otto")
    world.team("jugendamt", "J", "otto", ["otto"])
    world.team_key("A", "anna", ["ben"])
    world.team_key("J", "otto")
    act = world.act("clara")
    giving = changes.give(act, world.subject("A"), ["read", "write"], purpose="Arbeit finden", text="Text 1")
    contents = [Contents("name", act.at, {"name": "Clara"}), changes.consent(giving, "contact", "de", act.at)]
    world.accept(changes.connect(act, world.parties("clara"), RELATION, giving, contents))
    act = world.act("clara")
    giving = changes.give(act, world.subject("A"), ["read", "write"], purpose="Arbeit finden", text="Text 1")
    world.accept(changes.open_area(act, world.parties("clara"), "messages", RELATION, [giving]))
    return Scene(world, world.space("messages", RELATION))


def texts(scene: Scene, reader: str, first: int = 1) -> list[str]:
    """The messages somebody can read, from its first epoch on."""
    opened = scene.world.open(scene.space, reader, first)
    found = open_records(opened, scene.records)
    return [
        each.contents.body["text"]
        for each in found
        if isinstance(each, OpenedRecord) and each.contents.kind == "message"
    ]


def newest(scene: Scene) -> EpochRecord:
    return scene.world.spaces[scene.space].epochs[-1][0]


def let_in(scene: Scene, verbs: Sequence[str] = ("read",), since: int = 0, until: int = 0) -> str:
    """Otto's team may follow the messages."""
    act = scene.world.act("clara")
    giving = changes.give(act, scene.world.subject("J"), verbs, since=since, until=until, purpose="p", text="t")
    scene.world.accept(changes.grant(act, scene.ground("clara"), [giving]))
    return giving.grant


def test_registering_opens_the_own_spaces(scene: Scene) -> None:
    change = changes.open_own(scene.world.act("clara"))
    areas = [ground.state.area for ground in change.after]
    assert areas == ["own", "documents"]
    assert all(len(each.record.recipients) == 1 for each in change.epochs)


def test_every_change_is_what_the_api_takes(scene: Scene) -> None:
    for change in (
        changes.open_own(scene.world.act("clara")),
        changes.revoke(scene.world.act("clara"), scene.ground("clara"), {scene.grants[0]: ["write"]}),
    ):
        assert read("change", change.plain())


def test_both_sides_write_and_read(scene: Scene) -> None:
    scene.say("ben", "Guten Tag")
    scene.say("clara", "Hallo")
    assert texts(scene, "clara") == texts(scene, "anna") == ["Guten Tag", "Hallo"]


def test_consent_can_be_checked_against_the_chain(scene: Scene) -> None:
    contact = Scene(scene.world, scene.world.space("contact", RELATION))
    opened = scene.world.open(contact.space, "ben")
    name, consent = (open_record(opened, each) for each in contact.records)
    assert name.contents.body == {"name": "Clara"}
    body = consent.contents.body
    assert opened.view.chain
    given = opened.view.chain.newest.grants[body["grant"]]
    assert given.purpose == salted(body["purpose_salt"], "Arbeit finden")
    assert given.text == salted(body["text_salt"], "Text 1")


def test_from_now_on_means_nothing_from_before(scene: Scene) -> None:
    scene.say("clara", "vorher")
    let_in(scene)
    scene.say("clara", "nachher")
    assert texts(scene, "otto", newest(scene).epoch) == ["nachher"]
    assert texts(scene, "otto") == ["nachher"]  # even if the server served everything


def test_with_history_means_everything_since_then(scene: Scene) -> None:
    scene.say("clara", "eins")
    let_in(scene)
    scene.revoke(scene.grants[1], "read")
    scene.say("clara", "zwei")
    let_in(scene, since=1)
    assert texts(scene, "otto") == ["eins", "zwei"]


def test_what_is_taken_is_taken_at_once(scene: Scene) -> None:
    grant = let_in(scene)
    before = newest(scene)
    scene.revoke(grant, "read")
    scene.say("clara", "nicht für Otto")
    assert newest(scene).epoch == before.epoch + 1
    assert texts(scene, "otto", before.epoch) == []
    assert texts(scene, "ben") == ["nicht für Otto"]


def test_taking_needs_no_root_key_and_giving_does(scene: Scene) -> None:
    act = scene.world.act("clara")
    without = replace(act, keys=replace(act.keys, root=b""))
    assert changes.revoke(without, scene.ground("clara"), {scene.grants[0]: ["write"]}).entries
    giving = changes.give(without, scene.world.subject("J"), ["read"], purpose="p", text="t")
    with pytest.raises(ValueError, match="step up"):
        changes.grant(without, scene.ground("clara"), [giving])


def test_networking_is_reading_only(scene: Scene) -> None:
    act = scene.world.act("clara")
    giving = changes.give(act, scene.world.subject("J"), ["read", "write"], purpose="p", text="t")
    with pytest.raises(Refusal) as refused:
        changes.network(act, scene.ground("clara"), giving)
    assert refused.value.code == "E_SCHEMA"


def test_pause_and_resume(scene: Scene) -> None:
    world = scene.world
    contact = Scene(world, world.space("contact", RELATION))
    subject = world.subject("A")
    ended = [grant for grant in scene.ground("clara").state.grants.values() if grant.verbs]
    world.accept(changes.pause(world.act("clara"), [scene.ground("clara"), contact.ground("clara")], subject))
    for paused in (scene, contact):
        assert changes.held_by(paused.ground("clara"), subject, world.now) == {}
        assert [to.person for to in newest(paused).recipients] == [world.keys["clara"].person]
    scene.say("clara", "in der Pause")
    world.accept(changes.resume(world.act("clara"), scene.ground("clara"), ended, [("Arbeit finden", "Text 1")]))
    scene.say("clara", "danach")
    assert texts(scene, "ben") == ["danach"]
    assert scene.grants[0] != scene.grants[1]


def test_ending_a_relation_leaves_the_owner_alone_with_it(scene: Scene) -> None:
    scene.say("ben", "bleibt lesbar")
    scene.world.accept(changes.end_relation(scene.world.act("clara"), [scene.ground("clara")]))
    assert [to.person for to in newest(scene).recipients] == [scene.world.keys["clara"].person]
    assert texts(scene, "clara") == ["bleibt lesbar"]
    with pytest.raises(Refusal):
        scene.revoke(scene.grants[0], "read")


def test_nobody_writes_under_a_stale_epoch(scene: Scene) -> None:
    before = newest(scene)
    scene.world.leave("A", "ben", "anna")
    scene.say("anna", "neu")
    assert newest(scene).epoch == before.epoch + 1
    assert newest(scene).starter == scene.world.keys["anna"].person
    assert texts(scene, "ben") == []
    assert texts(scene, "anna") == texts(scene, "clara") == ["neu"]


def test_an_end_date_makes_stale(scene: Scene) -> None:
    let_in(scene, until=scene.world.now + 30 * MINUTE)
    scene.say("clara", "solange")
    assert texts(scene, "otto") == ["solange"]
    before = newest(scene)
    scene.world.now += 60 * MINUTE
    scene.say("clara", "vorbei")
    assert newest(scene).epoch == before.epoch + 1
    assert texts(scene, "otto") == ["solange"]


def test_a_new_key_of_a_member_is_used_from_then_on(scene: Scene) -> None:
    stolen = scene.world.keys["ben"]
    scene.world.rotate("ben")
    scene.say("anna", "neue Schlüssel")
    assert texts(scene, "ben") == ["neue Schlüssel"]
    scene.world.keys["ben"] = replace(stolen, statements=scene.world.keys["ben"].statements)
    assert texts(scene, "ben") == []


def test_who_cannot_open_gets_everything_again(scene: Scene) -> None:
    """A member lost the epoch's wrap: any writer starts another one that carries all older keys."""
    scene.say("clara", "alt")
    stored = scene.world.spaces[scene.space]
    record, wraps = stored.epochs[-1]
    stored.epochs[-1] = (record, tuple(bytes(len(each)) for each in wraps))
    for to, wrap in zip(record.recipients, wraps, strict=True):
        if to.person == scene.world.keys["clara"].person:
            stored.epochs[-1] = (record, tuple(wrap if each == to else bytes(9) for each in record.recipients))
    opened = scene.world.open(scene.space, "ben")
    assert opened.unreadable == {1: "E_COMMIT"}
    with pytest.raises(Refusal, match="E_STALE"):
        opened.may_write()
    scene.world.accept(changes.refresh(scene.world.act("clara"), scene.ground("clara"), (), "unreadable"))
    assert texts(scene, "ben") == ["alt"]


def test_a_team_without_a_key_gets_nothing_and_then_starts_itself(scene: Scene) -> None:
    world = scene.world
    act = world.act("clara")
    giving = changes.give(act, world.subject("B"), ["read", "write"], purpose="p", text="t")
    world.accept(changes.grant(act, scene.ground("clara"), [giving]))
    assert all(not to.team or to.team == world.teams["A"][1] for to in newest(scene).recipients)
    scene.say("clara", "noch nicht")
    world.team_key("B", "carl")
    number = newest(scene).epoch
    scene.say("carl", "jetzt ich", number)
    assert texts(scene, "carl", number) == ["jetzt ich"]


def test_a_leaver_who_holds_the_old_team_key_opens_nothing_new(scene: Scene) -> None:
    world = scene.world
    world.leave("A", "ben", "anna")
    world.join("A", "carl", "anna")
    world.team_key("A", "anna", ["carl"])
    scene.say("clara", "für Anna und Carl")
    assert texts(scene, "carl") == texts(scene, "anna") == ["für Anna und Carl"]
    assert texts(scene, "ben") == []
    team = world.teams["A"][1]
    assert set(world.parties("carl").team_keys[team]) == {1, 2}


def test_a_newcomer_is_taken_in_only_by_hand(scene: Scene) -> None:
    world = scene.world
    world.join("A", "carl", "anna")
    world.team_key("A", "anna", ["ben"])
    scene.say("clara", "Carl ist noch nicht bestätigt")
    assert texts(scene, "carl") == []


def test_who_does_not_hold_the_team_key_cannot_start_the_next(scene: Scene) -> None:
    scene.world.join("A", "carl", "anna")
    with pytest.raises(Refusal) as refused:
        scene.world.team_key("A", "otto")
    assert refused.value.code == "E_EPOCH_SIG"


def test_a_retry_is_no_second_record(scene: Scene) -> None:
    act = scene.world.act("clara")
    record = act.new_id()
    contents = Contents("message", act.at, {"text": "einmal", "lang": "", "files": []})
    first = changes.write(act, scene.ground("clara"), [Draft(contents, record)])
    again = changes.write(act, scene.ground("clara"), [Draft(contents, record)])
    assert [each.records[0].sealed.header for each in (first, again)] == [first.records[0].sealed.header] * 2


def test_nothing_wider_than_the_chains_is_ever_wrapped(scene: Scene) -> None:
    """Whatever a server adds to what it offers, an epoch goes to those the chains name."""
    let_in(scene)
    change = changes.refresh(scene.world.act("clara"), scene.ground("clara"))
    persons = {to.person for to in change.epochs[0].record.recipients}
    assert scene.world.keys["carl"].person not in persons
    assert len(change.epochs[0].wraps) == len(change.epochs[0].record.recipients) == 3


def test_secrets_do_not_show(scene: Scene) -> None:
    change = changes.refresh(scene.world.act("clara"), scene.ground("clara"))
    shown = repr((change, scene.world.keys["clara"], scene.world.open(scene.space, "clara")))
    keys = scene.world.keys["clara"]
    secrets = [keys.root, keys.newest.kem, keys.newest.sign, change.epochs[0].key]
    assert not any(repr(secret)[2:-1] in shown for secret in secrets)


def test_changes_add_up() -> None:
    assert Change() + Change() == Change()
    assert Seeded("a")(4) == Seeded("a")(4) != Seeded("b")(4)
