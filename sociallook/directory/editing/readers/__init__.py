# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Readers of files: whatever the format, they give the same items and name what is wrong by its line.

Ids are made from what a file says (UUID version 5), so that the same file read again changes the same rows.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID, uuid5

from pydantic import ValidationError

from sociallook.directory.actions import Content
from sociallook.directory.content import LocationContent, OrganizationContent
from sociallook.directory.hsds_reader import complaints

NAMESPACE: Final = UUID("5f0c2c1e-54a2-4d0f-9c6e-2f7b8f1d3a41")
"""Of this project; see RFC 9562, section 5.5."""
Sentence = str


@dataclass(frozen=True)
class Item:
    """Something to import, and where it stands: a line of a table, or the number of an element. From 1 on."""

    line: int
    content: Content


@dataclass
class Reading:
    """What was found. `problems` stop an import, `skipped` does not: things this directory has no place for."""

    items: list[Item] = field(default_factory=list)
    problems: list[tuple[int, Sentence]] = field(default_factory=list)
    skipped: list[tuple[int, Sentence]] = field(default_factory=list)

    def add(self, item: Item) -> None:
        """One more."""
        self.items.append(item)


class Unreadable(Exception):
    """The file as a whole is not what it should be; the message says so in a sentence."""


def made_id(*words: str) -> UUID:
    """Always the same for the same words."""
    return uuid5(NAMESPACE, "\x1f".join(word.strip().casefold() for word in words))


def complaint(wrong: ValidationError) -> Sentence:
    """The first mistake with its field, for formats whose fields have no German names."""
    field, sentence = next(complaints(wrong))
    return f"{field}: {sentence}" if field else sentence


class Organizations:
    """Organisations that come in piece by piece: several lines may name the same one, each with another place."""

    def __init__(self) -> None:
        self._lines: dict[UUID, int] = {}
        self._found: dict[UUID, OrganizationContent] = {}

    def get(self, organization: UUID) -> OrganizationContent | None:
        """As it is known so far."""
        return self._found.get(organization)

    def put(self, line: int, content: OrganizationContent, place: LocationContent | None = None) -> None:
        """Say what is known now; a place is added, or replaces the one with its id."""
        if place:
            content.locations[:] = [each for each in content.locations if each.id != place.id] + [place]
        self._lines.setdefault(content.id, line)
        self._found[content.id] = content

    def items(self) -> Iterable[Item]:
        """All of them."""
        return (Item(self._lines[key], content) for key, content in self._found.items())
