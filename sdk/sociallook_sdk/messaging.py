# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Threads: read and write messages, with files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sociallook_protocol.reader import OpenedRecord

from sociallook_sdk import vault
from sociallook_sdk.accounts import Me


@dataclass(frozen=True)
class File:
    """A file on its way: a title for people, a file name, a media type, the bytes."""

    title: str
    name: str
    type: str
    data: bytes = field(repr=False)

    @property
    def body(self) -> dict[str, Any]:
        """What a record says about it."""
        return {"title": self.title, "name": self.name, "type": self.type, "size": len(self.data)}


@dataclass(frozen=True)
class Message:
    """A message that passed every check. `author`: fingerprint; `at`: the author's time in ms."""

    record: str
    author: bytes
    at: int
    text: str = field(repr=False)
    files: Sequence[Mapping[str, Any]] = field(repr=False)
    blobs: Sequence[Mapping[str, Any]] = field(repr=False)


def threads(me: Me) -> list[vault.Space]:
    """Every thread I may read."""
    return [vault.Space.open(me, each.space) for each in vault.spaces(me) if each.area == "messages"]


def thread(me: Me, relation: str) -> vault.Space:
    """The thread of one relation. Raises StopIteration when I have none."""
    listed = vault.spaces(me)
    found = next(each for each in listed if (each.area, each.relation) == ("messages", relation))
    return vault.Space.open(me, found.space)


def messages(space: vault.Space) -> list[Message]:
    """Everything in a thread, in chain order."""
    space.read()
    return list(_messages(space.records))


def write(space: vault.Space, text: str, files: Sequence[File] = (), *, lang: str = "de", at: int | None = None) -> str:
    """Send a message; returns its record id."""
    blobs = [space.upload(file.data) for file in files]
    body = {"text": text, "lang": lang, "files": [file.body for file in files]}
    return space.write("message", body, blobs, at=at)


def _messages(records: Sequence[OpenedRecord]) -> Iterator[Message]:
    for opened in records:
        contents = opened.contents
        if contents.kind == "message":
            body = contents.body
            yield Message(opened.header.record, opened.author, contents.at, body["text"], body["files"], contents.blobs)
