# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Whole scenes: what a server offers one reader for a space, honestly or not, and what the reader makes of it.

Clara has a relation with team A of the job centre (Anna, Ben). Otto of the youth office may follow their messages.
Carl is in team B of the job centre, without a grant. Every attack is made with keys its author really has.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from sociallook_protocol import changes
from sociallook_protocol.chains import EpochRecord, Heads, Recipient
from sociallook_protocol.changes import Ground
from sociallook_protocol.encoding import b64u, id_text, unb64u
from sociallook_protocol.epochs import Beginning, Started, start
from sociallook_protocol.evaluate import Moment, Plan, moment_at, newest, recipients
from sociallook_protocol.formats import (
    Signed,
    decode,
    encode,
    plain,
)
from sociallook_protocol.pins import Pins, write_checkpoint
from sociallook_protocol.reader import (
    open_space,
    read_up_to,
)
from sociallook_protocol.records import (
    LABEL,
    Contents,
    Place,
    Sealed,
    seal_record,
)
from sociallook_protocol.seal import seal
from sociallook_protocol.sign import sign

from sociallook_vectors.calls import keys_json, pins_json
from sociallook_vectors.case import Case
from sociallook_vectors.structures import RELATION, changed, flipped, new_world
from sociallook_vectors.world import MINUTE, World

Bundle = dict[str, Any]


@dataclass
class Scene:
    """A world and its messages space."""

    world: World
    space: str

    def say(self, name: str, text: str, first: int = 1) -> None:
        """Somebody writes a message."""
        act = self.world.act(name)
        contents = Contents("message", act.at, {"text": text, "lang": "de", "files": []})
        self.world.accept(changes.write(act, self.ground(name, first), [contents]))

    def ground(self, name: str, first: int = 1) -> Ground:
        """The space as somebody may change it."""
        return self.world.ground(self.space, name, first)

    @property
    def records(self) -> list[dict[str, str]]:
        """All stored records."""
        return list(self.world.spaces[self.space].records)

    def follow(self) -> str:
        """Otto is let in to read from now on; returns the grant's id."""
        act = self.world.act("clara")
        giving = changes.give(act, self.world.subject("J"), ["read"], purpose="Wohnung finden", text="Text 2")
        self.world.accept(changes.network(act, self.ground("clara"), giving))
        return giving.grant

    def revoke(self, grant: str, *verbs: str, quietly: bool = False) -> None:
        """Clara takes verbs. ``quietly``: the entry is stored, no epoch started yet (as a stale epoch shows)."""
        change = changes.revoke(self.world.act("clara"), self.ground("clara"), {grant: verbs})
        self.world.accept(changes.Change(change.entries) if quietly else change)

    @property
    def grants(self) -> list[str]:
        """Ids of the grants, in their order."""
        return list(self.ground("clara").state.grants)


def scene() -> Scene:
    """The beginning: contact and messages with team A, a message each."""
    world = new_world("scene")
    for name in ("clara", "anna", "ben", "carl", "otto", "nina", "paul"):
        world.person(name)
    world.institution("jobcenter", "anna")
    world.team("jobcenter", "A", "anna", ["anna", "ben"])
    world.team("jobcenter", "B", "anna", ["carl"])
    world.institution("jugendamt", "otto")
    world.team("jugendamt", "J", "otto", ["otto"])
    world.team_key("A", "anna", ["ben"])
    world.team_key("J", "otto")
    act = world.act("clara")
    contact = changes.give(act, world.subject("A"), ["read", "write"], purpose="Arbeit finden", text="Text 1")
    contents = [Contents("name", act.at, {"name": "Clara"}), changes.consent(contact, "contact", "de", act.at)]
    world.accept(changes.connect(act, world.parties("clara"), RELATION, contact, contents))
    act = world.act("clara")
    giving = changes.give(act, world.subject("A"), ["read", "write"], purpose="Arbeit finden", text="Text 1")
    world.accept(changes.open_area(act, world.parties("clara"), "messages", RELATION, [giving]))
    made = Scene(world, world.space("messages", RELATION))
    made.say("ben", "Guten Tag, hier ist das Jobcenter.")
    made.say("clara", "Danke!")
    world.pins.clear()
    return made


def cases() -> list[Case]:
    """All of them."""
    return [
        *_honest(),
        *_offers(),
        *_pinned(),
        *_epochs(),
        *_team_keys(),
        *_wraps(),
        *_writing(),
        *_records(),
        *_references(),
    ]


def case(  # noqa: PLR0913 - a case says what differs from the honest one
    name: str,
    made: Scene,
    reader: str,
    refusal: str = "",
    *,
    call: str = "reader.open_space",
    first: int = 1,
    pins: Pins | None = None,
    change: Callable[[Bundle], object] | None = None,
    clock: int = 0,
    **more: Any,
) -> Case:
    """What ``reader`` makes of the bundle, after ``change`` was done to it."""
    bundle = deepcopy(made.world.bundle(made.space, reader, first))
    if change:
        change(bundle)
    given = {
        "bundle": _needed(bundle),
        "keys": keys_json(made.world.keys[reader]),
        "pins": pins_json(pins) if pins else {},
        "clock": made.world.now + clock,
        **more,
    }
    return Case(name, call, given, refusal)


def _needed(bundle: Bundle) -> Bundle:
    """Without the statements of people nobody in this bundle names: vectors stay small."""
    written = repr([bundle[key] for key in ("chain", "epochs", "institutions", "teams")])
    named = {
        each["person"]
        for each in bundle["statements"]
        if _mentions(bundle, each["person"]) or each["person"] in written
    }
    return {**bundle, "statements": [each for each in bundle["statements"] if each["person"] in named]}


def _mentions(bundle: Bundle, person: str) -> bool:
    signed = [
        *bundle["chain"],
        *bundle["epochs"],
        *(entry for each in bundle["institutions"] for entry in each["entries"]),
        *(entry for each in bundle["teams"] for entry in each["epochs"]),
    ]
    return any(person.encode() in unb64u(each["bytes"]) for each in signed)


def seen(made: Scene, reader: str, first: int = 1) -> Pins:
    """The pins of a device that opened the space just now."""
    world = made.world
    return open_space(world.bundle(made.space, reader, first), world.keys[reader], Pins(), world.now).pins


# Honest servers -----------------------------------------------------------------------------------


def _honest() -> list[Case]:
    made = scene()
    found = [
        case("owner reads", made, "clara", records=made.records, after=""),
        case("team member reads", made, "ben", records=made.records, after=""),
        case("starts in the middle", made, "ben", records=made.records[1:], after=None),
        case(
            "again with pins, later", made, "clara", pins=seen(made, "clara"), clock=4 * MINUTE, records=[], after=None
        ),
        case("everything read", made, "clara", tail=b64u(made.world.spaces[made.space].tail)),
    ]
    made.follow()
    made.say("anna", "Das Jugendamt liest jetzt mit.")
    found += [
        case("networked reader, from now on", made, "otto", first=2, records=made.records[3:], after=None),
        case("owner after networking", made, "clara", records=made.records, after=""),
    ]
    made.revoke(made.grants[1], "read")
    made.say("clara", "Nur wir beide.")
    found += [
        case("networked reader after the end", made, "otto", first=2, records=made.records[3:], after=None),
        case("team reads on", made, "anna", records=made.records, after=""),
    ]
    return found + _members() + _other_spaces()


def _members() -> list[Case]:
    made = scene()
    world = made.world
    pins = seen(made, "clara")
    world.leave("A", "ben", "anna")
    made.say("anna", "Herr Ben ist nicht mehr da.")
    found = [
        case("who has left gets no new key", made, "ben", records=made.records, after=""),
        case("owner sees the member leave", made, "clara", pins=pins, records=made.records, after=""),
    ]
    world.join("A", "nina", "anna")
    found.append(case("newcomer without the team key", made, "nina", records=made.records, after=""))
    world.team_key("A", "anna", ["nina"])
    made.say("clara", "Willkommen!")
    found += [
        case("newcomer with the new team key", made, "nina", records=made.records, after=""),
        case("who stayed reads everything", made, "anna", records=made.records, after=""),
    ]
    world.rotate("anna")
    made.say("anna", "Neues Gerät.")
    found.append(case("a member's new key", made, "clara", records=made.records, after=""))
    world.rotate("clara")
    made.say("clara", "Auch ich.")
    found.append(case("the owner's new key", made, "clara", records=made.records, after=""))
    act = world.act("clara")
    private = changes.give(act, world.subject(person="paul"), ["read"], since=1, purpose="p", text="t")
    world.accept(changes.grant(act, made.ground("clara"), [private]))
    found.append(case("private person with history", made, "paul", records=made.records, after=""))
    contact = changes.give(world.act("clara"), world.subject("B", "carl"), ["read", "write"], purpose="p", text="t")
    world.accept(changes.grant(world.act("clara"), made.ground("clara"), [contact]))
    number = world.spaces[made.space].epochs[-1][0].epoch
    made.say("carl", "Ich vertrete.", first=number)
    found.append(case("contact person", made, "carl", first=number, records=made.records[-2:], after=None))
    world.accept(changes.end_relation(world.act("clara"), [made.ground("clara")]))
    return [*found, case("closed", made, "clara", records=made.records, after="")]


def _other_spaces() -> list[Case]:
    made = scene()
    world = made.world
    _, team = world.teams["A"]
    act = world.act("anna")
    label = Contents("label", act.at, {"relation": RELATION, "name": "Frau C."})
    ground = changes.team_ground(team, "labels", world.parties("anna"))
    change = world.accept(changes.write(act, ground, [label]))
    labels = Scene(world, change.after[0].view.space)
    world.spaces[labels.space].area = "labels"
    found = [
        case("labels of a team", labels, "ben", records=labels.records, after=""),
        case("labels, claimed to be of a person", labels, "ben", "E_CHAIN_CTX", change=_set("area", "own")),
        case("labels without the team's keys", labels, "ben", "E_ROLLBACK", change=_set("teams", [])),
    ]
    world.accept(changes.open_own(world.act("clara")))
    own = Scene(world, world.space("own", ""))
    pins = world.open(own.space, "clara").pins
    act = world.act("clara")
    checkpoint = Contents("checkpoint", act.at, write_checkpoint(pins))
    world.accept(changes.write(act, own.ground("clara"), [checkpoint]))
    return [*found, case("own space with a checkpoint", own, "clara", records=own.records, after="")]


# A server that lies -------------------------------------------------------------------------------


def _set(key: str, value: object) -> Callable[[Bundle], object]:
    def change(bundle: Bundle) -> None:
        bundle[key] = value

    return change


def _offers() -> list[Case]:
    made = scene()
    world = made.world
    contact = world.bundle(world.space("contact", RELATION), "clara")
    clara, anna = world.keys["clara"], world.keys["anna"]
    state = made.ground("clara").state
    giving = changes.give(world.act("clara"), world.subject("J"), ["read"], purpose="p", text="t")
    grant = changes.grant(world.act("clara"), made.ground("clara"), [giving]).entries[0]
    forged = changed("space-entry", grant, anna.root, issuer=anna.person)
    assert state.seq == 1  # noqa: S101 - as built above

    def chain(*entries: Signed) -> Callable[[Bundle], object]:
        return lambda bundle: bundle["chain"].extend(each.plain() for each in entries)

    def wrong(name: str, code: str, change: Callable[[Bundle], object], reader: str = "clara") -> Case:
        return case(name, made, reader, code, change=change)

    def other_root(bundle: Bundle) -> None:
        mine = next(each for each in bundle["statements"] if each["person"] == b64u(anna.person))
        mine["statements"] = [each.signed.plain() for each in clara.statements]

    def without(key: str, name: str, value: str) -> Callable[[Bundle], object]:
        return lambda bundle: bundle[key].remove(next(each for each in bundle[key] if each[name] == value))

    jobcenter = b64u(world.states["jobcenter"].institution)
    team = world.teams["A"][1]
    return [
        wrong("another root for a known fingerprint", "E_KEY_PIN", other_root),
        wrong("grant signed by a helper", "E_CHAIN_UNSIGNED", chain(forged)),
        wrong("grant with a broken signature", "E_SIG", chain(flipped(grant))),
        wrong("chain of another space", "E_CHAIN_CTX", _set("chain", contact["chain"])),
        wrong("epochs of another space", "E_CHAIN_CTX", _set("epochs", contact["epochs"])),
        wrong("another area", "E_CHAIN_CTX", _set("area", "documents")),
        wrong("another relation", "E_CHAIN_CTX", _set("relation", made.space)),
        wrong("no chain", "E_ROLLBACK", _set("chain", [])),
        wrong("no epochs", "E_ROLLBACK", _set("epochs", [])),
        wrong("newer epoch said to exist", "E_ROLLBACK", _set("epoch", 2)),
        wrong("institution withheld", "E_EPOCH_RECIPIENTS", without("institutions", "institution", jobcenter)),
        wrong("team key withheld", "E_ROLLBACK", without("teams", "team", team)),
        wrong("statements of the owner withheld", "E_ROLLBACK", without("statements", "person", b64u(clara.person))),
        wrong("chain in which an entry is left out", "E_CHAIN_CTX", lambda b: b["chain"].pop(0)),
        wrong("the same entry twice", "E_FORK", lambda b: b["chain"].append(b["chain"][-1])),
        wrong("the same epoch twice", "E_FORK", lambda b: b["epochs"].append(b["epochs"][-1])),
        wrong("field missing", "E_SCHEMA", lambda b: b.pop("now")),
        wrong("field too many", "E_SCHEMA", _set("trust", "me")),
        wrong("flag as a number", "E_SCHEMA", _set("stale", 0)),
        wrong(
            "entry of another suite",
            "E_SUITE",
            lambda b: b["chain"][0].update(
                bytes=b64u(unb64u(b["chain"][0]["bytes"]).replace(b"sociallook/1", b"sociallook/2"))
            ),
        ),
    ]


def _pinned() -> list[Case]:
    """Rollback and forks, seen by a device that knew more."""
    made = scene()
    world = made.world
    early = deepcopy(made)
    grant = made.follow()
    world.rotate("otto")
    made.say("anna", "Neu.")
    world.leave("A", "ben", "anna")
    world.team_key("A", "anna")
    made.say("clara", "Noch neuer.")
    pins = seen(made, "clara")

    def older(key: str) -> Callable[[Bundle], object]:
        was = world_json(early)
        return lambda bundle: bundle.__setitem__(key, was[key])

    def world_json(of: Scene) -> Bundle:
        return of.world.bundle(of.space, "clara")

    def without_newest_epoch(bundle: Bundle) -> None:
        bundle["epochs"].pop()
        bundle["epoch"] -= 1

    def all_older(bundle: Bundle) -> None:
        bundle.update(world_json(early))

    other = deepcopy(early)
    other.revoke(grant_of(other), "write")
    other.say("clara", "Andere Geschichte.")
    other.world.rotate("otto")
    fork = world_json(other)
    other_pins = seen(other, "clara")
    del grant
    rotated = deepcopy(early)
    rotated.world.random.seed = "another"
    rotated.world.rotate("otto")
    other_key = next(
        each for each in world_json(rotated)["statements"] if each["person"] == b64u(world.keys["otto"].person)
    )
    forked = {**fork, "statements": world_json(made)["statements"], "institutions": world_json(made)["institutions"]}

    def other_otto(bundle: Bundle) -> None:
        bundle["statements"] = [
            other_key if each["person"] == other_key["person"] else each for each in bundle["statements"]
        ]

    return [
        case("same as pinned", made, "clara", pins=pins),
        case("everything older than pinned", made, "clara", "E_ROLLBACK", pins=pins, change=all_older),
        case("chain older than pinned", made, "clara", "E_ROLLBACK", pins=pins, change=older("chain")),
        case("institutions older than pinned", made, "clara", "E_ROLLBACK", pins=pins, change=older("institutions")),
        case("statements older than pinned", made, "clara", "E_ROLLBACK", pins=pins, change=older("statements")),
        case("team keys older than pinned", made, "clara", "E_ROLLBACK", pins=pins, change=older("teams")),
        case(
            "epochs older than pinned",
            made,
            "clara",
            "E_ROLLBACK",
            pins=pins,
            change=without_newest_epoch,
        ),
        case(
            "another history than pinned",
            made,
            "clara",
            "E_FORK",
            pins=_only_spaces(pins),
            change=lambda b: b.update(forked),
        ),
        case("pins of another history", made, "clara", "E_FORK", pins=_only_spaces(other_pins)),
        case("another key than pinned", made, "clara", "E_KEY_PIN", pins=pins, change=other_otto),
    ]


def _only_spaces(pins: Pins) -> Pins:
    return replace(pins, institutions={}, teams={}, people={})


def grant_of(made: Scene) -> str:
    """The id of team A's grant."""
    return made.grants[0]


# Epochs that were not justified -------------------------------------------------------------------


def forged_epoch(
    made: Scene, by: str, *, plan: Plan | None = None, moment: Moment | None = None, at: int = 0
) -> Started:
    """An epoch after the newest one, started by anybody, for any plan."""
    world = made.world
    ground = made.ground("clara")
    there = moment or newest(ground.view)
    planned = plan or recipients(there, world.now)
    beginning = Beginning(ground.view.vault, made.space, there, ground.before, at or world.now + MINUTE, "stale")
    return start(beginning, planned, world.keys[by], {}, world.random, world.wrapper)


def offered(started: Started, by: str, made: Scene) -> Callable[[Bundle], object]:
    """Put an epoch (with the wrap for nobody) at the end of a bundle."""
    del by, made

    def change(bundle: Bundle) -> None:
        bundle["epochs"].append(started.signed.plain())
        bundle["epoch"] += 1

    return change


def _epochs() -> list[Case]:
    made = scene()
    world = made.world
    made.follow()
    ground = made.ground("clara")
    moment = newest(ground.view)
    plan = recipients(moment, world.now)
    carl = world.keys["carl"]
    stranger = Recipient("", carl.person, 1)
    with_carl = replace(moment, statements={**moment.statements, carl.person: carl.statements[-1]})
    more = Plan(plan.heads, tuple(sorted([*plan.recipients, stranger], key=lambda to: (to.team, b64u(to.person)))))
    fewer = Plan(plan.heads, plan.recipients[:-1])
    old_heads = Plan(ground.before.heads, plan.recipients) if ground.before else plan
    assert old_heads.heads == plan.heads  # noqa: S101 - nothing has moved yet

    def wrong(name: str, code: str, started: Started, of: Scene = made, **more_: Any) -> Case:
        return case(name, of, "clara", code, change=offered(started, "", of), **more_)

    named = {**plan.heads.statements, carl.person: carl.statements[-1].hash}
    needless = Plan(replace(plan.heads, statements=named), plan.recipients)
    missing = Plan(replace(plan.heads, institutions={}), plan.recipients)
    ordinary = forged_epoch(made, "ben")
    unknown = Plan(replace(plan.heads, chain=bytes(32)), plan.recipients)
    unknown_person = Plan(
        replace(plan.heads, statements={**plan.heads.statements, carl.person: bytes(32)}), plan.recipients
    )
    values = decode("epoch", ordinary.signed.data)

    def again(**fields: Any) -> Started:
        data = changed("epoch", ordinary.signed, world.keys["ben"].newest.sign, **fields)
        return Started(data, ordinary.wraps, ordinary.key)

    found = [
        wrong("started by a member who may write", "", ordinary),
        wrong(
            "a recipient nobody granted", "E_EPOCH_RECIPIENTS", forged_epoch(made, "ben", plan=more, moment=with_carl)
        ),
        wrong("a recipient left out", "E_EPOCH_RECIPIENTS", forged_epoch(made, "ben", plan=fewer)),
        wrong("a head named that nobody needs", "E_EPOCH_RECIPIENTS", forged_epoch(made, "ben", plan=needless)),
        wrong("a head not named that is needed", "E_EPOCH_SIG", forged_epoch(made, "ben", plan=missing)),
        wrong(
            "started by the owner without a needed head",
            "E_EPOCH_RECIPIENTS",
            forged_epoch(made, "clara", plan=missing),
        ),
        wrong("started by a reader", "E_EPOCH_SIG", forged_epoch(made, "otto")),
        wrong("started by a stranger", "E_EPOCH_SIG", forged_epoch(made, "carl")),
        wrong("signature broken", "E_EPOCH_SIG", replace(ordinary, signed=flipped(ordinary.signed))),
        wrong("signed by somebody else", "E_EPOCH_SIG", again(starter=world.keys["anna"].person)),
        wrong("signed with another generation", "E_EPOCH_SIG", again(generation=2)),
        wrong("chain head nobody offers", "E_ROLLBACK", forged_epoch(made, "ben", plan=unknown)),
        wrong("statement nobody offers", "E_ROLLBACK", forged_epoch(made, "ben", plan=unknown_person)),
        wrong("number left out", "E_CHAIN_CTX", again(epoch=values["epoch"] + 1)),
        wrong("number taken", "E_FORK", again(epoch=values["epoch"] - 1)),
        wrong("other predecessor", "E_CHAIN_CTX", again(prev=bytes(32))),
        wrong("older than the one before", "E_CHAIN_CTX", again(at=1)),
        wrong("of another space", "E_CHAIN_CTX", again(space=RELATION)),
        wrong("unknown reason", "E_SCHEMA", again(reason="because")),
        wrong("one wrap too few", "E_SCHEMA", again(wraps=[])),
        wrong(
            "public key of a team in an ordinary space", "E_SCHEMA", again(public=world.keys["ben"].statements[0].kem)
        ),
        wrong(
            "recipient that is nobody",
            "E_SCHEMA",
            again(recipients=[{"team": "", "person": b"", "generation": 1}], wraps=[bytes(32)]),
        ),
    ]
    return found + _old_heads()


def _old_heads() -> list[Case]:
    """Somebody whose right was withdrawn starts an epoch from heads at which it still had it."""
    made = scene()
    before = made.ground("clara")
    old = newest(before.view)
    old_plan = recipients(old, made.world.now)
    backdated = forged_epoch(made, "ben", plan=old_plan, moment=old)
    knew_nothing = deepcopy(made)
    made.revoke(grant_of(made), "write", quietly=True)
    pins = seen(made, "clara")
    attack = offered(backdated, "ben", made)
    found = [
        case("old heads, device knew of the end", made, "clara", "E_ROLLBACK", pins=pins, change=attack),
        case("old heads, nobody knew: stale", made, "clara", pins=seen(knew_nothing, "clara"), change=attack),
    ]
    made.revoke(grant_of(made), "read")
    later = forged_epoch(made, "ben", plan=old_plan, moment=old)
    found.append(case("old heads after newer ones", made, "clara", "E_ROLLBACK", change=offered(later, "ben", made)))
    left = scene()
    staying = newest(left.ground("clara").view)
    staying_plan = recipients(staying, left.world.now)
    left.world.leave("A", "ben", "anna")
    left_pins = seen(left, "clara")
    by_former = forged_epoch(left, "ben", plan=staying_plan, moment=staying)
    found.append(
        case(
            "former member, device knew it had left",
            left,
            "clara",
            "E_ROLLBACK",
            pins=left_pins,
            change=offered(by_former, "ben", left),
        )
    )
    now_heads = forged_epoch(left, "ben")
    found.append(
        case("former member at the newest heads", left, "clara", "E_EPOCH_SIG", change=offered(now_heads, "ben", left))
    )
    return found + _other_spaces_heads()


def _other_spaces_heads() -> list[Case]:
    """A device saw a newer head through another space: an honest older epoch here is no rollback."""
    made = scene()
    pins = seen(made, "clara")
    made.world.rotate("anna")
    made.say("anna", "Neues Gerät.")
    honest = deepcopy(made.world.bundle(made.space, "clara"))
    made.world.leave("A", "ben", "anna")
    contact = Scene(made.world, made.world.space("contact", RELATION))
    world = made.world
    elsewhere = open_space(world.bundle(contact.space, "clara"), world.keys["clara"], pins, world.now).pins

    def late(bundle: Bundle) -> None:
        bundle.update(epochs=honest["epochs"], epoch=honest["epoch"])

    return [case("newer head known through another space", made, "clara", pins=elsewhere, change=late)]


def _team_keys() -> list[Case]:
    made = scene()
    world = made.world
    institution, team = world.subject("A").institution, world.teams["A"][1]
    record = world.spaces[team].epochs[0][0]
    state = world.states["jobcenter"]
    anna, ben, carl, otto = (world.keys[name] for name in ("anna", "ben", "carl", "otto"))

    def started(by: str, people: Sequence[Any], **heads: Any) -> Started:
        stated = {keys.person: keys.statements[-1] for keys in people}
        named = {person: each.hash for person, each in stated.items()}
        plan_heads = Heads(
            **{"chain": b"", "institutions": {institution: state.head}, "teams": {}, "statements": named, **heads}
        )
        to = sorted(
            (Recipient("", person, each.generation) for person, each in stated.items()), key=lambda r: b64u(r.person)
        )
        moment = Moment(team, None, {institution: state}, {}, stated)
        beginning = Beginning(team, team, moment, record, world.now, "change")
        return start(beginning, Plan(plan_heads, tuple(to)), world.keys[by], {}, world.random, world.wrapper)

    def with_second(second: Started) -> Callable[[Bundle], object]:
        def change(bundle: Bundle) -> None:
            next(each for each in bundle["teams"] if each["team"] == team)["epochs"].append(second.signed.plain())

        return change

    def wrong(name: str, code: str, second: Started) -> Case:
        return case(name, made, "clara", code, change=with_second(second))

    good = started("anna", [anna, ben])
    no_key = Started(changed("epoch", good.signed, anna.newest.sign, public=b""), good.wraps, good.key)
    statement_of_carl = {keys.person: keys.statements[-1].hash for keys in (anna, ben, carl)}
    other_generation = [{**each, "generation": 2} for each in decode("epoch", good.signed.data)["recipients"]]
    wrong_generation = Started(
        changed("epoch", good.signed, anna.newest.sign, recipients=other_generation), good.wraps, good.key
    )
    jugendamt = world.states["jugendamt"]
    elsewhere = started("anna", [anna], institutions={jugendamt.institution: jugendamt.head})
    found = [
        wrong("next team key", "", good),
        wrong("team key for somebody who is no member", "E_EPOCH_RECIPIENTS", started("anna", [anna, carl])),
        wrong("team key by somebody who did not hold it", "E_EPOCH_SIG", started("carl", [anna, carl])),
        wrong("team key by somebody who gets none", "E_EPOCH_SIG", started("ben", [anna])),
        wrong("team key of another institution", "E_EPOCH_RECIPIENTS", elsewhere),
        wrong("team key naming a chain", "E_EPOCH_RECIPIENTS", started("anna", [anna, ben], chain=bytes(32))),
        wrong(
            "team key naming more statements",
            "E_EPOCH_RECIPIENTS",
            started("anna", [anna, ben], statements=statement_of_carl),
        ),
        wrong("team key for other generations", "E_EPOCH_RECIPIENTS", wrong_generation),
        wrong(
            "team key naming an unknown head",
            "E_ROLLBACK",
            started("anna", [anna, ben], institutions={institution: bytes(32)}),
        ),
        wrong("team key without a public key", "E_SCHEMA", no_key),
        wrong("team key with broken signature", "E_EPOCH_SIG", replace(good, signed=flipped(good.signed))),
    ]
    del otto
    world.leave("A", "ben", "anna")
    pins = seen(made, "clara")
    old = started("ben", [anna, ben])
    late = with_second(old)
    return [
        *found,
        case("team key at old heads, device knew better", made, "clara", "E_ROLLBACK", pins=pins, change=late),
    ]


# Wraps, staleness, clock --------------------------------------------------------------------------


def _wraps() -> list[Case]:
    made = scene()
    made.follow()

    def altered(bundle: Bundle) -> None:
        for each in bundle["wraps"]:
            each["wrap"] = each["wrap"][:-4] + "AAAA"

    def moved_to(number: int) -> Callable[[Bundle], object]:
        def change(bundle: Bundle) -> None:
            for each in bundle["wraps"]:
                each["epoch"] = number

        return change

    def team_wraps(bundle: Bundle) -> None:
        for each in bundle["teams"]:
            each["wraps"] = []

    return [
        case("no wraps for the owner", made, "clara", change=_set("wraps", []), records=made.records[:1], after=""),
        case("wraps altered", made, "clara", change=altered, records=made.records[:1], after=""),
        case("wraps of another epoch", made, "clara", change=moved_to(1)),
        case("wraps of an unknown epoch", made, "clara", change=moved_to(7)),
        case("no wraps of the team key", made, "ben", change=team_wraps),
        case("the server says stale without a reason", made, "clara", change=_set("stale", True)),
    ]


def _writing() -> list[Case]:
    def may(name: str, made: Scene, refusal: str = "", reader: str = "clara", **more: Any) -> Case:
        return case(name, made, reader, refusal, call="reader.may_write", **more)

    made = scene()
    found = [
        may("fresh", made),
        may("helper", made, reader="ben"),
        may("clock 5 minutes off", made, clock=5 * MINUTE),
        may("clock more than 5 minutes ahead", made, "E_CLOCK", clock=5 * MINUTE + 1),
        may("clock more than 5 minutes behind", made, "E_CLOCK", clock=-5 * MINUTE - 1),
        may("epoch that cannot be opened", made, "E_STALE", change=_set("wraps", [])),
    ]
    quiet = scene()
    quiet.revoke(grant_of(quiet), "write", quietly=True)
    found.append(may("a right was taken", quiet, "E_STALE"))
    rotated = scene()
    rotated.world.rotate("ben")
    found.append(may("a member's key is new", rotated, "E_STALE"))
    found.append(may("the server denies that it is stale", rotated, "E_STALE", change=_set("stale", False)))
    owner = scene()
    owner.world.rotate("clara")
    found.append(may("the owner's key is new", owner, "E_STALE"))
    left = scene()
    left.world.leave("A", "ben", "anna")
    found.append(may("a member has left", left, "E_STALE"))
    key = scene()
    key.world.team_key("A", "anna")
    found.append(may("a new team key", key, "E_STALE"))
    ending = scene()
    world = ending.world
    act = world.act("clara")
    soon = changes.give(act, world.subject("J"), ["read"], until=world.now + 10 * MINUTE, purpose="p", text="t")
    world.accept(changes.grant(act, ending.ground("clara"), [soon]))
    found.append(may("before a grant ends", ending))
    world.now = soon.until - 1
    found.append(may("a moment before a grant ends", ending))
    world.now = soon.until
    return [*found, may("a grant has ended", ending, "E_STALE"), case("ended grant", ending, "clara")]


# Records ------------------------------------------------------------------------------------------


def _records() -> list[Case]:
    made = scene()
    world = made.world
    made.follow()
    first, second, third, fourth = made.records
    old_epoch = world.spaces[made.space].epochs[0][0]
    epoch = world.spaces[made.space].epochs[1][0]
    keys = {1: world.open(made.space, "clara").keys[1], 2: world.open(made.space, "clara").keys[2]}
    tail = world.spaces[made.space].tail

    def message(text: str, at: int = 0) -> Contents:
        return Contents("message", at or world.now, {"text": text, "lang": "", "files": []})

    def written(
        by: str, *, owner: bool = False, of: EpochRecord = epoch, verb: str = "write", **more: Any
    ) -> dict[str, str]:
        values = {"record": id_text(world.random(16)), "version": 1, "prev": tail, "contents": message("?"), **more}
        contents = values.pop("contents")
        place = Place(of, verb=verb, **values)
        sealed = seal_record(place, contents, world.keys[by], keys[of.epoch], is_owner=owner, random=world.random)
        return stored(sealed)

    def stored(sealed: Sealed) -> dict[str, str]:
        written_json: dict[str, str] = plain({"header": sealed.header, "sealed": sealed.data})
        return written_json

    def run(
        name: str, records: Sequence[Mapping[str, str]], reader: str = "clara", after: str | None = "", **more: Any
    ) -> Case:
        return case(name, made, reader, records=list(records), after=after, **more)

    def altered(record: Mapping[str, str]) -> dict[str, str]:
        raw = unb64u(record["sealed"])
        return {**record, "sealed": b64u(raw[:-1] + bytes([raw[-1] ^ 1]))}

    every = [first, second, third, fourth]
    good = written("ben")
    revised_of = decode("record-header", unb64u(good["header"]))["record"]
    revision = written("ben", record=revised_of, version=2, prev=_hash_of(good))
    by_anna = written("anna", record=revised_of, version=2, prev=_hash_of(good))
    again = written("ben", record=revised_of, version=1, prev=_hash_of(revision))
    contact = world.spaces[world.space("contact", RELATION)].records[0]
    broken_proof = _with_proof(made, epoch, keys[2], bytes(64))
    short_proof = _with_proof(made, epoch, keys[2], bytes(32))
    found = [
        run("one record left out", [first, third, fourth]),
        run("the first record left out", [second, third, fourth]),
        run("two records exchanged", [first, third, second, fourth]),
        run("a record altered hides no other", [first, altered(second), third, fourth]),
        run("sealed bytes of another record", [first, {**second, "sealed": third["sealed"]}, third, fourth]),
        run("a record of another space", [*every, contact]),
        run("a deleted record", [first, {**second, "sealed": ""}, third, fourth]),
        run("header not canonical", [*every, {**good, "header": b64u(unb64u(good["header"]) + b" ")}]),
        run("new version by its author", [*every, good, revision]),
        run("new version by somebody else", [*every, good, by_anna]),
        run("older version after a newer one", [*every, good, revision, again]),
        run("by a reader without the verb", [*every, written("otto")]),
        run("by a stranger who got the key", [*every, written("carl")]),
        run("with a verb nobody has", [*every, written("ben", verb="add")]),
        run("old epoch after a newer one", [*every, written("ben", of=old_epoch)]),
        run("signature of a record broken", [*every, broken_proof]),
        run("proof of the wrong length", [*every, short_proof]),
        run("in the owner's name, by a helper's device", [*every, _forged_owner(made, epoch, keys[2])]),
        run("the same, seen by another helper", [*every, _forged_owner(made, epoch, keys[2])], reader="anna"),
        run("owner with the role helper", [*every, written("clara")]),
        run("helper with the role owner", [*every, written("ben", owner=True)]),
        run("networked reader, an older epoch", every, reader="otto", first=2),
        run("begins where the reader left off", [fourth], after=b64u(_hash_of(third))),
    ]
    return found + _after_the_tail(made) + _ended()


def _with_proof(made: Scene, epoch: EpochRecord, key: bytes, proof: bytes, **fields: Any) -> dict[str, str]:
    """A record by Ben with any proof and any inner fields."""
    world = made.world
    ben = world.keys["ben"]
    header = {
        "vault": epoch.vault,
        "space": epoch.space,
        "epoch": epoch.hash,
        "record": id_text(world.random(16)),
        "version": 1,
        "verb": "write",
        "role": fields.pop("role", "helper"),
        "prev": world.spaces[made.space].tail,
    }
    body = {"text": "?", "lang": "", "files": []}
    inner = {
        "author": ben.person,
        "generation": 1,
        "kind": "message",
        "at": world.now,
        "body": body,
        "refs": [],
        "blobs": [],
    }
    data = encode("record-inner", {**inner, **fields, "proof": proof})
    head = encode("record-header", header)
    written: dict[str, str] = plain({"header": head, "sealed": seal(key, LABEL, head, data, 512, world.random)})
    return written


def _forged_owner(made: Scene, epoch: EpochRecord, key: bytes) -> dict[str, str]:
    return _with_proof(made, epoch, key, bytes(32), role="owner", author=made.world.keys["clara"].person)


def _hash_of(stored: Mapping[str, str]) -> bytes:
    return Sealed(unb64u(stored["header"]), unb64u(stored["sealed"])).hash


def _references() -> list[Case]:
    """Anna answers what Ben proposed: it counts for the version that she saw, whatever is shown to others later."""
    made = scene()
    world = made.world
    opened = world.open(made.space, "clara")
    epoch, key = opened.newest, opened.keys[opened.newest.epoch]

    def written(by: str, text: str, prev: bytes, record: str, version: int = 1, **refs: Any) -> dict[str, str]:
        contents = Contents("message", world.now, {"text": text, "lang": "", "files": []}, **refs)
        place = Place(epoch, record, version, "write", prev)
        sealed = seal_record(place, contents, world.keys[by], key, is_owner=False, random=world.random)
        stored: dict[str, str] = plain({"header": sealed.header, "sealed": sealed.data})
        return stored

    proposal, answer = id_text(world.random(16)), id_text(world.random(16))

    def answered(to: Mapping[str, str], prev: Mapping[str, str], version: int = 1) -> dict[str, str]:
        ref = {"record": proposal, "version": version, "hash": _hash_of(to)}
        return written("anna", "Einverstanden.", _hash_of(prev), answer, refs=[ref])

    tail = world.spaces[made.space].tail
    bait = written("ben", "Termin am Montag", tail, proposal)
    switch = written("ben", "Termin am Sonntag", tail, proposal)
    second = written("ben", "Termin am Dienstag", _hash_of(bait), proposal, 2)
    yes = answered(bait, bait)
    changed_by_anna = written("anna", "Termin nie", _hash_of(yes), proposal, 2)

    def run(name: str, records: Sequence[Mapping[str, str]], **more: Any) -> Case:
        return case(name, made, "clara", records=list(records), **{"after": b64u(tail), **more})

    return [
        run("refers to the version before it", [bait, yes]),
        run("refers to an older version", [bait, second, answered(bait, second)]),
        run("the version referred to was exchanged", [switch, yes]),
        run("the same, and the server mends the chain", [switch, answered(bait, switch)]),
        run("the version referred to was exchanged, in an earlier run", [yes], earlier=[switch], after=None),
        run("refers to a version of an earlier run", [yes], earlier=[bait], after=b64u(_hash_of(bait))),
        run("refers to what is not there", [yes], after=None),
        run("refers to what was deleted", [{**bait, "sealed": ""}, yes]),
        run("refers to what comes later", [answered(bait, made.records[-1]), bait], after=None),
        run("refers to a version that never was", [bait, answered(bait, bait, 2)]),
        run(
            "new version by somebody else, in a later run",
            [changed_by_anna],
            earlier=[bait, yes],
            after=b64u(_hash_of(yes)),
        ),
    ]


def _after_the_tail(made: Scene) -> list[Case]:
    """A device has read everything, and knew that the newest epoch was stale."""
    world = made.world
    late = deepcopy(made)
    act = late.world.act("ben")
    contents = Contents("message", act.at, {"text": "Nachgeschoben", "lang": "", "files": []})
    late_record = changes.write(act, late.ground("ben"), [contents]).records[0].sealed
    slipped: dict[str, str] = plain({"header": late_record.header, "sealed": late_record.data})
    made.revoke(grant_of(made), "write", quietly=True)
    opened = world.open(made.space, "clara")
    pins = read_up_to(opened, world.spaces[made.space].tail)
    tail = b64u(world.spaces[made.space].tail)
    return [
        case("written under the stale epoch, device knew", made, "clara", pins=pins, records=[slipped], after=tail),
        case("the same in a whole run", made, "clara", pins=pins, records=[*made.records, slipped], after=""),
        case("the same, device did not know", made, "clara", records=[slipped], after=tail),
    ]


def _ended() -> list[Case]:
    """Author's time after the end of its grant; the epoch's time before."""
    made = scene()
    world = made.world
    act = world.act("clara")
    soon = changes.give(
        act, world.subject(person="paul"), ["read", "write"], until=world.now + 10 * MINUTE, purpose="p", text="t"
    )
    world.accept(changes.grant(act, made.ground("clara"), [soon]))
    ground = made.ground("paul", 2)
    found = []
    for name, at in (("just before the end", soon.until - 1), ("after the end", soon.until)):
        contents = Contents("message", at, {"text": "Rechtzeitig?", "lang": "", "files": []})
        record = changes.write(act_of(world, "paul"), ground, [contents]).records[0].sealed
        stored: dict[str, str] = plain({"header": record.header, "sealed": record.data})
        found.append(case(f"author's time {name} of its grant", made, "clara", records=[stored], after=None))
    return found


def act_of(world: World, name: str) -> changes.Act:
    """Somebody acts at the present moment."""
    return changes.Act(world.keys[name], world.now, world.random, world.wrapper)


__all__ = ["cases", "moment_at", "sign"]
