# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Registering, signing in by words, and everything an account may do to itself."""

import statistics
import time
import uuid
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from sociallook_protocol.encoding import b64u
from sociallook_protocol.keys import open_account

from sociallook.accounts.actions import sweep
from sociallook.accounts.actors import COOKIE, by_token, token_hash
from sociallook.accounts.models import Account, Method, SignIn, WorkingKey
from sociallook.base.clock import DAY, now
from tests.people import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def alma() -> Person:
    return Person("Alma").register()


@pytest.fixture
def bruno() -> Person:
    return Person("Bruno", role="professional").register()


def by_words(person: Person, **more: Any) -> dict[str, Any]:
    return {"login": person.login, "verifier": b64u(person.verifier), **more}


# --- Registering ---


def test_an_account_is_opened_without_giving_anything(alma: Person) -> None:
    account = alma.get("/account").json()
    assert account["login"] == alma.login
    assert account["person"] == b64u(alma.person)
    assert account["vault"] == alma.vault
    assert account["role"] == "client"
    assert not account["sheet_confirmed"]
    assert account["memberships"] == []
    assert abs(account["now"] - now()) < 5000
    assert "token" not in account


def test_the_rows_come_back_as_they_were_sealed(alma: Person) -> None:
    account = alma.get("/account").json()
    rows = alma.account.plain()
    assert account["root"]["sealed"] == rows["root"]
    assert account["working"] == rows["working"]
    assert account["statements"] == rows["statements"]
    assert [method["sealed"] for method in account["methods"]] == [rows["methods"][0]["sealed"]]


def test_the_cookie_can_be_read_by_no_script(alma: Person) -> None:
    cookie = alma.browser.cookies[COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"


def test_a_taken_login_is_refused(alma: Person) -> None:
    other = Person("Alma")
    other.login = alma.login
    answer = other.post("/accounts", other.registration())
    assert (answer.status_code, answer.json()["code"]) == (409, "login_taken")
    assert Account.objects.count() == 1


def test_a_second_account_for_the_same_key_is_refused(alma: Person) -> None:
    body = alma.registration() | {"login": "anders-heisst-1234"}
    answer = Person("Zweite").post("/accounts", body)
    assert (answer.status_code, answer.json()["code"]) == (409, "person_taken")


@pytest.mark.parametrize("login", ["anna", "Anna-Muster-1970", "anna.muster@example.org", "a-b-1234", ""])
def test_a_chosen_name_is_refused(login: str) -> None:
    person = Person("Anna")
    answer = person.post("/accounts", person.registration() | {"login": login})
    assert (answer.status_code, answer.json()["code"]) == (400, "E_SCHEMA")
    assert not Account.objects.exists()


def test_a_statement_signed_by_somebody_else_is_refused() -> None:
    alma, mallory = Person("Alma"), Person("Mallory")
    forged = {"bytes": alma.statement.plain()["bytes"], "signature": mallory.statement.plain()["signature"]}
    answer = alma.post("/accounts", alma.registration() | {"statement": forged})
    assert (answer.status_code, answer.json()["code"]) == (400, "E_SIG")
    assert not Account.objects.exists()


def test_a_sealed_row_of_another_length_is_refused() -> None:
    person = Person("Anna")
    answer = person.post("/accounts", person.registration() | {"root": {"sealed": b64u(bytes(117))}})
    assert answer.status_code == 400
    assert answer.json()["fields"] == ["body.body.root.sealed"]


# --- Signing in by words ---


def test_signing_in_by_words_elsewhere(alma: Person) -> None:
    alma.browser = Client()
    assert alma.get("/account").json()["code"] == "signed_out"
    answer = alma.post("/sign-in", by_words(alma))
    assert answer.status_code == 200
    assert alma.get("/account").json()["person"] == b64u(alma.person)


def test_a_program_gets_a_bearer_token_and_no_cookie(alma: Person) -> None:
    alma.browser = Client()
    answer = alma.post("/sign-in", by_words(alma, bearer=True))
    assert COOKIE not in alma.browser.cookies
    token = answer.json()["token"]
    assert alma.get("/account").status_code == 401
    assert alma.get("/account", Authorization=f"Bearer {token}").status_code == 200
    assert alma.get("/account", Authorization="Bearer wrong").status_code == 401


def test_a_foreign_device_forgets_when_it_is_closed(alma: Person) -> None:
    alma.browser = Client()
    alma.post("/sign-in", by_words(alma, stay=False))
    assert alma.browser.cookies[COOKIE]["max-age"] == ""
    ends = [row["until"] for row in alma.get("/account/sign-ins").json()]
    assert min(ends) < now() + 2 * DAY < now() + 80 * DAY < max(ends)


def test_no_row_says_when_somebody_signed_in(alma: Person) -> None:
    alma.post("/sign-in", by_words(alma, stay=False))
    assert all(row["until"] % DAY == 0 for row in alma.get("/account/sign-ins").json())
    columns = {field.name for field in SignIn._meta.get_fields()}
    assert columns == {"id", "account", "token_hash", "device", "until"} | (columns & {"push"})


def test_unknown_logins_and_wrong_words_are_the_same_answer(alma: Person) -> None:
    """Status, body, headers and length; the time is measured below."""
    stranger = Person("Fremd")
    wrong = stranger.post("/sign-in", by_words(alma) | {"verifier": b64u(bytes(32))})
    unknown = stranger.post("/sign-in", by_words(stranger))
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json()["code"] == "wrong_words"
    assert wrong.content == unknown.content
    assert dict(wrong.headers) == dict(unknown.headers)
    start = [stranger.post("/sign-in/start", {"login": name}).content for name in (alma.login, stranger.login)]
    assert start[0] == start[1]


@pytest.mark.alone
def test_unknown_logins_take_as_long_as_wrong_words(alma: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """500 interleaved tries; the medians differ by less than 1 ms. The limits are lifted for it."""
    monkeypatch.setattr("sociallook.accounts.actions.hold", lambda *_: None)
    times: dict[str, list[float]] = {alma.login: [], "nie-gesehen-1234": []}
    for _ in range(250):
        for login, taken in times.items():
            begun = time.perf_counter()
            alma.post("/sign-in", {"login": login, "verifier": b64u(bytes(32))})
            taken.append(time.perf_counter() - begun)
    known, unknown = (statistics.median(taken) for taken in times.values())
    assert abs(known - unknown) < 0.001


def test_the_database_alone_does_not_check_words(alma: Person, settings: Any) -> None:
    """The verifier's tag needs the key that lies outside the database."""
    settings.VERIFIER_KEY = "another key, as a thief of the database would have to guess it"
    alma.browser = Client()
    assert alma.post("/sign-in", by_words(alma)).json()["code"] == "wrong_words"
    tag = bytes(Account.objects.get().verifier_tag)
    assert alma.verifier not in tag
    assert tag != alma.verifier


# --- Limits against guessing ---


def guess(person: Person, login: str, times: int, **headers: str) -> list[int]:
    body = {"login": login, "verifier": b64u(bytes(32))}
    return [person.post("/sign-in", body, **headers).status_code for _ in range(times)]


@pytest.mark.parametrize("known", [True, False])
def test_guessing_is_slowed_down_for_known_and_unknown_logins_alike(alma: Person, *, known: bool) -> None:
    stranger = Person("Fremd")
    login = alma.login if known else stranger.login
    assert guess(stranger, login, 8) == [401] * 6 + [429] * 2
    answer = stranger.post("/sign-in", {"login": login, "verifier": b64u(bytes(32))})
    assert answer.json()["code"] == "slow_down"
    assert int(answer["Retry-After"]) == 2


def test_the_owner_comes_in_after_the_wait(alma: Person, time_machine: Any) -> None:
    time_machine.move_to(now() / 1000, tick=False)
    guess(Person("Fremd"), alma.login, 8)
    alma.browser = Client()
    assert alma.post("/sign-in", by_words(alma)).status_code == 429
    time_machine.shift(3)
    assert alma.post("/sign-in", by_words(alma)).status_code == 200
    assert guess(Person("Fremd"), alma.login, 6) == [401] * 6


def test_waits_grow_and_stay_bounded(alma: Person, time_machine: Any) -> None:
    time_machine.move_to(now() / 1000, tick=False)
    stranger = Person("Fremd")
    waits = []
    for _ in range(20):
        answer = stranger.post("/sign-in", {"login": alma.login, "verifier": b64u(bytes(32))})
        if answer.status_code == 429:
            waits.append(int(answer["Retry-After"]))
            time_machine.shift(waits[-1] + 1)
    assert waits[:4] == [2, 4, 8, 16]
    assert max(waits) <= 15 * 60


def test_guesses_from_one_network_do_not_hold_up_the_owner_elsewhere(alma: Person, settings: Any) -> None:
    settings.TRUSTED_PROXIES = 1
    stranger = Person("Fremd")
    assert guess(stranger, alma.login, 8, X_Forwarded_For="192.0.2.1")[-1] == 429
    alma.browser = Client()
    assert alma.post("/sign-in", by_words(alma), X_Forwarded_For="198.51.100.7").status_code == 200


def test_a_forged_address_does_not_help(alma: Person, settings: Any) -> None:
    settings.TRUSTED_PROXIES = 1
    stranger = Person("Fremd")
    tries = [guess(stranger, alma.login, 1, X_Forwarded_For=f"203.0.113.{n}, 192.0.2.1")[0] for n in range(8)]
    assert tries[-1] == 429


def test_many_logins_from_one_network_are_slowed_down_too() -> None:
    stranger = Person("Fremd")
    answers = [guess(stranger, f"birke-ahorn-{1000 + n}", 1)[0] for n in range(103)]
    assert answers.index(429) == 101


def test_what_counts_guesses_names_nobody(alma: Person) -> None:
    guess(Person("Fremd"), alma.login, 2)
    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM accounts_brake")
        keys = [bytes(key) for (key,) in cursor.fetchall()]
    assert keys
    assert all(len(key) == 32 and alma.login.encode() not in key for key in keys)


# --- Who asks ---


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/account"),
        ("GET", "/account/sign-ins"),
        ("POST", "/account/sheet"),
        ("POST", "/account/words"),
        ("POST", "/account/language"),
        ("POST", "/account/passkeys/start"),
        ("POST", "/account/passkeys"),
        ("DELETE", f"/account/methods/{uuid.UUID(int=7)}"),
        ("DELETE", f"/account/sign-ins/{uuid.UUID(int=7)}"),
        ("POST", "/sign-out"),
    ],
)
def test_signed_out_is_refused(method: str, path: str) -> None:
    answer = Person("Niemand")._send(method, path, {}, {})
    assert (answer.status_code, answer.json()["code"]) == (401, "signed_out")


def test_one_query_finds_the_actor(alma: Person, django_assert_num_queries: Any) -> None:
    token = alma.browser.cookies[COOKIE].value
    with django_assert_num_queries(1):
        actor = by_token(token)
    assert actor is not None
    assert (actor.person, str(actor.vault), actor.role) == (alma.person, alma.vault, "client")


def test_row_level_security_hides_the_rows_of_others(alma: Person, bruno: Person) -> None:
    assert alma.get("/account").status_code == bruno.get("/account").status_code == 200
    assert {method.account_id for method in Method.objects.all()} == {Account.objects.get(person=bruno.person).id}
    assert WorkingKey.objects.count() == SignIn.objects.count() == 1
    assert by_token("nothing") is None
    assert not Method.objects.exists()
    assert not SignIn.objects.exists()


def test_an_ended_sign_in_is_nobody(alma: Person) -> None:
    alma.get("/account")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_signin SET until = 1")
    assert alma.get("/account").status_code == 401


# --- Where am I signed in ---


def test_ending_a_sign_in_elsewhere(alma: Person) -> None:
    elsewhere = Person("Alma")
    elsewhere.post("/sign-in", by_words(alma), User_Agent="Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0")
    assert elsewhere.get("/account").status_code == 200
    rows = alma.get("/account/sign-ins").json()
    assert [row["device"] for row in rows if not row["current"]] == ["Firefox, Linux"]
    other = next(row["sign_in"] for row in rows if not row["current"])
    assert alma.delete(f"/account/sign-ins/{other}").status_code == 204
    assert elsewhere.get("/account").status_code == 401
    assert alma.get("/account").status_code == 200


def test_nobody_ends_the_sign_in_of_somebody_else(alma: Person, bruno: Person) -> None:
    (mine,) = alma.get("/account/sign-ins").json()
    theirs = bruno.delete(f"/account/sign-ins/{mine['sign_in']}")
    none = bruno.delete(f"/account/sign-ins/{uuid.uuid4()}")
    assert theirs.status_code == none.status_code == 404
    assert theirs.content == none.content
    assert alma.get("/account").status_code == 200


def test_signing_out_leaves_nothing_in_the_browser(alma: Person) -> None:
    answer = alma.post("/sign-out")
    assert answer.status_code == 204
    assert answer["Clear-Site-Data"] == '"cookies", "storage", "cache"'
    assert alma.browser.cookies[COOKIE].value == ""
    assert alma.get("/account").status_code == 401


# --- Sheet and words ---


def test_confirming_the_sheet(alma: Person, bruno: Person) -> None:
    assert alma.post("/account/sheet").status_code == 204
    assert alma.get("/account").json()["sheet_confirmed"]
    assert not bruno.get("/account").json()["sheet_confirmed"]


def new_words(person: Person, **more: Any) -> dict[str, Any]:
    sealed = person.account.plain()["methods"][0]["sealed"]
    return {
        "verifier_now": b64u(person.verifier),
        "verifier": b64u(bytes(range(32))),
        "method": {"method": str(uuid.uuid4()), "sealed": sealed},
        **more,
    }


def test_new_words_end_the_old_ones_and_every_other_sign_in(alma: Person) -> None:
    elsewhere = Person("Alma")
    elsewhere.post("/sign-in", by_words(alma))
    alma.post("/account/sheet")
    assert alma.post("/account/words", new_words(alma)).status_code == 204
    account = alma.get("/account").json()
    assert len(account["methods"]) == 1
    assert account["methods"][0]["method"] != alma.method
    assert not account["sheet_confirmed"]
    assert elsewhere.get("/account").status_code == 401
    assert elsewhere.post("/sign-in", by_words(alma)).json()["code"] == "wrong_words"
    assert elsewhere.post("/sign-in", by_words(alma, verifier=b64u(bytes(range(32))))).status_code == 200


def test_new_words_need_those_of_today(alma: Person) -> None:
    answer = alma.post("/account/words", new_words(alma, verifier_now=b64u(bytes(32))))
    assert (answer.status_code, answer.json()["code"]) == (401, "wrong_words")
    assert alma.get("/account").json()["methods"][0]["method"] == alma.method
    for _ in range(5):
        alma.post("/account/words", new_words(alma, verifier_now=b64u(bytes(32))))
    assert alma.post("/account/words", new_words(alma)).json()["code"] == "slow_down"


def test_the_words_cannot_be_removed(alma: Person, bruno: Person) -> None:
    answer = alma.delete(f"/account/methods/{alma.method}")
    assert (answer.status_code, answer.json()["code"]) == (409, "words_stay")
    assert bruno.delete(f"/account/methods/{alma.method}").json()["code"] == "not_available"


def test_what_comes_back_opens_with_the_protocol(alma: Person) -> None:
    account = alma.get("/account").json()
    rows = {
        "person": account["person"],
        "statements": account["statements"],
        "methods": [{key: method[key] for key in ("method", "kind", "sealed")} for method in account["methods"]],
        "root": account["root"]["sealed"],
        "working": account["working"],
    }
    kek = alma.account  # opened with the key the person holds, below
    assert kek.rows["person"] == alma.person
    with pytest.raises(Exception, match="E_COMMIT"):
        open_account(rows, alma.method, bytes(32))


def test_the_language_is_a_display_choice(alma: Person) -> None:
    assert alma.post("/account/language", {"language": "en"}).status_code == 204
    assert alma.browser.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"
    assert "language" not in alma.get("/account").json()
    refused = alma.post("/account/language", {"language": "xx"})
    assert (refused.status_code, refused.json()["code"]) == (400, "language")


# --- Only our own pages ---


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"X_Sociallook": ""}, "header"),
        ({"X_Sociallook": "yes"}, "header"),
        ({"Origin": "https://example.org"}, "origin"),
        ({"Origin": "null"}, "origin"),
        ({"Sec_Fetch_Site": "cross-site"}, "origin"),
        ({"Sec_Fetch_Site": "same-site"}, "origin"),
    ],
)
def test_foreign_pages_are_refused(alma: Person, headers: dict[str, str], code: str) -> None:
    answer = alma.post("/account/sheet", **headers)
    assert (answer.status_code, answer.json()["code"]) == (403, code)
    assert not alma.get("/account").json()["sheet_confirmed"]


def test_our_own_page_is_let_in(alma: Person) -> None:
    answer = alma.post("/account/sheet", Origin=settings.ORIGIN, Sec_Fetch_Site="same-origin")
    assert answer.status_code == 204


def test_reading_from_a_foreign_page_is_refused_too(alma: Person) -> None:
    assert alma.get("/account", Sec_Fetch_Site="cross-site").json()["code"] == "origin"
    assert alma.get("/account", Sec_Fetch_Site="none").status_code == 200


def test_what_is_not_readable_is_refused_without_repeating_it(alma: Person) -> None:
    canary = "geheimes-wort"
    answer = alma.post("/sign-in", {"login": alma.login, "verifier": canary})
    assert (answer.status_code, answer.json()["code"]) == (400, "E_SCHEMA")
    assert canary.encode() not in answer.content


@pytest.mark.parametrize("text", ["\x00", "a\x00b", "\ud800"])
def test_text_that_cannot_be_stored_is_refused(alma: Person, text: str) -> None:
    answer = alma.post("/sign-in", by_words(alma) | {"login": text})
    assert (answer.status_code, answer.json()["code"]) == (400, "E_SCHEMA")


def test_signing_in_ends_the_sign_in_that_the_browser_had(alma: Person, bruno: Person) -> None:
    token = alma.browser.cookies[COOKIE].value
    alma.post("/sign-in", by_words(alma))
    assert len(alma.get("/account/sign-ins").json()) == 1
    assert by_token(token) is None
    alma.post("/sign-in", by_words(bruno))
    assert alma.get("/account").json()["login"] == bruno.login
    alma.browser = Client()
    alma.post("/sign-in", by_words(alma))
    assert len(alma.get("/account/sign-ins").json()) == 1


def test_a_program_ends_no_sign_in(alma: Person) -> None:
    alma.post("/sign-in", by_words(alma, bearer=True))
    assert len(alma.get("/account/sign-ins").json()) == 2


def test_ended_sign_ins_are_swept(alma: Person) -> None:
    alma.post("/sign-in", by_words(alma, bearer=True))
    here = alma.browser.cookies[COOKIE].value
    assert by_token(here)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_signin SET until = 1 WHERE token_hash <> %s", [token_hash(here)])
    assert sweep() == 1
    assert len(alma.get("/account/sign-ins").json()) == 1


def test_ended_rows_are_swept(alma: Person) -> None:
    alma.post("/sign-in/passkey/start")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_challenge SET until = 1")
    assert sweep() == 1
    assert alma.get("/account").status_code == 200
