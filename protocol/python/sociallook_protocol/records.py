# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Records: sealing one, opening one, proving who wrote it (SPEC section 8)."""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final

from sociallook_protocol.chains import EpochRecord, Statement
from sociallook_protocol.encoding import id_bytes
from sociallook_protocol.errors import Refusal
from sociallook_protocol.formats import RECORD_SIZES, RecordHeader, decode, encode
from sociallook_protocol.keys import Keys, Working
from sociallook_protocol.seal import Random, derive, os_random, seal, unseal
from sociallook_protocol.sign import sign
from sociallook_protocol.verify import message, verify_strict

LABEL: Final = "sociallook/1/record"


@dataclass(frozen=True)
class Place:
    """Where a record stands: its epoch, its id and version, and the hash of the space's record before it."""

    epoch: EpochRecord
    record: str
    version: int
    verb: str
    prev: bytes


@dataclass(frozen=True)
class Contents:
    """What is said: ``body`` as ``kinds.json`` has it for ``kind``; ``at`` in ms; references to records and blobs."""

    kind: str
    at: int
    body: Mapping[str, Any]
    refs: Sequence[Mapping[str, Any]] = ()
    blobs: Sequence[Mapping[str, Any]] = field(default=(), repr=False)


@dataclass(frozen=True)
class Draft:
    """Contents on their way: a record id chosen beforehand (so that a retry is no second record), or a new version."""

    contents: Contents
    record: str
    version: int = 1


@dataclass(frozen=True)
class Sealed:
    """A record as it is stored: canonical header bytes and sealed bytes."""

    header: bytes
    data: bytes

    @property
    def hash(self) -> bytes:
        """What the next record of the space names as ``prev``."""
        return RecordHeader.read(self.header).hash(self.data)


@dataclass(frozen=True)
class Inner:
    """The opened inside of a record, proof not yet checked."""

    author: bytes
    generation: int
    contents: Contents
    proof: bytes
    data: bytes = field(repr=False)


def seal_record(
    place: Place, contents: Contents, keys: Keys, key: bytes, *, is_owner: bool, random: Random = os_random
) -> Sealed:
    """Prove and seal. ``key``: SK of the epoch; ``is_owner``: of this (person's) vault. E_SCHEMA if too long."""
    values = {
        "vault": place.epoch.vault,
        "space": place.epoch.space,
        "epoch": place.epoch.hash,
        "record": place.record,
        "version": place.version,
        "verb": place.verb,
        "role": "owner" if is_owner else "helper",
    }
    header = encode("record-header", {**values, "prev": place.prev})
    inner = {
        "author": keys.person,
        "generation": keys.newest.generation,
        "kind": contents.kind,
        "at": contents.at,
        "body": contents.body,
        "refs": contents.refs,
        "blobs": contents.blobs,
    }
    proved = encode("record-header", {**values, "prev": b""}), encode("record-inner", {**inner, "proof": b""})
    proof = _mac(keys.newest, place.epoch, *proved) if is_owner else sign(keys.newest.sign, "record", *proved)
    data = encode("record-inner", {**inner, "proof": proof})
    return Sealed(header, seal(key, LABEL, header, data, _size(len(data)), random))


def _size(length: int) -> int:
    """The smallest padded size, length field included."""
    size = next((size for size in RECORD_SIZES if length + 4 <= size), None)
    if size is None:
        raise Refusal("E_SCHEMA", "too long for a record: make it a document")
    return size


def open_sealed(header: RecordHeader, sealed: bytes, key: bytes) -> Inner:
    """Decrypt and parse. Refuses E_COMMIT, E_AEAD, E_SCHEMA. Who wrote it is not checked yet."""
    data = unseal(key, LABEL, header.data, sealed)
    if len(sealed) - SEAL_OVERHEAD not in RECORD_SIZES:
        raise Refusal("E_SCHEMA", "not a size of records")
    values = decode("record-inner", data)
    contents = Contents(values["kind"], values["at"], values["body"], values["refs"], values["blobs"])
    return Inner(values["author"], values["generation"], contents, values["proof"], data)


SEAL_OVERHEAD: Final = 80
"""Salt, commitment and GCM tag."""


def check_proof(header: RecordHeader, inner: Inner, epoch: EpochRecord, stated: Statement, me: Keys) -> None:
    """Whether the author wrote this. ``stated``: the author's statement at the epoch's heads.

    Refuses E_SIG; E_FORGED when ``me`` is the owner and did not write it. Others cannot check an owner's
    proof beyond its form: nobody can prove to a third party what the owner wrote.
    """
    by_owner = header.role == "owner"
    if inner.generation != stated.generation or len(inner.proof) != (32 if by_owner else 64):
        raise Refusal("E_SIG", "proof of another kind or key generation")
    proved = _proved(header, inner)
    if not by_owner:
        verify_strict(stated.sign, "record", inner.proof, *proved)
    elif me.person == inner.author:
        expected = _mac(me.generation(inner.generation), epoch, *proved)
        if not hmac.compare_digest(expected, inner.proof):
            raise Refusal("E_FORGED", "a record in my name that I did not write")


def _proved(header: RecordHeader, inner: Inner) -> tuple[bytes, bytes]:
    plain_header = encode("record-header", {**decode("record-header", header.data), "prev": b""})
    return plain_header, encode("record-inner", {**decode("record-inner", inner.data), "proof": b""})


def _mac(working: Working, epoch: EpochRecord, header: bytes, inner: bytes) -> bytes:
    """The owner's proof: any device of the owner can make it, so it convinces nobody else."""
    key = derive(working.sign, "sociallook/1/author-mac", id_bytes(epoch.vault), id_bytes(epoch.space))
    return hmac.digest(key, message("record", header, inner), sha256)
