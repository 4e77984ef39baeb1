# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""All offers as a table that `readers.tables` reads back: one offer in each line. HSDS is the complete export."""

import csv
import io
from collections.abc import Iterator
from typing import Any, Final

from sociallook.directory import actions
from sociallook.directory.content import LocationContent
from sociallook.directory.editing.readers import tables
from sociallook.directory.models import Service

FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins with one of these is a program for Excel and its kin (CWE-1236): a ' before it makes it text."""


def table() -> Iterator[str]:
    """A line of headings, then the offers, in UTF-8 with semicolons."""
    fields = list(tables.fields())
    yield "\ufeff" + _line(fields)
    for service in Service.objects.select_related("organization").order_by("organization__name", "name", "id"):
        for values in _offers(service):
            yield _line([values.get(field) for field in fields])


def _offers(service: Service) -> Iterator[dict[str, Any]]:
    content = actions.service_content(service)
    organization = actions.organization_content(service.organization)
    places = {each.id: each for each in organization.locations}
    for offer in content.service_at_locations:
        place = places.get(offer.location_id) if offer.location_id else None
        yield {
            **_named("organization", organization),
            **_named("service", content),
            **(_named("location", place) if place else {}),
            "service.assured_date": content.assured_date,
        }


def _named(kind: str, content: Any) -> dict[str, Any]:
    shown = tables.SHEETS[kind].shown(content) | {"id": content.id}
    if isinstance(content, LocationContent) and content.location_confidential:
        shown |= dict.fromkeys(("latitude", "longitude"), None)
    return {f"{kind}.{name}": value for name, value in shown.items()}


def _line(values: list[Any]) -> str:
    line = io.StringIO()
    csv.writer(line, delimiter=";", lineterminator="\r\n").writerow([_cell(value) for value in values])
    return line.getvalue()


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "ja" if value else "nein"
    text = ", ".join(value) if isinstance(value, list) else "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULAS) else text
