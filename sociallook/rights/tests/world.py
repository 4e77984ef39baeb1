# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""A small town for tests of the door: everybody acts through the JSON door with real keys and real seals.

client ── Jobcenter, team A (worker, standin) ── team B (colleague) ── administrator
       ── Jugendamt (reader)                     stranger at the Verein      friend (private person)
"""

import json
import tempfile
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import time_machine
from django.db import connection
from sociallook_protocol import changes
from sociallook_protocol.chains import EpochRecord, Subject
from sociallook_protocol.changes import Act, Change, Giving, Ground
from sociallook_protocol.encoding import b64u, salted, team_space, unb64u
from sociallook_protocol.evaluate import newest
from sociallook_protocol.formats import FORMATS, RecordHeader, Signed, encode
from sociallook_protocol.formats import read as read_format
from sociallook_protocol.pins import Pins
from sociallook_protocol.reader import (
    OpenedRecord,
    OpenedSpace,
    Parties,
    Read,
    RefusedRecord,
    open_records,
    open_space,
    read_parties,
)
from sociallook_protocol.records import Contents
from sociallook_protocol.sign import signed

from sociallook.base.clock import now
from sociallook.institutions import actions as institutions
from tests.people import Institution, Person


@dataclass
class Team:
    """A team and the institution it belongs to."""

    institution: Institution
    id: str = field(default_factory=lambda: str(uuid.uuid4()))

    @property
    def subject(self) -> Subject:
        """As a grant names it."""
        return Subject(self.institution.fingerprint, self.id)

    def contact(self, person: Person) -> Subject:
        """One member, as a grant names a contact person."""
        return Subject(self.institution.fingerprint, self.id, person.person)


def private(person: Person) -> Subject:
    """A private person, as a grant names one."""
    return Subject(person=person.person)


# --- Acting ---


def act(person: Person) -> Act:
    """This person, now, with the root key."""
    return Act(person.keys, now())


def send(person: Person, change: Change | dict[str, Any]) -> Any:
    """Post a change that must be accepted."""
    answer = person.post("/changes", change.plain() if isinstance(change, Change) else change)
    assert answer.status_code == 200, answer.content
    return answer.json()


def bundle(person: Person, space: str) -> dict[str, Any]:
    """The bundle as the reader of the protocol wants it."""
    answer = person.get(f"/spaces/{space}")
    assert answer.status_code == 200, answer.content
    return {key: value for key, value in answer.json().items() if key in FORMATS["bundle"]}


def opened(person: Person, space: str) -> OpenedSpace:
    """Verify and open a space, as a device without pins."""
    return open_space(bundle(person, space), person.account.keys, Pins(), now())


def records(person: Person, space: str, after: int = 0) -> list[dict[str, Any]]:
    """Sealed records as the door hands them out."""
    answer = person.get(f"/spaces/{space}/records?after={after}&limit=1000")
    assert answer.status_code == 200, answer.content
    return list(answer.json()["records"])


def read(person: Person, space: str) -> list[Read]:
    """Records, verified and opened."""
    stored = [{key: each[key] for key in ("header", "sealed")} for each in records(person, space)]
    return open_records(opened(person, space), stored)


def texts(person: Person, space: str) -> list[str]:
    """The messages this person can read; what cannot be checked fails the test."""
    found = read(person, space)
    assert not [each for each in found if isinstance(each, RefusedRecord)], found
    said = [each.contents for each in found if isinstance(each, OpenedRecord)]
    return [
        each.body["text" if each.kind == "message" else "title"]
        for each in said
        if each.kind in {"message", "document"}
    ]


def ground(person: Person, space: str) -> Ground:
    """The space as this person knows it, ready for a change."""
    answer = person.get(f"/spaces/{space}/records?before={2**53 - 1}&limit=1")
    assert answer.status_code == 200, answer.content
    tail = b""
    for each in answer.json()["records"]:
        tail = unb64u(each["hash"]) if not each["sealed"] else _hash(each)
    return changes.ground_of(opened(person, space), tail)


def _hash(stored: dict[str, Any]) -> bytes:
    return header(stored).hash(unb64u(stored["sealed"]))


def message(text: str, blobs: Sequence[str] = ()) -> Contents:
    """A message that refers to documents."""
    refers = [{"blob": blob, "key": bytes(32), "length": 1, "hash": bytes(32)} for blob in blobs]
    return Contents("message", now(), {"text": text, "lang": "de", "files": []}, (), refers)


def document(title: str, blobs: Sequence[str] = ()) -> Contents:
    """A document that was filed."""
    body = {"title": title, "name": "a.pdf", "type": "application/pdf", "size": 1}
    return Contents("document", now(), body, (), message("", blobs).blobs)


SAYING = {"messages": message, "documents": document}
"""How something is said in an area."""


def say(person: Person, space: str, text: str, blobs: Sequence[str] = (), area: str = "messages") -> str:
    """Write; starts a new epoch first if that is needed and allowed. Returns the id of the record."""
    change = changes.write(act(person), ground(person, space), [SAYING[area](text, blobs)])
    send(person, change)
    return header(change.plain()["records"][-1]).record


def header(stored: dict[str, Any]) -> RecordHeader:
    """The header of a record as it travels."""
    return RecordHeader.read(unb64u(stored["header"]))


def grant(town: "Town", space: str, *givings: Giving) -> Any:
    """Give something more in a space that exists, from now on."""
    known = ground(town.client, space).knowing(town.known())
    return send(town.client, changes.grant(act(town.client), known, givings))


def revoke(town: "Town", space: str, subject: Subject) -> Any:
    """Take everything of this subject."""
    known = ground(town.client, space)
    return send(town.client, changes.revoke(act(town.client), known, changes.held_by(known, subject, now())))


def upload(person: Person, space: str, data: bytes, part: int = 1 << 20) -> str:
    """A whole document; returns its id."""
    blob = str(uuid.uuid4())
    answer = person.post(f"/spaces/{space}/blobs", {"blob": blob, "size": len(data)})
    assert answer.status_code == 201, answer.content
    for number in range(-(-len(data) // part)):
        answer = put(person, f"/spaces/{space}/blobs/{blob}/parts/{number}", data[number * part : (number + 1) * part])
        assert answer.status_code == 204, answer.content
    return blob


def deposit(person: Person, space: str, blob: str, *, must: bool = True) -> Any:
    """File a document: the record that refers to it. Returns its id, or status and code if it may be refused."""
    change = changes.write(act(person), ground(person, space), [document("Bescheinigung", [blob])]).plain()
    answer = person.post("/changes", change)
    if not must:
        return answer.status_code, answer.json().get("code", "")
    assert answer.status_code == 200, answer.content
    return header(change["records"][-1]).record


def put(person: Person, path: str, data: bytes) -> Any:
    """Raw bytes."""
    given = {"X-Sociallook": "1"}
    return person.browser.put(f"/api/v1{path}", data, "application/octet-stream", headers=given)


def forged_grant(person: Person, known: Ground, subject: Subject) -> Signed:
    """A grant in somebody else's chain, well formed and signed by who wants it."""
    values = {
        "vault": known.view.vault,
        "space": known.view.space,
        "seq": known.state.seq + 1,
        "prev": known.state.head,
        "issuer": person.person,
        "generation": 0,
        "at": now(),
        "op": "grant",
        "grant": str(uuid.uuid4()),
        "subject": vars(subject),
        "verbs": ["read"],
        "since": 1,
        "until": 0,
        "purpose": bytes(32),
        "text": bytes(32),
    }
    return signed(person.keys.root, "space-entry", values)


def letter(person: Person, space: str, known: Ground | None = None, area: str = "messages") -> dict[str, Any]:
    """The body of `POST /spaces/{space}/records`, sealed on the ground this person knows."""
    written = changes.write(act(person), known or ground(person, space), [SAYING[area]("Hallo")])
    (record,) = written.plain()["records"]
    return dict(record)


def giving(subject: Subject, verbs: Iterable[str], *, until: int = 0, since: int = 0) -> Giving:
    """A grant with a purpose and a text."""
    grant, salts = str(uuid.uuid4()), uuid.uuid4().bytes
    return Giving(grant, subject, tuple(sorted(verbs)), until, since, "Beratung", salts, "Fassung 1", salts)


# --- Watching ---

Found = TypeVar("Found")


def time_stands_still(look: Callable[[], Found]) -> Found:
    """Look at one fixed time, so that two looks can be compared byte for byte."""
    with time_machine.travel(STANDSTILL / 1000, tick=False):
        return look()


STANDSTILL = now() + 60_000


def decoded(payload: str) -> Any:
    """What a notification says."""
    return json.loads(payload)


def body(answer: Any) -> bytes:
    """All bytes of an answer, also of a stream."""
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def statements(person: Person, path: str) -> int:
    """How many statements this request sends to PostgreSQL, as libpq's own trace has them (PQtrace)."""
    connection.ensure_connection()
    pgconn = connection.connection.pgconn
    with tempfile.TemporaryFile("w+") as trace:
        pgconn.trace(trace.fileno())
        try:
            assert person.get(path).status_code == 200
        finally:
            pgconn.untrace()
        trace.seek(0)
        sent = [line.split("\t") for line in trace if "\tF\t" in line or line.startswith("F\t")]
    return sum(bool({"Query", "Execute"} & set(fields)) for fields in sent)


def forged_letter(person: Person, vault: str, space: str) -> dict[str, Any]:
    """A well-formed record for a space somebody knows nothing of."""
    values = {"vault": vault, "space": space, "epoch": bytes(32), "record": str(uuid.uuid4()), "version": 1}
    header_bytes = encode("record-header", values | {"verb": "write", "role": "helper", "prev": person.person})
    return {"header": b64u(header_bytes), "sealed": b64u(bytes(592)), "blobs": []}


# --- Institutions ---


def parties(person: Person, institutions: Iterable[Institution]) -> Parties:
    """What this person learns of institutions, checked."""
    offered: dict[str, list[Any]] = {"statements": [], "institutions": [], "teams": []}
    seen: set[str] = set()
    for institution in institutions:
        answer = person.get(f"/institutions/{b64u(institution.fingerprint)}")
        assert answer.status_code == 200, answer.content
        found = answer.json()
        offered["institutions"].append({"institution": found["institution"], "entries": found["entries"]})
        offered["teams"] += [{"team": each["team"], "epochs": each["epochs"], "wraps": []} for each in found["teams"]]
        offered["statements"] += [each for each in found["statements"] if each["person"] not in seen]
        seen |= {each["person"] for each in found["statements"]}
    me = {"person": b64u(person.person), "statements": [s.signed.plain() for s in person.account.keys.statements]}
    if me["person"] not in seen:
        offered["statements"].append(me)
    return read_parties(read_format("parties", offered), person.account.keys, Pins())


def start_team_key(person: Person, team: Team, members: Iterable[Person]) -> Any:
    """The team's next key, with these members confirmed by hand."""
    known = parties(person, [team.institution])
    mine = person.get(f"/spaces/{team.id}")
    held: Mapping[int, bytes] = {}
    before: Sequence[EpochRecord] = ()
    if mine.status_code == 200:
        found = bundle(person, team.id)
        key = {"team": team.id, "epochs": found["epochs"], "wraps": found["wraps"]}
        offered = {"institutions": found["institutions"], "teams": [key], "statements": found["statements"]}
        space = read_parties(read_format("parties", offered), person.account.keys, Pins())
        held, before = space.team_keys.get(team.id, {}), space.teams[team.id]
    chain = known.institutions[team.institution.fingerprint]
    confirmed = frozenset(member.person for member in members)
    return send(
        person,
        changes.start_team_key(act(person), changes.TeamGround(team.id, chain, known.people, confirmed, before, held)),
    )


def extend(by: Person, institution: Institution, names: Sequence[dict[str, str]] = (), invitation: str = "") -> Any:
    """Send the entries that the server does not have yet."""
    begins = institution.sent == 0
    entries = [entry.plain() for entry in institution.unsent()]
    change = {"institution": "" if begins else b64u(institution.fingerprint), "entries": entries, "names": list(names)}
    return send(by, {"institutions": [change | ({"invitation": invitation} if invitation else {})]})


def join(admin: Person, team: Team, *members: Person) -> None:
    """An administrator takes people into a team."""
    names = []
    for member in members:
        salt = uuid.uuid4().bytes
        given = {"person": member.person, "root": _root(member), "name_hash": salted(salt, member.name)}
        team.institution.add(admin, "member_add", team=team.id, **given)
        names.append({"person": b64u(member.person), "name": member.name, "salt": b64u(salt)})
    extend(admin, team.institution, names)


def leave(by: Person, team: Team, member: Person) -> None:
    """Somebody leaves a team."""
    team.institution.add(by, "member_remove", team=team.id, person=member.person, working=True)
    extend(by, team.institution)


def _root(person: Person) -> bytes:
    return person.account.keys.statements[-1].root


# --- The town ---


@dataclass
class Town:
    """Everybody of the opening scene, with accounts, teams and team keys; nothing is granted yet."""

    client: Person
    other_client: Person
    friend: Person
    admin: Person
    worker: Person
    standin: Person
    former: Person
    colleague: Person
    contact: Person
    deputy: Person
    mate: Person
    reader: Person
    stranger: Person
    team_a: Team
    team_b: Team
    team_c: Team
    youth: Team
    verein: Team

    @classmethod
    def build(cls) -> "Town":
        """Register everybody and let everybody join."""
        client, other_client, friend = (confirmed(Person(name).register()) for name in ("Ida", "Ole", "Jona"))
        names = ["Amira", "Wanda", "Stefan", "Egon", "Carla", "Kathrin", "Vera", "Malte", "Rita", "Fremd"]
        admin, worker, standin, former, colleague, contact, deputy, mate, reader, stranger = (
            Person(name, "professional").register() for name in names
        )
        jobcenter = begin(admin, "Jobcenter Musterstadt", "jobcenter")
        team_a, team_b, team_c = (found_team(admin, jobcenter, f"Team {name}") for name in "ABC")
        youth = found_team(reader, begin(reader, "Jugendamt Musterstadt", "youth_office"), "Team Jugend")
        verein = found_team(stranger, begin(stranger, "Verein Fremd", "welfare"), "Beratung")
        join(admin, team_a, worker, standin, former)
        join(admin, team_b, colleague)
        join(admin, team_c, contact, deputy, mate)
        join(reader, youth, reader)
        join(stranger, verein, stranger)
        leave(admin, team_a, former)
        start_team_key(worker, team_a, [worker, standin])
        start_team_key(colleague, team_b, [colleague])
        start_team_key(contact, team_c, [contact, deputy, mate])
        start_team_key(reader, youth, [reader])
        start_team_key(stranger, verein, [stranger])
        return cls(
            client=client,
            other_client=other_client,
            friend=friend,
            admin=admin,
            worker=worker,
            standin=standin,
            former=former,
            colleague=colleague,
            contact=contact,
            deputy=deputy,
            mate=mate,
            reader=reader,
            stranger=stranger,
            team_a=team_a,
            team_b=team_b,
            team_c=team_c,
            youth=youth,
            verein=verein,
        )

    def thread(self, givings: Sequence[Giving] | None = None, area: str = "messages") -> str:
        """A space between the client and team A; returns its id."""
        given = givings if givings is not None else [giving(self.team_a.subject, ["read", "write"])]
        relation = act(self.client).new_id()
        change = changes.open_area(act(self.client), self.known(), area, relation, given)
        (space,) = send(self.client, change)["spaces"]
        return str(space)

    def thread_of(self, client: Person) -> str:
        """An own space of another client."""
        (space, _) = sorted(send(client, changes.open_own(act(client)))["spaces"])
        return str(space)

    def known(self) -> Parties:
        """What the client knows of all institutions, and of the friend."""
        found = parties(self.client, {team.institution.fingerprint: team.institution for team in self.teams}.values())
        return replace(found, people={**found.people, self.friend.person: self.friend.account.keys.statements})

    @property
    def teams(self) -> tuple[Team, ...]:
        """All teams."""
        return self.team_a, self.team_b, self.team_c, self.youth, self.verein


def confirmed(client: Person) -> Person:
    """Has kept the access sheet."""
    assert client.post("/account/sheet").status_code == 204
    return client


def begin(admin: Person, name: str, kind: str) -> Institution:
    """An institution begins in its first administrator's browser, by the operator's invitation."""
    _, _, token = institutions.add(name, kind).partition("#i=")
    institution = Institution(name, kind)
    institution.add(admin, "begin", name=name, kind=kind, root=_root(admin))
    extend(admin, institution, invitation=token)
    return institution


def found_team(admin: Person, institution: Institution, name: str) -> Team:
    """A new team without members."""
    team = Team(institution)
    institution.add(admin, "team_add", team=team.id, name=name)
    extend(admin, institution)
    return team


__all__ = ["Person", "b64u", "newest", "team_space"]
