# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Institutions: begin one, teams, invitations, joining, leaving, the key of a team."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sociallook_protocol.chains import InstitutionState, Statement, extend_institution, read_statements
from sociallook_protocol.changes import Act, TeamGround, refresh, start_team_key, team_ground
from sociallook_protocol.encoding import b64u, fingerprint, salted, unb64u
from sociallook_protocol.errors import Refusal
from sociallook_protocol.formats import Signed, decode, read
from sociallook_protocol.pairing import SCREEN_MS, SLIP_MS, Offer, answer, check_answer, new_token
from sociallook_protocol.reader import Parties, read_parties
from sociallook_protocol.records import Contents
from sociallook_protocol.seal import os_random
from sociallook_protocol.sign import public_key, signed

from sociallook_sdk.accounts import Me


@dataclass(frozen=True)
class WorkName:
    """The name a professional works under. Its hash stands in the chain, the name travels beside it."""

    person: bytes
    name: str
    salt: bytes

    @classmethod
    def of(cls, person: bytes, name: str) -> WorkName:
        """With a fresh salt."""
        return cls(person, name, os_random(16))

    @property
    def hash(self) -> bytes:
        """32 bytes for the chain."""
        return salted(self.salt, self.name)

    def plain(self) -> dict[str, str]:
        """For JSON."""
        return {"person": b64u(self.person), "name": self.name, "salt": b64u(self.salt)}


@dataclass
class Entries:
    """New entries of an institution's chain, each checked as everybody will check it."""

    act: Act
    state: InstitutionState | None
    people: dict[bytes, Sequence[Statement]]
    entries: list[Signed] = field(default_factory=list)
    names: list[WorkName] = field(default_factory=list)

    def add(self, op: str, **fields: Any) -> InstitutionState:
        """Sign the next entry. What gives is signed by the root key, leaving by the working key."""
        state, keys = self.state, self.act.keys
        values = {
            "institution": state.institution if state else b"",
            "seq": state.seq + 1 if state else 0,
            "prev": state.head if state else b"",
            "issuer": keys.person,
            "generation": 0 if keys.root else keys.newest.generation,
            "at": self.act.at,
            "op": op,
        }
        entry = signed(keys.root or keys.newest.sign, "institution-entry", {**values, **fields})
        self.state = extend_institution(state, entry, self.people)
        self.entries.append(entry)
        return self.state

    def add_member(self, team: str, name: WorkName, root: bytes) -> None:
        """Take somebody into a team."""
        self.names.append(name)
        self.add("member_add", team=team, person=name.person, root=root, name_hash=name.hash)

    def change(self, institution: bytes, invitation: str = "") -> dict[str, Any]:
        """For `POST /changes`."""
        return {
            "institutions": [
                {
                    "institution": b64u(institution),
                    "entries": [entry.plain() for entry in self.entries],
                    "names": [name.plain() for name in self.names],
                    "invitation": invitation,
                }
            ]
        }


@dataclass(frozen=True)
class Founding:
    """What an institution begins with: its name and kind, and names of teams.

    `own_name`: the name under which the first administrator also works in the first team; empty: only administers, and
    then reads nothing.
    """

    name: str
    kind: str
    teams: Sequence[str]
    own_name: str = ""


def begin(me: Me, words: str, invitation: str, founding: Founding) -> tuple[bytes, dict[str, str]]:
    """The first administrator begins the chain. Returns fingerprint and team ids by name."""
    ids = {team: str(uuid.uuid4()) for team in founding.teams}
    first = ids[founding.teams[0]]
    with me.giving(words) as act:
        chain = Entries(act, None, {me.person: me.keys.statements})
        root = public_key(act.keys.root)
        begun = chain.add("begin", name=founding.name, kind=founding.kind, root=root).institution
        for team, team_id in ids.items():
            chain.add("team_add", team=team_id, name=team)
        if founding.own_name:
            chain.add_member(first, WorkName.of(me.person, founding.own_name), root)
    me.change(chain.change(b"", invitation))
    me.refresh()
    if founding.own_name:
        start_key(me, begun, first, {me.person})
    return begun, ids


def known(me: Me, institution: bytes) -> Parties:
    """What the server offers about an institution, verified against its fingerprint and my pins."""
    answer = me.transport.call("GET", f"/institutions/{b64u(institution)}")
    offered = {
        "institutions": [{"institution": answer["institution"], "entries": answer["entries"]}],
        "teams": [{**each, "wraps": each.get("wraps", [])} for each in answer["teams"]],
        "statements": answer["statements"],
    }
    parties = read_parties(read("parties", offered), me.keys, me.pins)
    me.pins = parties.pins
    return parties


def invite_client(me: Me, institution: bytes, team: str) -> Offer:
    """The code on a professional's screen that a client scans: valid 10 minutes."""
    return publish(
        me,
        Offer(str(uuid.uuid4()), "helper", institution, team, me.person, new_token(), me.clock() + SCREEN_MS),
    )


def invite(me: Me, institution: bytes, team: str) -> Offer:
    """An invitation for somebody to join a team: valid 7 days, for one person. The token never reaches the server."""
    offer = Offer(str(uuid.uuid4()), "staff", institution, team, me.person, new_token(), me.clock() + SLIP_MS)
    return publish(me, offer)


def publish(me: Me, offer: Offer) -> Offer:
    """Tell the server where answers to an offer go; not what its token is."""
    body = {
        "pairing": offer.pairing,
        "role": offer.role,
        "institution": b64u(offer.institution),
        "team": offer.team,
        "expires": offer.expires,
    }
    me.transport.call("POST", "/pairings", body)
    return offer


def accept(me: Me, offer: Offer, name: str = "", relation: str = "") -> None:
    """Answer an offer: prove that I saw its token. A professional says the name to work under."""
    work_name = WorkName.of(me.person, name)
    body = {
        "statements": [each.signed.plain() for each in me.keys.statements],
        "answer": b64u(answer(offer, me.person)),
        "relation": relation,
    }
    if name:
        body |= {"name": name, "salt": b64u(work_name.salt)}
    me.transport.call("POST", f"/pairings/{offer.pairing}/answers", body)


def answers(me: Me, offer: Offer) -> list[tuple[Statement, Mapping[str, Any]]]:
    """The answers whose proof is right, first one first. Whoever cannot prove it is passed over."""
    found = []
    for given in me.transport.call("GET", f"/pairings/{offer.pairing}")["answers"]:
        first = Signed.read(given["statements"][0])
        person = fingerprint(_root_of(first))
        try:
            statements = read_statements(person, map(Signed.read, given["statements"]))
            check_answer(offer, person, unb64u(given["answer"]), me.clock(), used=False)
        except Refusal:
            continue
        found.append((statements[-1], given))
    return found


def take_in(me: Me, words: str, offer: Offer) -> bytes:
    """Sign in the first person who answered an invitation rightly, and give them the team's key. Returns who it was."""
    statement, given = answers(me, offer)[0]
    parties = known(me, offer.institution)
    with me.giving(words) as act:
        people = {**parties.people, statement.person: (statement,)}
        chain = Entries(act, parties.institutions[offer.institution].newest, people)
        name = WorkName(statement.person, given["name"], unb64u(given["salt"]))
        chain.add_member(offer.team, name, statement.root)
    me.change(chain.change(offer.institution))
    me.transport.call("POST", f"/pairings/{offer.pairing}/close")
    return statement.person


def leave(me: Me, institution: bytes, team: str) -> None:
    """Leave a team at once. The others then start its next key."""
    parties = known(me, institution)
    chain = Entries(me.act(), parties.institutions[institution].newest, dict(parties.people))
    chain.add("member_remove", team=team, person=me.person)
    me.change(chain.change(institution))


def start_key(me: Me, institution: bytes, team: str, newcomers: set[bytes] | frozenset[bytes] = frozenset()) -> None:
    """The team's first or next key, for its recorded members and the newcomers that were confirmed by hand."""
    ground = _team_ground(me, institution, team, newcomers)
    me.change(start_team_key(me.act(), ground).plain())


def start_labels(me: Me, institution: bytes, team: str) -> None:
    """The team's own space for labels, once its key stands."""
    ground = team_ground(team, "labels", known(me, institution))
    me.change(refresh(me.act(), ground, (Contents("begin", me.clock(), {}),)).plain())


def _team_ground(me: Me, institution: bytes, team: str, newcomers: set[bytes] | frozenset[bytes]) -> TeamGround:
    parties = known(me, institution)
    records = parties.teams.get(team, ())
    held = {}
    if records:
        bundle = me.transport.call("GET", f"/spaces/{team}")
        offered = {
            "institutions": bundle["institutions"],
            "teams": [{"team": team, "epochs": bundle["epochs"], "wraps": bundle["wraps"]}],
            "statements": bundle["statements"],
        }
        mine = read_parties(read("parties", offered), me.keys, me.pins)
        held = dict(mine.team_keys.get(team, {}))
    recorded = {recipient.person for recipient in records[-1].recipients} if records else set()
    return TeamGround(
        team,
        parties.institutions[institution],
        parties.people,
        frozenset(recorded | set(newcomers)),
        records,
        held,
    )


def _root_of(statement: Signed) -> bytes:
    root: bytes = decode("key-statement", statement.data)["root"]
    return root
