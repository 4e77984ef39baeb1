# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""A person's keys: root R, account key RK, working keys W_n, and the sealed rows a server keeps (SPEC section 3)."""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sociallook_protocol.chains import Statement, read_statements
from sociallook_protocol.encoding import fingerprint, id_bytes, pae
from sociallook_protocol.errors import Refusal
from sociallook_protocol.formats import Signed, plain, read
from sociallook_protocol.seal import Random, os_random, seal, unseal
from sociallook_protocol.sign import public_key, signed
from sociallook_protocol.wraps import kem_public

UNLOCK, ROOT, WORKING = "sociallook/1/unlock", "sociallook/1/root", "sociallook/1/working"


@dataclass(frozen=True)
class Working:
    """W_n: two seeds of 32 bytes."""

    generation: int
    kem: bytes = field(repr=False)
    sign: bytes = field(repr=False)

    @classmethod
    def of(cls, generation: int, data: bytes) -> Working:
        """From the 64 bytes of a sealed row."""
        if len(data) != 64:
            raise Refusal("E_SCHEMA", "a working key has 64 bytes")
        return cls(generation, data[:32], data[32:])


@dataclass(frozen=True)
class Keys:
    """What a person's device holds. ``root`` is the seed of R during a step-up, otherwise empty."""

    person: bytes
    statements: tuple[Statement, ...]
    working: tuple[Working, ...] = field(repr=False)
    root: bytes = field(default=b"", repr=False)

    @property
    def newest(self) -> Working:
        """The generation in use."""
        return self.working[-1]

    def generation(self, number: int) -> Working:
        """W of this generation; E_SIG if there is none."""
        if not 1 <= number <= len(self.working):
            raise Refusal("E_SIG", "no such key generation")
        return self.working[number - 1]


@dataclass(frozen=True)
class Method:
    """One way to unlock: ``words`` or ``passkey``; ``kek`` has 32 bytes."""

    method: str
    kind: str
    kek: bytes = field(repr=False)


Rows = Mapping[str, Any]
"""What the server keeps of an account, in the format ``account`` (bytes, not base64url)."""


@dataclass(frozen=True)
class Account:
    """A person's keys with the account key; ``rows`` is what goes to the server (see ``Account.plain``)."""

    keys: Keys
    account_key: bytes = field(repr=False)
    rows: Rows

    def plain(self) -> dict[str, Any]:
        """The rows as JSON."""
        written: dict[str, Any] = plain(self.rows)
        return written


def create_account(methods: Sequence[Method], random: Random = os_random) -> Account:
    """New R, W_1 and RK, the first statement and all sealed rows."""
    root = random(32)
    person = fingerprint(public_key(root))
    keys, _ = add_generation(Keys(person, (), (), root), random)
    return seal_account(keys, methods, random)


def seal_account(keys: Keys, methods: Sequence[Method], random: Random = os_random) -> Account:
    """All rows under a new account key: at the beginning and after a device was lost. Needs ``keys.root``."""
    account_key = random(32)
    rows = {
        "person": keys.person,
        "statements": [{"bytes": each.signed.data, "signature": each.signed.signature} for each in keys.statements],
        "methods": [seal_method(keys.person, account_key, method, random) for method in methods],
        "root": seal(account_key, ROOT, pae(keys.person), _root(keys), random=random),
        "working": [seal_working(keys.person, account_key, working, random) for working in keys.working],
    }
    return Account(keys, account_key, rows)


def seal_method(person: bytes, account_key: bytes, method: Method, random: Random = os_random) -> Rows:
    """The row of one unlock method. Methods come and go alone."""
    header = _method_header(person, method.method, method.kind)
    sealed = seal(method.kek, UNLOCK, header, account_key, random=random)
    return {"method": method.method, "kind": method.kind, "sealed": sealed}


def seal_working(person: bytes, account_key: bytes, working: Working, random: Random = os_random) -> Rows:
    """The row of one generation of W."""
    header = pae(person, working.generation)
    sealed = seal(account_key, WORKING, header, working.kem + working.sign, random=random)
    return {"generation": working.generation, "sealed": sealed}


def add_generation(keys: Keys, random: Random = os_random) -> tuple[Keys, Signed]:
    """The next W and its statement, signed by R. The caller seals W and starts every stale epoch anew."""
    root = _root(keys)
    working = Working.of(len(keys.working) + 1, random(64))
    statement = signed(
        root,
        "key-statement",
        {
            "person": keys.person,
            "root": public_key(root),
            "generation": working.generation,
            "kem": kem_public(working.kem),
            "sign": public_key(working.sign),
            "prev": keys.statements[-1].hash if keys.statements else b"",
        },
    )
    every = [*(each.signed for each in keys.statements), statement]
    grown = replace(keys, statements=read_statements(keys.person, every), working=(*keys.working, working))
    return grown, statement


def open_account(value: object, method: str, kek: bytes) -> Account:
    """Open the rows (JSON of format ``account``) by one unlock method. R stays sealed; see ``step_up``.

    Refuses E_SCHEMA, E_NO_WRAP (no such method), E_COMMIT, E_AEAD, E_KEY_PIN (public keys that are not
    these), E_ROLLBACK (a generation is missing).
    """
    rows = read("account", value)
    person = rows["person"]
    row = next((row for row in rows["methods"] if row["method"] == method), None)
    if row is None:
        raise Refusal("E_NO_WRAP", "no such unlock method")
    account_key = unseal(kek, UNLOCK, _method_header(person, method, row["kind"]), row["sealed"])
    statements = read_statements(person, map(Signed.of, rows["statements"]))
    working = tuple(_open_working(person, account_key, row) for row in rows["working"])
    _same_generations(statements, working)
    return Account(Keys(person, statements, working), account_key, rows)


def step_up(account: Account) -> Keys:
    """The keys with R, for a reviewed set of changes and at most 5 minutes. Refuses E_COMMIT, E_AEAD, E_KEY_PIN."""
    person = account.keys.person
    root = unseal(account.account_key, ROOT, pae(person), account.rows["root"])
    if len(root) != 32 or not hmac.compare_digest(fingerprint(public_key(root)), person):
        raise Refusal("E_KEY_PIN", "root key of somebody else")
    return replace(account.keys, root=root)


def _open_working(person: bytes, account_key: bytes, row: Rows) -> Working:
    data = unseal(account_key, WORKING, pae(person, row["generation"]), row["sealed"])
    return Working.of(row["generation"], data)


def _same_generations(statements: Sequence[Statement], working: Sequence[Working]) -> None:
    if not statements or [each.generation for each in working] != [each.generation for each in statements]:
        raise Refusal("E_ROLLBACK", "a key generation is missing")
    for statement, mine in zip(statements, working, strict=True):
        if (statement.sign, statement.kem) != (public_key(mine.sign), kem_public(mine.kem)):
            raise Refusal("E_KEY_PIN", "the server states other keys for me")


def _method_header(person: bytes, method: str, kind: str) -> bytes:
    return pae(person, id_bytes(method), kind)


def _root(keys: Keys) -> bytes:
    if not keys.root:
        raise ValueError("this needs the root key: step up first")
    return keys.root
