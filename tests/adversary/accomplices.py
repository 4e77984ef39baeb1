# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""What people who collude with the server hand to it, made with keys they really have.

Each function returns the `given` of an attack of the same name in `attacks.py`. `space` is the thread that is attacked,
as the accomplice had opened it.
"""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sociallook_protocol.chains import EpochRecord, InstitutionChain, Recipient, SpaceChain, Statement
from sociallook_protocol.changes import Act, TeamGround, ground_of, revoke, start_team_key
from sociallook_protocol.encoding import b64u, unb64u
from sociallook_protocol.epochs import Beginning, Started, start
from sociallook_protocol.evaluate import Moment, Plan, in_order, newest, recipients
from sociallook_protocol.formats import RecordHeader, encode, plain
from sociallook_protocol.pairing import Offer, answer, new_token
from sociallook_protocol.records import LABEL, Contents, Place, Sealed, seal_record
from sociallook_protocol.seal import os_random, seal
from sociallook_sdk import institutions, vault
from sociallook_sdk.accounts import Me, Sheet

Json = Any
DAY = 24 * 60 * 60 * 1000
SLIPPED = "Kuckucksei"
"""Stands in every text that must not appear."""


def message(at: int, text: str = f"{SLIPPED}: Bitte überweisen.", **more: Any) -> Contents:
    """What somebody would like to be read."""
    return Contents("message", at, {"text": text, "lang": "de", "files": []}, **more)


def newest_row(space: vault.Space) -> Json:
    """The newest record of a thread as the server has it now."""
    answer = space.me.transport.call("GET", f"/spaces/{space.id}/records?before={2**53 - 1}&limit=1")
    return answer["records"][0]


def stored(sealed: Sealed) -> Json:
    """As the server keeps it."""
    return plain({"header": sealed.header, "sealed": sealed.data})


def tail_of(row: Json) -> bytes:
    """What the record after it names as `prev`."""
    return Sealed(unb64u(row["header"]), unb64u(row["sealed"])).hash


def slipped(space: vault.Space, row: Json, days_ago: int = 0) -> Json:
    """A record of the accomplice's own behind `row`, the newest one, under the newest epoch the accomplice knows."""
    at = space.me.clock() - days_ago * DAY
    return {"after": row["position"], "record": _sealed(space, message(at), str(uuid.uuid4()), tail_of(row))}


def _sealed(space: vault.Space, contents: Contents, record: str, prev: bytes) -> Json:
    epoch = space.opened.newest
    place, key = Place(epoch, record, 1, "write", prev), space.opened.keys[epoch.epoch]
    return stored(seal_record(place, contents, space.me.keys, key, is_owner=False, random=os_random))


# Records ------------------------------------------------------------------------------------------


def written_in_my_name(space: vault.Space) -> Json:
    """A member who may write makes a record of the owner: whoever holds the key can, but not the owner's proof."""
    epoch, row, chain = space.opened.newest, newest_row(space), space.opened.view.chain
    assert chain
    header = encode(
        "record-header",
        {
            "vault": epoch.vault,
            "space": epoch.space,
            "epoch": epoch.hash,
            "record": str(uuid.uuid4()),
            "version": 1,
            "verb": "write",
            "role": "owner",
            "prev": tail_of(row),
        },
    )
    said = message(space.me.clock())
    inner = encode(
        "record-inner",
        {
            "author": chain.newest.owner,
            "generation": 1,
            "kind": said.kind,
            "at": said.at,
            "body": said.body,
            "refs": [],
            "blobs": [],
            "proof": os_random(32),
        },
    )
    sealed = seal(space.opened.keys[epoch.epoch], LABEL, header, inner, 512, os_random)
    return {"after": row["position"], "record": stored(Sealed(header, sealed))}


def bait_and_switch(space: vault.Space, row: Json) -> Json:
    """Another text under the id and version of the one in `row`, which was answered meanwhile."""
    header = RecordHeader.read(unb64u(row["header"]))
    other = _sealed(space, message(space.me.clock()), header.record, header.prev)
    return {"position": row["position"], "record": other}


# Epochs -------------------------------------------------------------------------------------------


def epoch_for_a_stranger(space: vault.Space, stranger: Statement) -> Json:
    """A member who may write starts an epoch that also wraps the key to somebody nobody has granted anything."""
    view = space.opened.view
    moment = newest(view)
    plan = recipients(moment, space.me.clock())
    more = tuple(sorted([*plan.recipients, Recipient("", stranger.person, stranger.generation)], key=in_order))
    knowing = replace(moment, statements={**moment.statements, stranger.person: stranger})
    started = _started(space, knowing, Plan(plan.heads, more), space.opened.newest)
    statements = [{"person": b64u(stranger.person), "statements": [stranger.signed.plain()]}]
    return {"space": space.id, "epochs": [started.signed.plain()], "statements": statements}


def epoch_at_old_heads(space: vault.Space, before: EpochRecord) -> Json:
    """Somebody whose right has ended starts an epoch from the heads at which it stood."""
    moment = newest(space.opened.view)  # as it was opened then
    started = _started(space, moment, recipients(moment, space.me.clock()), before)
    return {"space": space.id, "epochs": [started.signed.plain()]}


def _started(space: vault.Space, moment: Moment, plan: Plan, before: EpochRecord) -> Started:
    view = space.opened.view
    beginning = Beginning(view.vault, view.space, moment, before, space.me.clock(), "stale")
    return start(beginning, plan, space.me.keys, {})


# Chains -------------------------------------------------------------------------------------------


def puppet(admin: Me, sheet: Sheet, member: Me, institution: bytes, team: str) -> Json:
    """An administrator signs somebody into a team by rights, and that one starts the team's next key on its own."""
    parties = institutions.known(admin, institution)
    chain = parties.institutions[institution]
    people = {**parties.people, member.person: member.keys.statements}
    with admin.giving(sheet.words) as act:
        entries = institutions.Entries(act, chain.newest, people)
        name = institutions.WorkName.of(member.person, "Handpuppe")
        entries.add_member(team, name, member.keys.statements[0].root)
    assert entries.state
    longer = InstitutionChain((*chain.states, entries.state))
    ground = TeamGround(team, longer, people, frozenset({member.person}), parties.teams[team])
    key = start_team_key(member.act(), ground).epochs[0]
    return {
        "institutions": {b64u(institution): [*_entries(admin, institution), entries.entries[0].plain()]},
        "teams": {team: [key.signed.plain()]},
        "statements": [{"person": b64u(member.person), "statements": _statements(member)}],
    }


def other_institution_chain(admin: Me, sheet: Sheet, institution: bytes) -> Json:
    """An administrator signs another newest entry, for those who shall not see the real one."""
    parties = institutions.known(admin, institution)
    before = parties.institutions[institution].states[-2]
    with admin.giving(sheet.words) as act:
        entries = institutions.Entries(act, before, dict(parties.people))
        entries.add("team_add", team=str(uuid.uuid4()), name="Zweite Geschichte")
    return {
        "institutions": {b64u(institution): [*_entries(admin, institution)[:-1], entries.entries[0].plain()]},
    }


def other_space_chain(space: vault.Space) -> Json:
    """Two devices of one client, kept apart by the server, sign two different entries of one number."""
    ground, chain = ground_of(space.opened, b""), space.opened.view.chain
    assert chain
    early = replace(ground, view=replace(ground.view, chain=SpaceChain(chain.states[:-1])))
    first = next(iter(early.state.grants))
    entry = revoke(Act(space.me.keys, space.me.clock()), early, {first: ["write"]}).entries[0]
    honest = space.me.transport.call("GET", f"/spaces/{space.id}")["chain"]
    return {"space": space.id, "chain": [*honest[:-1], entry.plain()]}


def _entries(me: Me, institution: bytes) -> list[Json]:
    entries: list[Json] = me.transport.call("GET", f"/institutions/{b64u(institution)}")["entries"]
    return entries


def _statements(me: Me) -> Sequence[Json]:
    return [each.signed.plain() for each in me.keys.statements]


# Pairing ------------------------------------------------------------------------------------------


def relayed_answer(scanner: Me, relation: str) -> Json:
    """Somebody answered another code; the server says it was this one."""
    other = Offer(str(uuid.uuid4()), "helper", os_random(32), str(uuid.uuid4()), os_random(32), new_token(), 2**52)
    return {
        "person": b64u(scanner.person),
        "statements": _statements(scanner),
        "answer": b64u(answer(other, scanner.person)),
        "relation": relation,
        "name": "",
        "salt": "",
    }
