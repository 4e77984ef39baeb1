# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Spaces: list what I may see, read it verified and in chain order, write, upload, download."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sociallook_protocol.blobs import BlobReference, open_blob, seal_blob
from sociallook_protocol.changes import Ground, ground_of, write
from sociallook_protocol.encoding import unb64u
from sociallook_protocol.formats import RecordHeader
from sociallook_protocol.reader import (
    DeletedRecord,
    OpenedRecord,
    OpenedSpace,
    Read,
    RefusedRecord,
    open_records,
    open_space,
    read_up_to,
    with_pins,
)
from sociallook_protocol.records import Contents, Draft

from sociallook_sdk.accounts import Me
from sociallook_sdk.errors import Stale

PAGE = 1000
TRIES = 6


@dataclass(frozen=True)
class Listed:
    """A space as the server lists it. Only a hint: rights are judged from the signed chains."""

    space: str
    vault: str
    area: str
    relation: str
    role: str
    verbs: tuple[str, ...]
    through: str


def spaces(me: Me) -> list[Listed]:
    """Every space I may see."""
    listed = me.transport.call("GET", "/spaces")["spaces"]
    return [
        Listed(
            each["space"],
            each["vault"],
            each["area"],
            each["relation"],
            each["role"],
            tuple(each["verbs"]),
            each["through"],
        )
        for each in listed
    ]


@dataclass
class Space:
    """An opened space. `entries` holds everything read so far, in chain order; what failed a check stays as refused."""

    me: Me
    opened: OpenedSpace = field(repr=False)
    entries: list[Read] = field(default_factory=list, repr=False)
    _position: int = 0
    _tail: bytes = b""

    @classmethod
    def open(cls, me: Me, space: str) -> Space:
        """Fetch and verify. Raises Refused `not_available`, protocol Refusal."""
        return cls(me, _bundle(me, space))

    @property
    def id(self) -> str:
        """The space's id."""
        return self.opened.view.space

    @property
    def area(self) -> str:
        """Which area of the matrix."""
        return self.opened.area

    @property
    def records(self) -> list[OpenedRecord]:
        """The opened records, newest version of each, without deleted ones."""
        newest: dict[str, OpenedRecord] = {}
        for entry in self.entries:
            if isinstance(entry, OpenedRecord):
                newest[entry.header.record] = entry
            elif isinstance(entry, DeletedRecord):
                newest.pop(entry.header.record, None)
        return list(newest.values())

    def refresh(self) -> None:
        """Fetch rights and keys again: after a `space` event or when something was stale."""
        self.opened = _bundle(self.me, self.id)

    def read(self) -> list[Read]:
        """What is new since the last call, verified; also added to `entries`."""
        fresh: list[Read] = []
        while True:
            page = self.me.transport.call("GET", f"/spaces/{self.id}/records?after={self._position}&limit={PAGE}")
            stored = page["records"]
            if not stored:
                return fresh
            fresh += self._take(stored)

    def _take(self, stored: Sequence[Mapping[str, Any]]) -> list[Read]:
        lines = [{"header": each["header"], "sealed": each["sealed"]} for each in stored]
        read = open_records(self.opened, lines, self._tail or None, self.entries)
        if any(isinstance(each, RefusedRecord) and each.code == "E_CHAIN_CTX" for each in read):
            self.refresh()  # an epoch that was started after the bundle was fetched
            read = open_records(self.opened, lines, self._tail or None, self.entries)
        self.entries += read
        self._position = stored[-1]["position"]
        self._tail = _hash_of(stored[-1])
        if isinstance(read[-1], OpenedRecord):  # a false record must not make this device forget how far it had read
            self.me.pins = read_up_to(self.opened, self._tail)
            self.opened = with_pins(self.opened, self.me.pins)
        return read

    def ground(self) -> Ground:
        """The space as it stands, to build a change on. Reads to the end first."""
        self.read()
        return ground_of(self.opened, self._tail)

    def write(
        self,
        kind: str,
        body: Mapping[str, Any],
        blobs: Sequence[BlobReference] = (),
        *,
        at: int | None = None,
        record: str | None = None,
        version: int = 1,
    ) -> str:
        """Append a record and return its id. Repeats by itself when somebody was faster or the epoch became stale."""
        contents = Contents(
            kind,
            self.me.clock() if at is None else at,
            body,
            blobs=[vars(blob) for blob in blobs],
        )
        draft = Draft(contents, record or str(uuid.uuid4()), version)
        for attempt in range(TRIES):
            try:
                return self._append(draft)
            except Stale:
                if attempt == TRIES - 1:
                    raise
                self.refresh()
        raise AssertionError("unreachable")

    def _append(self, draft: Draft) -> str:
        change = write(self.me.act(), self.ground(), (draft,))
        if change.epochs:
            self.me.change(change.plain())
            self.refresh()
        else:
            self.me.transport.call("POST", f"/spaces/{self.id}/records", change.plain()["records"][0])
        return draft.record

    def delete(self, record: str) -> None:
        """Ciphertext goes; header and hash stay in the chain."""
        self.me.transport.call("DELETE", f"/spaces/{self.id}/records/{record}")

    def upload(self, data: bytes) -> BlobReference:
        """Encrypt and store a file of at most 20,000,000 bytes; it counts once a record refers to it."""
        blob = str(uuid.uuid4())
        reference, sealed = seal_blob(self.opened.view.vault, blob, data)
        part = self.me.transport.call("POST", f"/spaces/{self.id}/blobs", {"blob": blob, "size": len(sealed)})["part"]
        for number, start in enumerate(range(0, len(sealed), part)):
            self.me.transport.send(f"/spaces/{self.id}/blobs/{blob}/parts/{number}", sealed[start : start + part])
        return reference

    def download(self, blob: Mapping[str, Any]) -> bytes:
        """A file a record of this space refers to, checked and opened."""
        reference = BlobReference(blob["blob"], blob["key"], blob["length"], blob["hash"])
        data = self.me.transport.fetch(f"/spaces/{self.id}/blobs/{reference.blob}")
        return open_blob(self.opened.view.vault, reference, data)


def _bundle(me: Me, space: str) -> OpenedSpace:
    answer = me.transport.call("GET", f"/spaces/{space}")
    opened = open_space(
        {key: answer[key] for key in BUNDLE},
        me.keys,
        me.pins,
        me.clock(),
    )
    me.pins = opened.pins
    return opened


BUNDLE = (
    "vault",
    "space",
    "area",
    "relation",
    "chain",
    "epochs",
    "wraps",
    "institutions",
    "teams",
    "statements",
    "epoch",
    "stale",
    "now",
)


def _hash_of(stored: Mapping[str, Any]) -> bytes:
    if not stored["sealed"]:
        return unb64u(stored["hash"])
    return RecordHeader.read(unb64u(stored["header"])).hash(unb64u(stored["sealed"]))
