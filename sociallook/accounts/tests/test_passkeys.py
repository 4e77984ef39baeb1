# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Passkeys come, sign in, go, and are refused whenever anything about them is wrong."""

import secrets
import uuid
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from sociallook_protocol.encoding import b64u

from sociallook.accounts.models import Challenge
from sociallook.base.clock import now
from tests.authenticator import Passkey
from tests.people import Person

pytestmark = pytest.mark.django_db
SEALED = b64u(bytes(116))


@pytest.fixture
def alma() -> Person:
    return Person("Alma").register()


def adding(person: Person, passkey: Passkey, sealed: str = SEALED, **extensions: Any) -> dict[str, Any]:
    """The body that adds this passkey."""
    options = person.post("/account/passkeys/start").json()
    method = {"method": str(uuid.uuid4()), "sealed": sealed}
    return {"credential": passkey.create(options, **extensions), "method": method}


@pytest.fixture
def passkey(alma: Person) -> Passkey:
    """A passkey of Alma's."""
    made = Passkey(settings.ORIGIN)
    answer = alma.post("/account/passkeys", adding(alma, made, prf={"enabled": True}))
    assert answer.status_code == 201, answer.content
    return made


def sign_in(person: Person, passkey: Passkey, **extensions: Any) -> Any:
    options = person.post("/sign-in/passkey/start").json()
    return person.post("/sign-in/passkey", {"credential": passkey.get(options, **extensions)})


def test_a_passkey_signs_in_where_nobody_is_known(alma: Person, passkey: Passkey) -> None:
    alma.browser = Client()
    answer = sign_in(alma, passkey)
    assert answer.status_code == 200
    assert answer.json()["person"] == b64u(alma.person)
    assert alma.get("/account").status_code == 200
    method = next(each for each in answer.json()["methods"] if each["kind"] == "passkey")
    assert (method["sealed"], method["credential"]) == (SEALED, b64u(passkey.id))
    assert sign_in(alma, passkey).status_code == 200


def test_only_resident_and_verified_passkeys_are_asked_for(alma: Person, passkey: Passkey) -> None:
    options = alma.post("/account/passkeys/start").json()
    assert options["rp"]["id"] == "localhost"
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert options["attestation"] == "none"
    assert options["user"]["name"] == alma.login
    assert [each["id"] for each in options["excludeCredentials"]] == [b64u(passkey.id)]
    asked = Person("Niemand").post("/sign-in/passkey/start").json()
    assert asked["userVerification"] == "required"
    assert asked.get("allowCredentials", []) == []


def test_a_passkey_without_prf_signs_in_and_unlocks_nothing(alma: Person) -> None:
    plain = Passkey(settings.ORIGIN)
    answer = alma.post("/account/passkeys", adding(alma, plain, sealed=""))
    assert (answer.status_code, answer.json()["sealed"]) == (201, "")
    alma.browser = Client()
    assert sign_in(alma, plain).status_code == 200


def kinds(person: Person) -> list[str]:
    """How this person can unlock."""
    return [each["kind"] for each in person.get("/account").json()["methods"]]


def refused(answer: Any, status: int, code: str = "wrong_passkey") -> None:
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_an_answer_is_good_once(alma: Person, passkey: Passkey) -> None:
    credential = passkey.get(alma.post("/sign-in/passkey/start").json())
    thief = Person("Diebin")
    assert alma.post("/sign-in/passkey", {"credential": credential}).status_code == 200
    refused(thief.post("/sign-in/passkey", {"credential": credential}), 401)
    refused(thief.get("/account"), 401, "signed_out")


def test_a_failed_answer_spends_the_challenge(alma: Person, passkey: Passkey) -> None:
    options = alma.post("/sign-in/passkey/start").json()
    spoiled = passkey.get(options)
    spoiled["response"]["signature"] = b64u(secrets.token_bytes(70))
    refused(alma.post("/sign-in/passkey", {"credential": spoiled}), 401)
    refused(alma.post("/sign-in/passkey", {"credential": passkey.get(options)}), 401)


def test_an_old_challenge_is_refused(alma: Person, passkey: Passkey) -> None:
    options = alma.post("/sign-in/passkey/start").json()
    Challenge.objects.update(until=now())
    refused(alma.post("/sign-in/passkey", {"credential": passkey.get(options)}), 401)


def test_another_origin_is_refused(alma: Person, passkey: Passkey) -> None:
    passkey.origin = "https://sociallook.example.org"
    refused(sign_in(alma, passkey), 401)


def test_without_user_verification_nobody_comes_in(alma: Person, passkey: Passkey) -> None:
    passkey.verified = False
    refused(sign_in(alma, passkey), 401)
    unverified = Passkey(settings.ORIGIN, verified=False)
    refused(alma.post("/account/passkeys", adding(alma, unverified)), 400)
    assert kinds(alma) == ["passkey", "words"]


def test_unknown_passkeys_and_wrong_signatures_are_the_same_answer(passkey: Passkey) -> None:
    stranger = Person("Fremd")
    unknown = sign_in(stranger, Passkey(settings.ORIGIN))
    forged = sign_in(stranger, Passkey(settings.ORIGIN, id=passkey.id, user=passkey.user))
    refused(unknown, 401)
    assert (unknown.content, dict(unknown.headers)) == (forged.content, dict(forged.headers))


def test_the_handle_of_somebody_else_is_refused(alma: Person, passkey: Passkey) -> None:
    passkey.user = uuid.uuid4().bytes
    refused(sign_in(alma, passkey), 401)


def test_a_copied_passkey_is_noticed(alma: Person, passkey: Passkey) -> None:
    passkey.count = 7
    assert sign_in(alma, passkey).status_code == 200
    passkey.count = 3
    refused(sign_in(alma, passkey), 401)


def test_a_challenge_for_adding_does_not_sign_in(alma: Person, passkey: Passkey) -> None:
    options = alma.post("/account/passkeys/start").json()
    refused(alma.post("/sign-in/passkey", {"credential": passkey.get(options)}), 401)


def test_a_challenge_of_somebody_else_adds_nothing(alma: Person) -> None:
    bruno = Person("Bruno").register()
    body = adding(alma, Passkey(settings.ORIGIN))
    refused(bruno.post("/account/passkeys", body), 400)


def test_what_prf_yields_must_not_be_posted(alma: Person, passkey: Passkey) -> None:
    secret = b64u(secrets.token_bytes(32))
    leaking = {"results": {"first": secret}}
    for answer in (
        sign_in(alma, passkey, prf=leaking),
        alma.post("/account/passkeys", adding(alma, Passkey(settings.ORIGIN), prf=leaking)),
    ):
        refused(answer, 400, "prf_posted")
        assert secret.encode() not in answer.content
    assert kinds(alma) == ["passkey", "words"]


@pytest.mark.parametrize(
    "credential",
    [
        {},
        {"rawId": "AAAA", "response": {}},
        {"rawId": 7, "response": []},
        {"response": {"clientDataJSON": "e30"}},
        {"response": {"clientDataJSON": "W10"}},
        {"clientExtensionResults": []},
    ],
)
def test_nonsense_is_refused(alma: Person, credential: dict[str, Any]) -> None:
    refused(alma.post("/sign-in/passkey", {"credential": credential}), 401)
    body = {"credential": credential, "method": {"method": str(uuid.uuid4()), "sealed": SEALED}}
    refused(alma.post("/account/passkeys", body), 400)


def test_a_passkey_goes(alma: Person, passkey: Passkey) -> None:
    bruno = Person("Bruno").register()
    rows = alma.get("/account").json()["methods"]
    path = next(f"/account/methods/{row['method']}" for row in rows if row["kind"] == "passkey")
    refused(bruno.delete(path), 404, "not_available")
    assert alma.delete(path).status_code == 204
    refused(sign_in(alma, passkey), 401)
    assert kinds(alma) == ["words"]


def test_a_passkey_is_added_once(alma: Person, passkey: Passkey) -> None:
    refused(alma.post("/account/passkeys", adding(alma, passkey)), 409, "method_taken")


def test_guessing_passkeys_is_slowed_down(alma: Person) -> None:
    stranger = Person("Fremd")
    answers = [stranger.post("/sign-in/passkey", {"credential": {}}).status_code for _ in range(103)]
    assert answers.index(429) == 101
    assert alma.get("/account").status_code == 200


def new_words(person: Person, proof: dict[str, Any]) -> Any:
    method = {"method": str(uuid.uuid4()), "sealed": SEALED}
    return person.post("/account/words", {**proof, "verifier": b64u(bytes(32)), "method": method})


def test_whoever_lost_the_sheet_makes_a_new_one_by_passkey(alma: Person, passkey: Passkey) -> None:
    credential = passkey.get(alma.post("/sign-in/passkey/start").json())
    assert new_words(alma, {"credential": credential}).status_code == 204
    assert kinds(alma) == ["passkey", "words"]
    alma.verifier = bytes(32)
    alma.browser = Client()
    assert alma.post("/sign-in", {"login": alma.login, "verifier": b64u(bytes(32))}).status_code == 200


def test_the_passkey_of_somebody_else_makes_no_sheet(alma: Person, passkey: Passkey) -> None:
    bruno = Person("Bruno").register()
    credential = passkey.get(bruno.post("/sign-in/passkey/start").json())
    refused(new_words(bruno, {"credential": credential}), 401)
    assert alma.get("/account").json()["methods"][1]["method"] == alma.method


def test_a_new_sheet_needs_exactly_one_proof(alma: Person, passkey: Passkey) -> None:
    credential = passkey.get(alma.post("/sign-in/passkey/start").json())
    refused(new_words(alma, {}), 400, "E_SCHEMA")
    refused(new_words(alma, {"credential": credential, "verifier_now": b64u(alma.verifier)}), 400, "E_SCHEMA")
