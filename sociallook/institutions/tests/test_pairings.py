# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Codes are answered once, in time, by the right kind of person; only the issuer sees the answers."""

import secrets
import uuid
from typing import Any

import pytest
from sociallook_protocol.encoding import b64u

from sociallook.base.clock import DAY, MINUTE, now
from sociallook.institutions import pairings, questions
from sociallook.institutions.models import Answer, Pairing
from sociallook.institutions.tests.test_chain import Jobcenter, professional
from tests.people import Person

pytestmark = pytest.mark.django_db

NOBODYS = uuid.uuid4()


@pytest.fixture(autouse=True)
def everybody_is_connected(monkeypatch: pytest.MonkeyPatch) -> None:
    """Relations lie in rooms above; `rights` tests whose they are."""
    monkeypatch.setattr(questions.owns_relation, "_answer", lambda _actor, relation, _team: relation != NOBODYS)


@pytest.fixture
def anton() -> Person:
    return professional("Anton")


@pytest.fixture
def berta() -> Person:
    return professional("Berta")


@pytest.fixture
def klara() -> Person:
    return Person("Klara").register()


@pytest.fixture
def jobcenter(anton: Person) -> Jobcenter:
    return Jobcenter("Jobcenter Musterstadt").begin(anton)


@pytest.fixture
def team(anton: Person, berta: Person, jobcenter: Jobcenter) -> str:
    team = jobcenter.team(anton)
    jobcenter.join(anton, team, berta)
    return team


def offered(jobcenter: Jobcenter, team: str, role: str = "helper", **more: Any) -> dict[str, Any]:
    return {
        "pairing": str(uuid.uuid4()),
        "role": role,
        "institution": b64u(jobcenter.fingerprint),
        "team": team,
        "expires": now() + 10 * MINUTE,
        **more,
    }


def replied(person: Person, **more: Any) -> dict[str, Any]:
    return {
        "statements": [statement.signed.plain() for statement in person.account.keys.statements],
        "answer": b64u(secrets.token_bytes(32)),
        "relation": str(uuid.uuid4()),
        **more,
    }


def work_name(person: Person) -> dict[str, Any]:
    return replied(person, relation="", name=f"{person.name} Beispiel", salt=b64u(secrets.token_bytes(16)))


def test_a_client_answers_and_only_the_issuer_sees_it(
    berta: Person, anton: Person, klara: Person, jobcenter: Jobcenter, team: str
) -> None:
    code = offered(jobcenter, team)
    path = f"/pairings/{code['pairing']}"
    assert berta.post("/pairings", code).status_code == 201
    reply = replied(klara)
    assert klara.post(f"{path}/answers", reply).status_code == 201
    seen = berta.get(path).json()
    assert (seen["role"], seen["team"], seen["closed"]) == ("helper", team, False)
    (answer,) = seen["answers"]
    assert answer["person"] == b64u(klara.person)
    assert {key: answer[key] for key in reply} == reply
    assert (answer["name"], answer["salt"]) == ("", "")
    nobodys = anton.get(f"/pairings/{uuid.uuid4()}")
    for person in (anton, klara):
        refused = person.get(path)
        assert (refused.status_code, refused.content) == (404, nobodys.content)
        assert person.post(f"{path}/close").content == nobodys.content


def test_a_new_colleague_gives_a_work_name(anton: Person, jobcenter: Jobcenter, team: str) -> None:
    code = offered(jobcenter, team, "staff", expires=now() + 7 * DAY)
    carla = professional("Carla")
    assert anton.post("/pairings", code).status_code == 201
    assert carla.post(f"/pairings/{code['pairing']}/answers", work_name(carla)).status_code == 201
    (answer,) = anton.get(f"/pairings/{code['pairing']}").json()["answers"]
    assert (answer["name"], answer["relation"]) == ("Carla Beispiel", "")


def test_who_may_offer_what(anton: Person, berta: Person, klara: Person, jobcenter: Jobcenter, team: str) -> None:
    may = {
        ("helper", "anton"): 404,  # administrator, but in no team
        ("helper", "berta"): 201,
        ("helper", "klara"): 404,
        ("staff", "anton"): 201,
        ("staff", "berta"): 404,
        ("staff", "klara"): 404,
        ("admin", "anton"): 201,
        ("admin", "berta"): 404,
        ("admin", "klara"): 404,
    }
    people = {"anton": anton, "berta": berta, "klara": klara}
    got = {
        (role, name): people[name]
        .post("/pairings", offered(jobcenter, "" if role == "admin" else team, role))
        .status_code
        for role, name in may
    }
    assert got == may


def test_whoever_has_left_offers_nothing(berta: Person, jobcenter: Jobcenter, team: str) -> None:
    jobcenter.add(berta, "member_remove", team=team, person=berta.person)
    jobcenter.send(berta)
    assert berta.post("/pairings", offered(jobcenter, team)).status_code == 404


@pytest.mark.parametrize("more", [{"expires": 0}, {"expires": 2**52}, {"team": ""}])
def test_an_offer_must_end_and_name_a_team(berta: Person, jobcenter: Jobcenter, team: str, more: Any) -> None:
    answer = berta.post("/pairings", offered(jobcenter, team) | more)
    assert (answer.status_code, answer.json()["code"]) == (400, "E_SCHEMA")


def test_a_used_code_is_refused(berta: Person, jobcenter: Jobcenter, team: str) -> None:
    code = offered(jobcenter, team)
    assert [berta.post("/pairings", code).status_code for _ in range(2)] == [201, 409]


@pytest.mark.parametrize("end", ["unknown", "closed", "expired", "full"])
def test_too_late(berta: Person, klara: Person, jobcenter: Jobcenter, team: str, end: str) -> None:
    code = offered(jobcenter, team)
    path = f"/pairings/{code['pairing']}"
    if end != "unknown":
        assert berta.post("/pairings", code).status_code == 201
    if end == "closed":
        assert berta.post(f"{path}/close").status_code == 204
    if end == "expired":
        Pairing.objects.update(expires=now())
    if end == "full":
        for number in range(pairings.MOST_ANSWERS):
            Answer.objects.create(pairing=Pairing.objects.get(), person=bytes([number]) * 32, answer=bytes(32))
    answer = klara.post(f"{path}/answers", replied(klara))
    assert (answer.status_code, answer.json()["code"]) == (410, "E_PAIR")
    assert not Answer.objects.filter(person=klara.person).exists()


def test_one_answer_for_each_person(berta: Person, klara: Person, jobcenter: Jobcenter, team: str) -> None:
    code = offered(jobcenter, team)
    berta.post("/pairings", code)
    path = f"/pairings/{code['pairing']}/answers"
    assert [klara.post(path, replied(klara)).status_code for _ in range(2)] == [201, 409]


def test_nobody_answers_in_the_name_of_somebody_else(
    berta: Person, klara: Person, jobcenter: Jobcenter, team: str
) -> None:
    code = offered(jobcenter, team)
    berta.post("/pairings", code)
    mallory = Person("Mallory").register()
    answer = mallory.post(f"/pairings/{code['pairing']}/answers", replied(klara))
    assert (answer.status_code, answer.json()["code"]) == (410, "E_PAIR")


def test_nobody_answers_for_the_relation_of_somebody_else(
    berta: Person, klara: Person, jobcenter: Jobcenter, team: str
) -> None:
    code = offered(jobcenter, team)
    berta.post("/pairings", code)
    path = f"/pairings/{code['pairing']}"
    answer = klara.post(f"{path}/answers", replied(klara, relation=str(NOBODYS)))
    assert (answer.status_code, answer.json()["code"]) == (410, "E_PAIR")
    assert berta.get(path).json()["answers"] == []
    assert klara.post(f"{path}/answers", replied(klara)).status_code == 201


def test_the_name_of_a_client_is_refused(berta: Person, klara: Person, jobcenter: Jobcenter, team: str) -> None:
    code = offered(jobcenter, team)
    berta.post("/pairings", code)
    answer = klara.post(f"/pairings/{code['pairing']}/answers", replied(klara, name="Klara Klientin"))
    assert (answer.status_code, answer.json()["code"]) == (400, "E_SCHEMA")
    assert b"Klientin" not in answer.content


def test_codes_are_for_one_kind_of_person(
    anton: Person, berta: Person, klara: Person, jobcenter: Jobcenter, team: str
) -> None:
    helper, staff = offered(jobcenter, team), offered(jobcenter, team, "staff")
    berta.post("/pairings", helper)
    anton.post("/pairings", staff)
    carla = professional("Carla")
    wrong = carla.post(f"/pairings/{helper['pairing']}/answers", replied(carla))
    assert (wrong.status_code, wrong.json()["code"]) == (403, "clients_only")
    wrong = klara.post(f"/pairings/{staff['pairing']}/answers", replied(klara))
    assert (wrong.status_code, wrong.json()["code"]) == (403, "professionals_only")


def test_closing_removes_the_answers(berta: Person, klara: Person, jobcenter: Jobcenter, team: str) -> None:
    code = offered(jobcenter, team)
    berta.post("/pairings", code)
    klara.post(f"/pairings/{code['pairing']}/answers", replied(klara))
    berta.post(f"/pairings/{code['pairing']}/close")
    assert not Answer.objects.exists()
    assert berta.get(f"/pairings/{code['pairing']}").json()["closed"] is True


def test_old_pairings_are_swept(berta: Person, jobcenter: Jobcenter, team: str) -> None:
    berta.post("/pairings", offered(jobcenter, team))
    assert pairings.sweep() == 0
    Pairing.objects.update(expires=now() - 15 * DAY)
    assert pairings.sweep() == 1


def test_signed_out_is_refused() -> None:
    nobody = Person("Niemand")
    for answer in (
        nobody.post("/pairings", {}),
        nobody.get(f"/pairings/{uuid.uuid4()}"),
        nobody.post(f"/pairings/{uuid.uuid4()}/answers", {}),
        nobody.post(f"/pairings/{uuid.uuid4()}/close"),
        nobody.get(f"/institutions/{b64u(bytes(32))}/names"),
        nobody.post("/institutions/invitation", {"invitation": "x"}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (401, "signed_out")
