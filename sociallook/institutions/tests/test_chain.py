# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Institutions begin, grow and shrink by signed entries only."""

import re
import secrets
import uuid
from typing import Any, NamedTuple

import pytest
from click.testing import CliRunner
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from sociallook_protocol.chains import read_institution
from sociallook_protocol.encoding import b64u, salted
from sociallook_protocol.errors import Refusal
from sociallook_protocol.formats import Signed

from sociallook.accounts import actions as accounts
from sociallook.accounts.actors import COOKIE, Actor, by_token
from sociallook.base.clock import DAY, MINUTE, now
from sociallook.base.refusals import Faster, NotAvailable, Refused
from sociallook.institutions import actions, chain, questions
from sociallook.institutions.command_line import institution as command
from sociallook.institutions.models import Administrator, Entry, Institution, Invitation, Membership
from tests import people
from tests.people import Person

pytestmark = pytest.mark.django_db


class WorkName(NamedTuple):
    person: bytes
    name: str
    salt: bytes

    @property
    def hash(self) -> bytes:
        return salted(self.salt, self.name)


def named(person: Person) -> WorkName:
    return WorkName(person.person, f"{person.name} Beispiel", secrets.token_bytes(16))


def professional(name: str) -> Person:
    return Person(name, role="professional").register()


def acting(person: Person) -> Actor:
    actor = by_token(person.browser.cookies[COOKIE].value)
    assert actor
    return actor


def root(person: Person) -> bytes:
    return person.account.keys.statements[-1].root


class Jobcenter(people.Institution):
    """An institution on the server: what its people sign is sent at once."""

    def send(self, by: Person, names: list[WorkName] | None = None, invited: str = "") -> bytes:
        known = self.fingerprint if self.sent else b""
        return actions.extend(acting(by), known, self.unsent(), names or [], invited)

    def begin(self, by: Person) -> "Jobcenter":
        token = invitation(self.name, self.kind)
        self.add(by, "begin", name=self.name, kind=self.kind, root=root(by))
        self.send(by, invited=token)
        return self

    def team(self, by: Person, name: str = "Team A") -> str:
        team = str(uuid.uuid4())
        self.add(by, "team_add", team=team, name=name)
        self.send(by)
        return team

    def join(self, by: Person, team: str, person: Person) -> WorkName:
        name = named(person)
        self.add(by, "member_add", team=team, person=person.person, root=root(person), name_hash=name.hash)
        self.send(by, [name])
        return name


def invitation(name: str, kind: str = "jobcenter") -> str:
    return actions.add(name, kind).partition("#i=")[2]


@pytest.fixture
def anton() -> Person:
    """The administrator."""
    return professional("Anton")


@pytest.fixture
def berta() -> Person:
    """A colleague."""
    return professional("Berta")


@pytest.fixture
def jobcenter(anton: Person) -> Jobcenter:
    return Jobcenter("Jobcenter Musterstadt").begin(anton)


def check_projection(institution: bytes) -> None:
    """What is read off the projection is what the chain says."""
    signed = chain.chains([institution])[institution]
    persons = chain.people_of({institution: signed})
    rebuilt = read_institution(institution, signed, accounts.statements(sorted(persons))).newest
    assert chain.states([institution])[institution] == rebuilt


# --- Beginning ---


def test_an_invited_professional_begins_an_institution(anton: Person, jobcenter: Jobcenter) -> None:
    found = Institution.objects.get()
    assert (bytes(found.id), found.name, found.kind) == (jobcenter.fingerprint, jobcenter.name, "jobcenter")
    assert found.verified_on is None
    assert anton.get("/account").json()["memberships"] == [
        {"institution": b64u(jobcenter.fingerprint), "team": None, "admin": True}
    ]
    check_projection(jobcenter.fingerprint)


def begun(by: Person, **more: Any) -> Jobcenter:
    new = Jobcenter("Jobcenter Musterstadt")
    new.add(by, "begin", **{"name": new.name, "kind": new.kind, "root": root(by), **more})
    return new


def test_without_an_invitation_nothing_begins(anton: Person) -> None:
    with pytest.raises(NotAvailable):
        begun(anton).send(anton)
    assert not Institution.objects.exists()


def test_an_invitation_is_good_once(anton: Person, berta: Person) -> None:
    token = invitation("Jobcenter Musterstadt")
    begun(anton).send(anton, invited=token)
    with pytest.raises(NotAvailable):
        begun(berta).send(berta, invited=token)


def test_an_invitation_expires(anton: Person) -> None:
    token = invitation("Jobcenter Musterstadt")
    Invitation.objects.update(until=now() - 1)
    with pytest.raises(NotAvailable):
        begun(anton).send(anton, invited=token)


@pytest.mark.parametrize("other", [{"name": "Andere Stelle"}, {"kind": "school"}])
def test_an_invitation_is_for_this_name_and_kind(anton: Person, other: dict[str, str]) -> None:
    with pytest.raises(Refusal, match="E_SCHEMA"):
        begun(anton, **other).send(anton, invited=invitation("Jobcenter Musterstadt"))


def test_a_client_begins_no_institution() -> None:
    klara = Person("Klara").register()
    with pytest.raises(Refusal, match="E_CHAIN_UNSIGNED"):
        begun(klara).send(klara, invited=invitation("Jobcenter Musterstadt"))


def test_nobody_signs_for_somebody_else(anton: Person, berta: Person) -> None:
    new = begun(anton)
    with pytest.raises(Refusal, match="E_CHAIN_UNSIGNED"):
        new.send(berta, invited=invitation("Jobcenter Musterstadt"))


# --- Teams and members ---


def test_joining_and_leaving(anton: Person, berta: Person, jobcenter: Jobcenter) -> None:
    team = jobcenter.team(anton)
    name = jobcenter.join(anton, team, berta)
    assert berta.get("/account").json()["memberships"] == [
        {"institution": b64u(jobcenter.fingerprint), "team": team, "admin": False}
    ]
    assert chain.names([berta.person]) == [
        {"person": b64u(berta.person), "name": "Berta Beispiel", "salt": b64u(name.salt)}
    ]
    assert actions.institution_of(uuid.UUID(team)) == jobcenter.fingerprint
    check_projection(jobcenter.fingerprint)
    jobcenter.add(berta, "member_remove", team=team, person=berta.person, working=True)
    jobcenter.send(berta)
    assert not Membership.objects.exists()
    assert berta.get("/account").json()["memberships"] == []
    check_projection(jobcenter.fingerprint)


def test_a_member_changes_nothing_else(anton: Person, berta: Person, jobcenter: Jobcenter) -> None:
    team = jobcenter.team(anton)
    jobcenter.join(anton, team, berta)
    entry = jobcenter.sign(berta, "team_add", team=str(uuid.uuid4()), name="Meins")
    with pytest.raises(Refusal, match="E_CHAIN_UNSIGNED"):
        actions.extend(acting(berta), jobcenter.fingerprint, [entry], [], "")
    assert Entry.objects.count() == 3


def test_giving_needs_the_root_key(anton: Person, jobcenter: Jobcenter) -> None:
    entry = jobcenter.sign(anton, "team_add", team=str(uuid.uuid4()), name="Team", working=True)
    with pytest.raises(Refusal, match="E_CHAIN_UNSIGNED"):
        actions.extend(acting(anton), jobcenter.fingerprint, [entry], [], "")


def test_a_forged_signature_is_refused(anton: Person, jobcenter: Jobcenter) -> None:
    entry = jobcenter.sign(anton, "team_add", team=str(uuid.uuid4()), name="Team")
    with pytest.raises(Refusal, match="E_SIG"):
        actions.extend(acting(anton), jobcenter.fingerprint, [Signed(entry.data, bytes(64))], [], "")


def test_a_wrong_clock_is_refused(anton: Person, jobcenter: Jobcenter) -> None:
    entry = jobcenter.sign(anton, "team_add", at=now() - 6 * MINUTE, team=str(uuid.uuid4()), name="Team")
    with pytest.raises(Refusal, match="E_CLOCK"):
        actions.extend(acting(anton), jobcenter.fingerprint, [entry], [], "")


def test_the_slower_one_signs_again(anton: Person, jobcenter: Jobcenter) -> None:
    late = jobcenter.sign(anton, "team_add", team=str(uuid.uuid4()), name="Team B")
    jobcenter.team(anton)
    with pytest.raises(Faster) as refused:
        actions.extend(acting(anton), jobcenter.fingerprint, [late], [], "")
    assert refused.value.also == {"prev": b64u(jobcenter.head), "position": 1}


def test_an_unknown_institution_is_not_available(anton: Person, jobcenter: Jobcenter) -> None:
    entry = jobcenter.sign(anton, "team_add", team=str(uuid.uuid4()), name="Team")
    with pytest.raises(NotAvailable):
        actions.extend(acting(anton), bytes(32), [entry], [], "")


def test_the_last_administrator_stays(anton: Person, berta: Person, jobcenter: Jobcenter) -> None:
    entry = jobcenter.sign(anton, "admin_remove", person=anton.person)
    with pytest.raises(Refusal, match="E_SCHEMA"):
        actions.extend(acting(anton), jobcenter.fingerprint, [entry], [], "")
    name = named(berta)
    jobcenter.add(anton, "admin_add", person=berta.person, root=root(berta), name_hash=name.hash)
    jobcenter.send(anton, [name])
    jobcenter.add(berta, "admin_remove", person=anton.person)
    jobcenter.send(berta)
    assert [bytes(row.person) for row in Administrator.objects.all()] == [berta.person]
    check_projection(jobcenter.fingerprint)


def test_a_professional_belongs_to_one_institution(anton: Person, berta: Person, jobcenter: Jobcenter) -> None:
    other = Jobcenter("Jugendamt Musterstadt", kind="youth_office").begin(berta)
    team = jobcenter.team(anton)
    new: dict[str, Any] = {"person": berta.person, "root": root(berta), "name_hash": named(berta).hash}
    for entry in (
        jobcenter.sign(anton, "member_add", team=team, **new),
        jobcenter.sign(anton, "admin_add", **new),
    ):
        with pytest.raises(Refused) as refused, transaction.atomic():
            actions.extend(acting(anton), jobcenter.fingerprint, [entry], [], "")
        assert refused.value.code == "one_institution"
    assert chain.works_for(berta.person) == {other.fingerprint}


def test_a_client_joins_no_team(anton: Person, jobcenter: Jobcenter) -> None:
    klara = Person("Klara").register()
    team = jobcenter.team(anton)
    with pytest.raises(Refusal, match="E_SCHEMA"):
        jobcenter.join(anton, team, klara)


def test_a_team_id_of_another_institution_is_refused(anton: Person, berta: Person, jobcenter: Jobcenter) -> None:
    other = Jobcenter("Jugendamt Musterstadt", kind="youth_office").begin(berta)
    entry = other.sign(berta, "team_add", team=jobcenter.team(anton), name="Unser Team")
    with pytest.raises(Refusal, match="E_SCHEMA"):
        actions.extend(acting(berta), other.fingerprint, [entry], [], "")


def test_a_name_must_be_the_one_in_the_chain(anton: Person, berta: Person, jobcenter: Jobcenter) -> None:
    team = jobcenter.team(anton)
    name = named(berta)
    jobcenter.add(anton, "member_add", team=team, person=berta.person, root=root(berta), name_hash=name.hash)
    with pytest.raises(Refusal, match="E_SCHEMA"):
        jobcenter.send(anton, [name._replace(name="Jemand Anderes")])


def test_the_application_cannot_rewrite_a_chain(jobcenter: Jobcenter) -> None:
    for statement in ("UPDATE institutions_entry SET seq = 7", "DELETE FROM institutions_entry"):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert Entry.objects.count() == len(jobcenter.entries)


def test_only_the_newest_working_key_signs(anton: Person, berta: Person, jobcenter: Jobcenter) -> None:
    team = jobcenter.team(anton)
    jobcenter.join(anton, team, berta)
    entry = jobcenter.sign(berta, "member_remove", team=team, person=berta.person, working=True)
    accounts.add_statement(acting(berta), berta.next_generation(), bytes(148))
    with pytest.raises(Refusal, match="E_CHAIN_UNSIGNED"):
        actions.extend(acting(berta), jobcenter.fingerprint, [entry], [], "")


# --- Reading ---


def test_whoever_knows_the_fingerprint_gets_what_can_be_checked(
    anton: Person, berta: Person, jobcenter: Jobcenter
) -> None:
    team = jobcenter.team(anton)
    jobcenter.join(anton, team, berta)
    klara = Person("Klara").register()
    body = klara.get(f"/institutions/{b64u(jobcenter.fingerprint)}").json()
    assert body["entries"] == [entry.plain() for entry in jobcenter.entries]
    assert body["teams"] == [{"team": team, "epochs": []}]
    assert {each["person"] for each in body["statements"]} == {b64u(anton.person), b64u(berta.person)}
    assert body["verified"] is False
    assert "Beispiel" not in str(body)


def test_what_is_no_institution_is_not_available(anton: Person, jobcenter: Jobcenter) -> None:
    answers = [
        anton.get(f"/institutions/{name}") for name in (b64u(bytes(32)), b64u(bytes(31)), "nichts", b64u(anton.person))
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert Client().get(f"/api/v1/institutions/{b64u(jobcenter.fingerprint)}").status_code == 401


def test_names_are_for_colleagues_and_for_clients_with_a_relation(
    anton: Person, berta: Person, jobcenter: Jobcenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"/institutions/{b64u(jobcenter.fingerprint)}/names"
    team = jobcenter.team(anton)
    jobcenter.join(anton, team, berta)
    klara, stranger = Person("Klara").register(), professional("Fremd")
    monkeypatch.setattr(questions.has_relation, "_answer", lambda actor, _of: actor.person == klara.person)
    for person in (anton, berta, klara):
        assert [each["name"] for each in person.get(path).json()] == ["Berta Beispiel"]
    refused = stranger.get(path)
    unknown = stranger.get(f"/institutions/{b64u(bytes(32))}/names")
    assert (refused.status_code, refused.content) == (404, unknown.content)


def test_an_invitation_says_what_it_is_for(anton: Person) -> None:
    token = invitation("Jobcenter Musterstadt")
    body = anton.post("/institutions/invitation", {"invitation": token}).json()
    assert (body["name"], body["kind"]) == ("Jobcenter Musterstadt", "jobcenter")
    assert now() < body["expires"] <= now() + 7 * DAY
    assert anton.post("/institutions/invitation", {"invitation": "x"}).json()["code"] == "not_available"


# --- The operator ---


def test_the_operator_invites_verifies_and_lists(anton: Person) -> None:
    run = CliRunner()
    said = run.invoke(command, ["add", "Jobcenter Musterstadt", "--kind", "jobcenter"]).output
    link = re.search(r"(\S+/stelle/beginnen)#i=(\S+)", said)
    assert link
    assert "invited until" in run.invoke(command, ["list"]).output
    assert link[2] not in str(list(Invitation.objects.values()))
    new = begun(anton)
    new.send(anton, invited=link[2])
    assert "not verified" in run.invoke(command, ["list"]).output
    assert run.invoke(command, ["verify", b64u(new.fingerprint)]).exit_code == 0
    assert Institution.objects.get().verified_on is not None
    assert anton.get(f"/institutions/{b64u(new.fingerprint)}").json()["verified"] is True


@pytest.mark.parametrize(
    "arguments",
    [["add", "Jobcenter", "--kind", "police"], ["add", " ", "--kind", "school"], ["verify", "-AAAA"], ["verify", "?"]],
)
def test_the_operator_hears_what_is_wrong(arguments: list[str]) -> None:
    done = CliRunner().invoke(command, arguments)
    assert done.exit_code == 1
    assert done.output.startswith("Error: ")
