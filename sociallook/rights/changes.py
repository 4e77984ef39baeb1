# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""One reviewed set of changes, as it comes to `POST /changes`."""

from dataclasses import dataclass, field

from sociallook_protocol.chains import EpochRecord
from sociallook_protocol.formats import Signed

from sociallook.rights.letters import Letter


@dataclass(frozen=True)
class NewKeys:
    """The actor's next working keys: public halves certified, secret halves sealed under the account key."""

    statement: Signed
    sealed: bytes


@dataclass(frozen=True)
class Name:
    """The work name of a professional, with the salt of the hash that stands in the institution's chain."""

    person: bytes
    name: str
    salt: bytes


@dataclass(frozen=True)
class InstitutionChange:
    """Entries for one institution's chain; `institution` is empty if the first one begins it."""

    institution: bytes
    entries: list[Signed]
    names: list[Name] = field(default_factory=list)
    invitation: str = ""


@dataclass(frozen=True)
class NewEpoch:
    """A signed epoch record and the wraps it names, in its order."""

    record: EpochRecord
    wraps: list[bytes]


@dataclass(frozen=True)
class Change:
    """All or nothing, in this order."""

    statements: list[NewKeys] = field(default_factory=list)
    institutions: list[InstitutionChange] = field(default_factory=list)
    entries: list[Signed] = field(default_factory=list)
    epochs: list[NewEpoch] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)

    def begins(self, epoch: bytes) -> bool:
        """Whether this set also brings the first record of the epoch with this hash."""
        return any(letter.header.epoch == epoch for letter in self.letters)
