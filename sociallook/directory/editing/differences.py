# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""What a change does, field by field, in the words of the sheets."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sociallook.directory.actions import Content
from sociallook.directory.categories import categories
from sociallook.directory.content import LocationContent, OrganizationContent, Part, ServiceContent
from sociallook.directory.editing.sheets import LocationSheet, OrganizationSheet, ServiceSheet, Sheet, where
from sociallook.directory.models import Location


@dataclass(frozen=True)
class Difference:
    """One field that is not what it was. Empty: nothing stood or stands there."""

    label: str
    before: str
    after: str


def differences(before: Content | None, after: Content | None) -> list[Difference]:
    """What is different; all that is said when one of them is missing."""
    some = after or before
    if isinstance(some, ServiceContent):
        return [*_fields(ServiceSheet, before, after), *_of_service(before, after)]
    return [*_fields(OrganizationSheet, before, after), *_places(before, after)]


def _fields(sheet: type[Sheet[Any]], before: Part | None, after: Part | None, prefix: str = "") -> Iterator[Difference]:
    old, new = (sheet.shown(content) if content else {} for content in (before, after))
    for name, field in sheet.base_fields.items():
        was, now = (_chosen(field, content.get(name)) for content in (old, new))
        if was != now:
            yield Difference(f"{prefix}{field.label}", was, now)


def _chosen(field: Any, value: object) -> str:
    """The label of a choice, else the value."""
    if not isinstance(field, forms.ChoiceField) or not isinstance(value, str):
        return _spoken(value)
    choices: Any = field.choices
    return str(dict(choices).get(value, value)) if value else ""


def _of_service(before: Any, after: Any) -> Iterator[Difference]:
    """Where it is offered, and when it was confirmed."""
    places = [_places_of(content) if content else "" for content in (before, after)]
    dates = [date_format(each.assured_date, "j. F Y") if each and each.assured_date else "" for each in (before, after)]
    if places[0] != places[1]:
        yield Difference(_("Orte"), *places)
    if dates[0] != dates[1]:
        yield Difference(_("Bestätigt am"), *dates)


def _places_of(content: ServiceContent) -> str:
    wanted = [offer.location_id for offer in content.service_at_locations if offer.location_id]
    known = {each.id: where(LocationContent.model_validate(each)) for each in Location.objects.filter(id__in=wanted)}
    return "\n".join(known.get(each, _("Ein Ort, den es noch nicht gibt")) for each in wanted)


def _places(before: Any, after: Any) -> Iterator[Difference]:
    old, new = (_by_id(content) for content in (before, after))
    for key in dict.fromkeys([*old, *new]):
        if key not in new:
            yield Difference(_("Ort entfernt"), where(old[key]), "")
        elif key not in old:
            yield Difference(_("Neuer Ort"), "", where(new[key]))
            yield from _fields(LocationSheet, None, new[key], f"{where(new[key])}: ")
        else:
            yield from _fields(LocationSheet, old[key], new[key], f"{where(new[key])}: ")


def _by_id(content: OrganizationContent | None) -> dict[UUID, LocationContent]:
    return {each.id: each for each in content.locations} if content else {}


def _spoken(value: object) -> str:
    """A value as a person says it."""
    if isinstance(value, bool):
        return _("Ja") if value else ""
    if isinstance(value, list):
        known = categories()
        return ", ".join(known[word].name("de") if word in known else str(word) for word in value)
    return "" if value is None else str(value)
