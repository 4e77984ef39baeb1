# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The JSON door of accounts (docs/api/accounts.md)."""

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema, Status
from pydantic import model_validator

from sociallook.accounts import actions, actors, passkeys, questions, sessions
from sociallook.accounts.actors import SIGNED_IN
from sociallook.accounts.brakes import network
from sociallook.accounts.models import Account, Method, SignIn
from sociallook.base.clock import now
from sociallook.base.wire import B32, REFUSALS, Bytes, Id, SealedKey, SealedKeyOrNone, SealedPair, SignedJson

router = Router(tags=["accounts"])


class Login(Schema):
    """Who wants to sign in."""

    login: str = Field(max_length=200)


class Kdf(Schema):
    """Argon2id: KiB, passes, lanes."""

    m: int
    t: int
    p: int


class SignInStart(Schema):
    """What a device needs to derive the verifier; the same for every login."""

    installation: str
    kdf: Kdf


class Stay(Schema):
    """How to stay signed in. `bearer`: the token comes in the answer. `stay` false: until the browser closes."""

    bearer: bool = False
    stay: bool = True


class WordsMethod(Schema):
    """The account key sealed under the six words."""

    method: Id
    sealed: SealedKey


class PasskeyMethod(Schema):
    """The account key sealed under a passkey; empty when the passkey has no PRF."""

    method: Id
    sealed: SealedKeyOrNone


class SealedRoot(Schema):
    """The root seed sealed under the account key."""

    sealed: SealedKey


class SealedWorking(Schema):
    """Working keys of one generation sealed under the account key."""

    generation: int
    sealed: SealedPair


class FirstWorking(Schema):
    """The first working keys."""

    generation: Literal[1]
    sealed: SealedPair


class NewAccount(Stay):
    """A new account."""

    login: str = Field(max_length=80)
    role: Literal["client", "professional"]
    verifier: B32
    method: WordsMethod
    root: SealedRoot
    working: FirstWorking
    statement: SignedJson


class ByWords(Stay):
    """Signing in by words."""

    login: str = Field(max_length=200)
    verifier: B32


class ByPasskey(Stay):
    """Signing in by passkey: the credential as `PublicKeyCredential.toJSON()` without PRF results."""

    credential: dict[str, Any]


class NewWords(Schema):
    """A new sheet, with a proof: the verifier of today's words, or a passkey's answer (`/sign-in/passkey/start`)."""

    verifier_now: B32 | None = None
    credential: dict[str, Any] | None = None
    verifier: B32
    method: WordsMethod

    @model_validator(mode="after")
    def _one_proof(self) -> "NewWords":
        if (self.verifier_now is None) == (self.credential is None):
            raise ValueError("exactly one proof is needed")
        return self

    @property
    def proof(self) -> bytes | dict[str, Any]:
        """Whichever was given."""
        return self.verifier_now or self.credential or b""


class NewPasskey(Schema):
    """One more passkey."""

    credential: dict[str, Any]
    method: PasskeyMethod


class Language(Schema):
    """A language code of this installation."""

    language: str = Field(max_length=16)


class MethodJson(Schema):
    """A way to unlock."""

    method: Id
    kind: str
    sealed: Bytes
    credential: Bytes | None = None


class MembershipJson(Schema):
    """A place in an institution; as administrator without a team."""

    institution: B32
    team: Id | None
    admin: bool


class AccountJson(Schema):
    """Everything a device of this person needs to begin. `token` only with `bearer`."""

    login: str
    role: str
    person: B32
    vault: Id
    installation: str
    sheet_confirmed: bool
    methods: list[MethodJson]
    root: SealedRoot
    working: list[SealedWorking]
    statements: list[SignedJson]
    memberships: list[MembershipJson]
    token: str | None = None
    now: int


class SignInJson(Schema):
    """Where this person is signed in. `until` is rounded up; when it began is not known."""

    sign_in: Id
    device: str
    current: bool
    until: int


# --- Coming in and going ---


@router.post("/sign-in/start", response={200: SignInStart} | REFUSALS, exclude_unset=True)
def start(request: HttpRequest, body: Login) -> dict[str, Any]:  # noqa: ARG001
    """The parameters of the passphrase; unknown names get the same."""
    return {"installation": actions.installation(), "kdf": actions.KDF}


@router.post("/accounts", response={201: AccountJson} | REFUSALS, exclude_unset=True)
def register(request: HttpRequest, response: HttpResponse, body: NewAccount) -> Status[Any]:
    """Open an account."""
    new = actions.Registration(
        login=body.login,
        role=body.role,
        verifier=body.verifier,
        method=body.method.method,
        sealed_method=body.method.sealed,
        sealed_root=body.root.sealed,
        sealed_working=body.working.sealed,
        statement=body.statement.signed,
    )
    signed_in = actions.register(new, network=network(request), stay=body.stay, device=sessions.device(request))
    return Status(201, _let_in(request, response, signed_in, body))


@router.post("/sign-in", response={200: AccountJson} | REFUSALS, exclude_unset=True)
def sign_in(request: HttpRequest, response: HttpResponse, body: ByWords) -> dict[str, Any]:
    """Sign in by words."""
    signed_in = actions.sign_in(
        body.login, body.verifier, network=network(request), stay=body.stay, device=sessions.device(request)
    )
    return _let_in(request, response, signed_in, body)


@router.post("/sign-in/passkey/start", response={200: dict[str, Any]} | REFUSALS)
def start_passkey(request: HttpRequest) -> dict[str, Any]:
    """WebAuthn request options."""
    return actions.start_passkey(network(request))


@router.post("/sign-in/passkey", response={200: AccountJson} | REFUSALS, exclude_unset=True)
def sign_in_by_passkey(request: HttpRequest, response: HttpResponse, body: ByPasskey) -> dict[str, Any]:
    """Sign in by passkey."""
    signed_in = actions.sign_in_by_passkey(
        body.credential, network=network(request), stay=body.stay, device=sessions.device(request)
    )
    return _let_in(request, response, signed_in, body)


@router.post("/sign-out", response={204: None} | REFUSALS, auth=SIGNED_IN)
def sign_out(request: HttpRequest, response: HttpResponse) -> Status[Any]:
    """End this sign-in; the browser forgets what it kept."""
    actions.sign_out(actors.of(request))
    sessions.take_cookie(response)
    return Status(204, None)


# --- The account ---


@router.get("/account", response={200: AccountJson} | REFUSALS, auth=SIGNED_IN, exclude_unset=True)
def account(request: HttpRequest) -> dict[str, Any]:
    """The signed-in account."""
    return _described(Account.objects.get(id=actors.of(request).account))


@router.post("/account/sheet", response={204: None} | REFUSALS, auth=SIGNED_IN)
def confirm_sheet(request: HttpRequest) -> Status[Any]:
    """The access sheet is kept."""
    actions.confirm_sheet(actors.of(request))
    return Status(204, None)


@router.post("/account/words", response={204: None} | REFUSALS, auth=SIGNED_IN)
def replace_words(request: HttpRequest, body: NewWords) -> Status[Any]:
    """New six words; every other sign-in ends."""
    new = actions.NewSheet(body.verifier, body.method.method, body.method.sealed)
    actions.replace_words(actors.of(request), new, body.proof, network=network(request))
    return Status(204, None)


@router.post("/account/language", response={204: None} | REFUSALS, auth=SIGNED_IN)
def choose_language(request: HttpRequest, response: HttpResponse, body: Language) -> Status[Any]:
    """The language of the screens, here and on other devices."""
    actions.choose_language(actors.of(request), body.language)
    sessions.give_language(response, body.language)
    return Status(204, None)


@router.post("/account/passkeys/start", response={200: dict[str, Any]} | REFUSALS, auth=SIGNED_IN)
def start_adding(request: HttpRequest) -> dict[str, Any]:
    """WebAuthn creation options."""
    return passkeys.options_to_add(Account.objects.get(id=actors.of(request).account))


@router.post("/account/passkeys", response={201: MethodJson} | REFUSALS, auth=SIGNED_IN, exclude_unset=True)
def add_passkey(request: HttpRequest, body: NewPasskey) -> Status[Any]:
    """One more passkey."""
    method = actions.add_passkey(actors.of(request), body.credential, body.method.method, body.method.sealed)
    return Status(201, _method(method))


@router.delete("/account/methods/{uuid:method}", response={204: None} | REFUSALS, auth=SIGNED_IN)
def remove_passkey(request: HttpRequest, method: Id) -> Status[Any]:
    """A passkey goes."""
    actions.remove_passkey(actors.of(request), method)
    return Status(204, None)


@router.get("/account/sign-ins", response={200: list[SignInJson]} | REFUSALS, auth=SIGNED_IN)
def sign_ins(request: HttpRequest) -> list[dict[str, Any]]:
    """Where am I signed in?"""
    actor = actors.of(request)
    rows = SignIn.objects.filter(account=actor.account).order_by("device", "id")
    return [
        {"sign_in": row.id, "device": row.device, "current": row.id == actor.sign_in, "until": row.until}
        for row in rows
    ]


@router.delete("/account/sign-ins/{uuid:sign_in}", response={204: None} | REFUSALS, auth=SIGNED_IN)
def end_sign_in(request: HttpRequest, sign_in: Id) -> Status[Any]:
    """End one sign-in."""
    actions.end_sign_in(actors.of(request), sign_in)
    return Status(204, None)


# --- How an account is shown to its person ---


def _let_in(request: HttpRequest, response: HttpResponse, signed_in: actions.SignedIn, asked: Stay) -> dict[str, Any]:
    """Give the token: as a cookie to a browser, in the body to a program."""
    described = _described(signed_in.account)
    if asked.bearer:
        return described | {"token": signed_in.token}
    sessions.end_before(request)
    sessions.give_cookie(response, signed_in.token, signed_in.until, stay=asked.stay)
    if signed_in.account.language:
        sessions.give_language(response, signed_in.account.language)
    return described


def _described(account: Account) -> dict[str, Any]:
    person = bytes(account.person)
    return {
        "login": account.login,
        "role": account.role,
        "person": person,
        "vault": account.vault,
        "installation": actions.installation(),
        "sheet_confirmed": account.sheet_confirmed,
        "methods": [_method(method) for method in account.methods.order_by("kind", "id")],
        "root": {"sealed": account.sealed_root},
        "working": list(account.working_keys.order_by("generation").values("generation", "sealed")),
        "statements": [SignedJson.of(row.signed) for row in account.statements.order_by("generation")],
        "memberships": questions.memberships(person),
        "now": now(),
    }


def _method(method: Method) -> dict[str, Any]:
    described = {"method": method.id, "kind": method.kind, "sealed": method.sealed}
    return described if method.credential is None else described | {"credential": method.credential}
