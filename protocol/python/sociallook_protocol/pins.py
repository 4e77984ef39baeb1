# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""What a device has seen and will not unsee (SPEC section 10). Pins are values: every step gives new ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sociallook_protocol.chains import EpochRecord, InstitutionState, SpaceState, Statement
from sociallook_protocol.encoding import b64u, unb64u
from sociallook_protocol.errors import Refusal
from sociallook_protocol.evaluate import Floor, Position


@dataclass(frozen=True)
class EpochPin:
    """Highest epoch of a space or team. ``moved``: chains known to be further than that epoch names them."""

    epoch: int = 0
    hash: bytes = b""
    moved: Floor = field(default_factory=dict)


@dataclass(frozen=True)
class SpacePin(EpochPin):
    """Also the highest head; ``tail``: newest record read, ``floor``: lowest epoch that may follow it."""

    seq: int = 0
    head: bytes = b""
    tail: bytes = b""
    floor: int = 0


@dataclass(frozen=True)
class Pins:
    """The highest seen of each institution (seq, head), person (generation, hash), team and space."""

    spaces: Mapping[str, SpacePin] = field(default_factory=dict)
    institutions: Mapping[bytes, tuple[int, bytes]] = field(default_factory=dict)
    teams: Mapping[str, EpochPin] = field(default_factory=dict)
    people: Mapping[bytes, tuple[int, bytes]] = field(default_factory=dict)


def pin_person(pins: Pins, person: bytes, statements: Sequence[Statement]) -> Pins:
    """Refuses E_ROLLBACK (fewer generations than pinned), E_KEY_PIN (another key than pinned)."""
    pinned = pins.people.get(person)
    _unchanged([each.hash for each in statements], pinned, first=1, fork="E_KEY_PIN")
    if not statements:
        return pins
    newest = (statements[-1].generation, statements[-1].hash)
    return replace(pins, people={**pins.people, person: newest})


def pin_institution(pins: Pins, states: Sequence[InstitutionState]) -> Pins:
    """Refuses E_ROLLBACK, E_FORK."""
    newest = states[-1]
    _unchanged([state.head for state in states], pins.institutions.get(newest.institution), first=0)
    return replace(pins, institutions={**pins.institutions, newest.institution: (newest.seq, newest.head)})


def pin_team(pins: Pins, team: str, records: Sequence[EpochRecord], moved: Floor) -> Pins:
    """Refuses E_ROLLBACK, E_FORK. ``records`` may not be empty."""
    pin = pins.teams.get(team)
    _unchanged([record.hash for record in records], (pin.epoch, pin.hash) if pin else None, first=1)
    return replace(pins, teams={**pins.teams, team: EpochPin(records[-1].epoch, records[-1].hash, moved)})


def pin_chain(pins: Pins, states: Sequence[SpaceState]) -> Pins:
    """Refuses E_ROLLBACK, E_FORK."""
    newest = states[-1]
    pin = pins.spaces.get(newest.space, SpacePin())
    _unchanged([state.head for state in states], (pin.seq, pin.head) if pin.head else None, first=0)
    return _with(pins, newest.space, replace(pin, seq=newest.seq, head=newest.head))


def pin_epochs(pins: Pins, space: str, records: Sequence[EpochRecord], moved: Floor) -> Pins:
    """Refuses E_ROLLBACK, E_FORK. ``records`` may begin after number 1, but not be empty."""
    pin = pins.spaces.get(space, SpacePin())
    newest = records[-1]
    if newest.epoch < pin.epoch:
        raise Refusal("E_ROLLBACK", "an epoch known here is missing")
    if any(record.epoch == pin.epoch and record.hash != pin.hash for record in records):
        raise Refusal("E_FORK", "another epoch at a known number")
    return _with(pins, space, replace(pin, epoch=newest.epoch, hash=newest.hash, moved=moved))


def pin_tail(pins: Pins, space: str, tail: bytes, floor: int) -> Pins:
    """After reading a space up to its newest record ``tail``; ``floor``: newest epoch, plus one if it is stale."""
    return _with(pins, space, replace(pins.spaces.get(space, SpacePin()), tail=tail, floor=floor))


def _with(pins: Pins, space: str, pin: SpacePin) -> Pins:
    return replace(pins, spaces={**pins.spaces, space: pin})


def _unchanged(hashes: Sequence[bytes], pinned: tuple[int, bytes] | None, *, first: int, fork: str = "E_FORK") -> None:
    if pinned is None:
        return
    number, known = pinned
    if number - first >= len(hashes):
        raise Refusal("E_ROLLBACK", "less than known here is offered")
    if hashes[number - first] != known:
        raise Refusal(fork, "another history than known here")


def write_checkpoint(pins: Pins) -> dict[str, Any]:
    """Body of a record of kind ``checkpoint``."""
    return {
        "spaces": [{"space": space, **_pin_fields(pin)} for space, pin in sorted(pins.spaces.items())],
        "institutions": [
            {"institution": name, "seq": seq, "head": head}
            for name, (seq, head) in sorted(pins.institutions.items(), key=lambda item: b64u(item[0]))
        ],
        "teams": [{"team": team, **_pin_fields(pin)} for team, pin in sorted(pins.teams.items())],
        "people": [
            {"person": person, "generation": generation, "hash": statement}
            for person, (generation, statement) in sorted(pins.people.items(), key=lambda item: b64u(item[0]))
        ],
    }


def _pin_fields(pin: EpochPin) -> dict[str, Any]:
    moved = [
        {"chain": chain, "name": b64u(name) if isinstance(name, bytes) else name, "number": number}
        for (chain, name), number in pin.moved.items()
    ]
    return {**vars(pin), "moved": sorted(moved, key=lambda each: (each["chain"], each["name"]))}


def read_checkpoint(body: Mapping[str, Any]) -> Pins:
    """The pins of an opened ``checkpoint``."""
    return Pins(
        {pin["space"]: SpacePin(**_without(pin, "space")) for pin in body["spaces"]},
        {pin["institution"]: (pin["seq"], pin["head"]) for pin in body["institutions"]},
        {pin["team"]: EpochPin(**_without(pin, "team")) for pin in body["teams"]},
        {pin["person"]: (pin["generation"], pin["hash"]) for pin in body["people"]},
    )


def _without(pin: Mapping[str, Any], name: str) -> dict[str, Any]:
    moved = {_position(each["chain"], each["name"]): each["number"] for each in pin["moved"]}
    return {**{key: pin[key] for key in pin if key != name}, "moved": moved}


def _position(chain: str, name: str) -> Position:
    return chain, unb64u(name) if chain in {"institution", "person"} else name
