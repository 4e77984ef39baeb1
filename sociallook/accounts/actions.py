# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The verbs of an account. Each runs in the transaction of its request."""

import hmac
import re
import uuid
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _
from sociallook_protocol import chains
from sociallook_protocol.encoding import fingerprint, pae, vault_of
from sociallook_protocol.errors import Refusal
from sociallook_protocol.formats import Signed, decode

from sociallook.accounts import passkeys, sessions
from sociallook.accounts.actors import Actor, become
from sociallook.accounts.brakes import (
    CEREMONIES,
    NETWORK,
    REGISTRATIONS,
    WORDS,
    WORDS_FROM_HERE,
    hold,
)
from sociallook.accounts.models import Account, Installation, Method, Statement, WorkingKey
from sociallook.base.refusals import NotAvailable, Refused

LOGIN: Final = re.compile(r"[a-z]{3,12}-[a-z]{3,12}-[0-9]{4}")
"""The form of generated names. Chosen names tell something about a person; these do not."""
KDF: Final = {"m": 19456, "t": 2, "p": 1}
"""Argon2id parameters of the suite (SPEC section 4): KiB, passes, lanes."""
MOST_PASSKEYS: Final = 20
NOBODY: Final = uuid.UUID(int=0)


@cache
def installation() -> str:
    """The installation's id as text; made once."""
    Installation.objects.bulk_create([Installation()], ignore_conflicts=True)
    return str(Installation.objects.get().id)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh sign-in and its token, which the server knows only now."""

    account: Account
    token: str
    until: int


@dataclass(frozen=True, slots=True)
class Registration:
    """Everything a new account brings; nothing in it says who the person is."""

    login: str
    role: str
    verifier: bytes
    method: UUID
    sealed_method: bytes
    sealed_root: bytes
    sealed_working: bytes
    statement: Signed


# --- Coming in ---


def register(new: Registration, *, network: str, stay: bool, device: str) -> SignedIn:
    """Open an account and sign it in. Refuses E_SCHEMA, E_SIG …, 409 `login_taken`, 409 `person_taken`, 429."""
    registrations = REGISTRATIONS.on(network)
    hold(registrations)
    registrations.count()
    if not LOGIN.fullmatch(new.login):
        raise Refusal("E_SCHEMA", "not a generated login name")
    statement = _first_statement(new.statement)
    account = _open(new, statement)
    become(account)
    Method.objects.create(id=new.method, account=account, kind=Method.Kind.WORDS, sealed=new.sealed_method)
    WorkingKey.objects.create(account=account, generation=1, sealed=new.sealed_working)
    _store(account, statement)
    return _signed_in(account, stay=stay, device=device)


def _first_statement(signed: Signed) -> chains.Statement:
    person = decode("key-statement", signed.data)["person"]
    return chains.extend_statements(person, (), signed)


def _open(new: Registration, statement: chains.Statement) -> Account:
    account = Account(
        id=uuid.uuid4(),
        login=new.login,
        role=new.role,
        person=statement.person,
        vault=vault_of(statement.person),
        sealed_root=new.sealed_root,
    )
    account.verifier_tag = _tag(account.id, new.verifier)
    if Account.objects.filter(person=statement.person).exists():
        raise Refused(409, "person_taken", _("Für diesen Schlüssel gibt es schon ein Konto."))
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError:
        raise Refused(409, "login_taken", _("Diesen Anmeldenamen gibt es schon.")) from None
    return account


def sign_in(login: str, verifier: bytes, *, network: str, stay: bool, device: str) -> SignedIn:
    """Sign in by words. Refuses 401 `wrong_words`, alike for unknown logins, and 429 `slow_down`."""
    account = _by_words(login, verifier, network)
    become(account)
    return _signed_in(account, stay=stay, device=device)


def _by_words(login: str, verifier: bytes, network: str) -> Account:
    """The same queries and the same hash, whether the login exists or not."""
    here, anywhere = WORDS_FROM_HERE.on(f"{network} {login}"), WORDS.on(login)
    hold(NETWORK.on(network), anywhere, here)
    account = Account.objects.filter(login=login).first()
    expected = bytes(account.verifier_tag) if account else bytes(32)
    same = hmac.compare_digest(_tag(account.id if account else NOBODY, verifier), expected)
    if account is None or not same:
        for counter in (NETWORK.on(network), anywhere, here):
            counter.count()
        raise Refused(401, "wrong_words", _("Anmeldename und Wörter passen nicht zusammen."), keep=True)
    here.release()
    anywhere.release()
    return account


def start_passkey(network: str) -> dict[str, Any]:
    """WebAuthn request options. Refuses 429 `slow_down`."""
    begun = CEREMONIES.on(network)
    hold(begun)
    begun.count()
    return passkeys.options_to_sign_in()


def sign_in_by_passkey(credential: dict[str, Any], *, network: str, stay: bool, device: str) -> SignedIn:
    """Sign in by passkey. Refuses 401 `wrong_passkey`, 400 `prf_posted` and 429 `slow_down`."""
    account = _by_passkey(credential, network)
    return _signed_in(account, stay=stay, device=device)


def _by_passkey(credential: dict[str, Any], network: str) -> Account:
    hold(NETWORK.on(network))
    try:
        return passkeys.verify_sign_in(credential)
    except Refused:
        NETWORK.on(network).count()
        raise


def _signed_in(account: Account, *, stay: bool, device: str) -> SignedIn:
    row, token = sessions.begin(account, stay=stay, device=device)
    return SignedIn(account, token, row.until)


def _tag(account: UUID, verifier: bytes) -> bytes:
    """HMAC under a key outside the database: whoever steals the database cannot even begin to guess words."""
    message = pae("sociallook/server/verifier", account.bytes, verifier)
    return hmac.digest(settings.VERIFIER_KEY.encode(), message, "sha256")


# --- Ways to unlock ---


def confirm_sheet(actor: Actor) -> None:
    """The person says that the access sheet is kept."""
    Account.objects.filter(id=actor.account).update(sheet_confirmed=True)


@dataclass(frozen=True, slots=True)
class NewSheet:
    """The six words of a new access sheet, as far as the server knows them."""

    verifier: bytes
    method: UUID
    sealed: bytes


def replace_words(actor: Actor, new: NewSheet, proof: bytes | dict[str, Any], *, network: str) -> None:
    """A new sheet: the old six words end, and so does every other sign-in.

    `proof` that it is really this person: the verifier of today's words, or a fresh answer of a passkey.
    Refuses 401 `wrong_words`, 401 `wrong_passkey`, 429 `slow_down`, 409 `method_taken`.
    """
    account = _proven(actor, proof, network)
    account.methods.filter(kind=Method.Kind.WORDS).delete()
    _add_method(Method(id=new.method, account=account, kind=Method.Kind.WORDS, sealed=new.sealed))
    account.verifier_tag = _tag(account.id, new.verifier)
    account.sheet_confirmed = False
    account.save(update_fields=["verifier_tag", "sheet_confirmed"])
    sessions.end_others(actor)


def _proven(actor: Actor, proof: bytes | dict[str, Any], network: str) -> Account:
    if isinstance(proof, dict):
        account = _by_passkey(proof, network)
    else:
        login = Account.objects.values_list("login", flat=True).get(id=actor.account)
        account = _by_words(login, proof, network)
    if account.id != actor.account:
        raise passkeys.wrong(401)
    return account


def add_passkey(actor: Actor, credential: dict[str, Any], method: UUID, sealed: bytes) -> Method:
    """One more way in. Refuses 400 `wrong_passkey`, 400 `prf_posted`, 409 `method_taken`, 409 `too_many`."""
    account = Account.objects.get(id=actor.account)
    verified = passkeys.verify_added(account, credential)
    if account.methods.count() > MOST_PASSKEYS:
        raise Refused(409, "too_many", _("Mehr Passkeys gehen nicht. Bitte entfernen Sie zuerst einen."))
    return _add_method(
        Method(
            id=method,
            account=account,
            kind=Method.Kind.PASSKEY,
            sealed=sealed,
            credential=verified.credential_id,
            public_key=verified.credential_public_key,
            sign_count=verified.sign_count,
        )
    )


def _add_method(method: Method) -> Method:
    try:
        with transaction.atomic():
            method.save(force_insert=True)
            return method
    except IntegrityError:
        raise Refused(409, "method_taken", _("Diesen Passkey gibt es schon.")) from None


def remove_passkey(actor: Actor, method: UUID) -> None:
    """A passkey goes; the words never do (409 `words_stay`)."""
    found = Method.objects.filter(account=actor.account, id=method).first()
    if found is None:
        raise NotAvailable
    if found.kind == Method.Kind.WORDS:
        raise Refused(409, "words_stay", _("Die sechs Wörter bleiben. Sie können sie ersetzen."))
    found.delete()


# --- Keys ---


def add_statement(actor: Actor, signed: Signed, sealed: bytes) -> chains.Statement:
    """The actor's next working keys, RK-sealed, with their statement. Whoever calls it marks epochs stale.

    Refuses E_FORK, E_CHAIN_CTX, E_KEY_PIN, E_SIG, E_SCHEMA.
    """
    account = Account.objects.select_for_update().get(id=actor.account)
    before = statements([actor.person])[actor.person]
    statement = chains.extend_statements(actor.person, before, signed)
    WorkingKey.objects.create(account=account, generation=statement.generation, sealed=sealed)
    _store(account, statement)
    return statement


def _store(account: Account, statement: chains.Statement) -> None:
    if fingerprint(statement.root) != bytes(account.person):
        raise Refusal("E_KEY_PIN", "statement of somebody else")
    Statement.objects.create(
        account=account,
        person=statement.person,
        generation=statement.generation,
        hash=statement.hash,
        bytes=statement.signed.data,
        signature=statement.signed.signature,
    )


def statements(persons: list[bytes]) -> dict[bytes, tuple[chains.Statement, ...]]:
    """All statements of these persons, generation 1 first; an unknown person has none. They were verified once."""
    found: dict[bytes, tuple[chains.Statement, ...]] = dict.fromkeys(persons, ())
    for row in Statement.objects.filter(person__in=persons).order_by("person", "generation"):
        person = bytes(row.person)
        found[person] = (*found[person], _read(row.signed, bytes(row.hash)))
    return found


@lru_cache(maxsize=4096)
def _read(signed: Signed, hashed: bytes) -> chains.Statement:
    """A stored statement never changes, so it is decoded once; that costs more than the query."""
    values = decode("key-statement", signed.data)
    del values["suite"]
    return chains.Statement(**values, hash=hashed, signed=signed)


# --- The rest ---


def sign_out(actor: Actor) -> None:
    """End the present sign-in."""
    sessions.end(actor, actor.sign_in)


def end_sign_in(actor: Actor, sign_in: UUID) -> None:
    """End one of the actor's sign-ins, here or elsewhere."""
    if not sessions.end(actor, sign_in):
        raise NotAvailable


def choose_language(actor: Actor, language: str) -> None:
    """Remember the language of the screens. A display choice that nobody else sees. Refuses 400 `language`."""
    if language not in dict(settings.LANGUAGES):
        raise Refused(400, "language", _("Diese Sprache gibt es hier nicht."))
    Account.objects.filter(id=actor.account).update(language=language)


def sweep() -> int:
    """Remove ended sign-ins, old challenges and forgotten tries; returns how many rows went."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT accounts_sweep()")
        (gone,) = cursor.fetchone() or (0,)
    return int(gone)
