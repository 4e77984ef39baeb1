# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Documents: deposit, list, fetch; share one with one helper and end that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sociallook_protocol.blobs import BlobReference

from sociallook_sdk import vault
from sociallook_sdk.accounts import Me
from sociallook_sdk.messaging import File


@dataclass(frozen=True)
class Document:
    """A document in a space."""

    record: str
    author: bytes
    at: int
    title: str = field(repr=False)
    name: str = field(repr=False)
    type: str
    size: int
    blob: Mapping[str, Any] = field(repr=False)

    @property
    def body(self) -> dict[str, Any]:
        """What its record says."""
        return {"title": self.title, "name": self.name, "type": self.type, "size": self.size}


def folder(me: Me, relation: str = "") -> vault.Space:
    """The documents of one relation; without one, my own."""
    listed = vault.spaces(me)
    found = next(each for each in listed if (each.area, each.relation) == ("documents", relation))
    return vault.Space.open(me, found.space)


def documents(space: vault.Space) -> list[Document]:
    """Everything in a folder, in chain order."""
    space.read()
    return [
        Document(
            opened.header.record,
            opened.author,
            opened.contents.at,
            **opened.contents.body,
            blob=opened.contents.blobs[0],
        )
        for opened in space.records
        if opened.contents.kind == "document"
    ]


def add(space: vault.Space, file: File, *, at: int | None = None) -> str:
    """Deposit a file; returns its record id."""
    return space.write("document", file.body, [space.upload(file.data)], at=at)


def share(document: Document, space: vault.Space) -> str:
    """Let the readers of another folder of mine see this document. The same blob, a record of its own."""
    blob = document.blob
    reference = BlobReference(blob["blob"], blob["key"], blob["length"], blob["hash"])
    return space.write("document", document.body, [reference])
