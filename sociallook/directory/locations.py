# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""What may be known of a location: all of it, or only its district.

The address of a women's shelter is the safety of those who live there. It is taken out before anything is stored.
"""

from collections.abc import Iterator
from typing import Final

from sociallook.directory import places
from sociallook.directory.content import Address, LocationContent
from sociallook.directory.places import Place

KEPT: Final = {"id", "location_type", "location_confidential", "wheelchair", "languages", "phones"}
"""All that stays of a confidential location, beside the key of its district."""
DISTRICT: Final = 5


def completed(location: LocationContent) -> LocationContent:
    """With the key of its area and the state of its addresses; if it is confidential, with nothing that leads there."""
    area = location.area or area_of(location)
    if location.location_confidential:
        kept = location.model_dump(include=KEPT)
        return LocationContent.model_validate(kept | {"area": area[:DISTRICT]})
    state = places.district(area[:2])
    addresses = [_with_state(address, state) for address in location.addresses]
    return location.model_copy(update={"area": area, "addresses": addresses})


def _with_state(address: Address, state: str) -> Address:
    return address if address.state_province else address.model_copy(update={"state_province": state})


def area_of(location: LocationContent) -> str:
    """The key of the district of its address or its coordinates; empty if nobody can tell."""
    if location.area:
        return location.area
    for found in _addressed(location):
        if len(found) == 1:
            return found[0].area
    if location.latitude is None or location.longitude is None:
        return ""
    return places.nearest(location.latitude, location.longitude).area


def middle(location: LocationContent) -> tuple[float, float] | tuple[None, None]:
    """Where to measure from: its coordinates, else the middle of its postcode or its district."""
    if location.location_type != "physical":
        return None, None
    if location.latitude is not None and location.longitude is not None:
        return location.latitude, location.longitude
    for place in (place for found in _addressed(location) for place in found):
        if place.area == location.area[:DISTRICT]:
            return place.latitude, place.longitude
    return places.centre(location.area) or (None, None)


def _addressed(location: LocationContent) -> Iterator[tuple[Place, ...]]:
    for address in location.addresses:
        if address.country.upper() == "DE":
            yield places.look_up(f"{address.postal_code} {address.city}")
