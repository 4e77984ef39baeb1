# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""What the page of an offer says, once more for programs: a Service of https://schema.org, as JSON-LD 1.1."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from sociallook.directory.sheets import Day, OfferSheet

HARMLESS: Final = str.maketrans({"<": "\\u003C", ">": "\\u003E", "&": "\\u0026"})
"""Inside a string of JSON these stand for themselves, and no text of a provider can end the element around it."""


def written(sheet: OfferSheet) -> str:
    """JSON that may stand inside an element of HTML."""
    return json.dumps(without_empty(service(sheet)), ensure_ascii=False).translate(HARMLESS)


def service(sheet: OfferSheet) -> dict[str, Any]:
    """With empty places for what was not said."""
    organization = sheet.organization
    return {
        "@context": "https://schema.org",
        "@type": "Service",
        "name": sheet.name,
        "description": sheet.service.description,
        "url": sheet.link,
        "provider": {
            "@type": "Organization",
            "name": organization.name,
            "url": organization.website,
            "email": organization.email,
        },
        "areaServed": sheet.served,
        "availableChannel": _channel(sheet),
        "isAccessibleForFree": sheet.service.free_of_charge,
        "hoursAvailable": [_span(day, span) for day in sheet.week for span in day.spans],
    }


def _channel(sheet: OfferSheet) -> dict[str, Any]:
    place, point = sheet.address(), sheet.point
    return {
        "@type": "ServiceChannel",
        "serviceUrl": sheet.website,
        "servicePhone": [{"@type": "ContactPoint", "telephone": phone["number"]} for phone in sheet.phones],
        "availableLanguage": sheet.languages,
        "serviceLocation": {
            "@type": "Place",
            "address": {
                "@type": "PostalAddress",
                "streetAddress": place.get("address_1"),
                "postalCode": place.get("postal_code"),
                "addressLocality": place.get("city"),
                "addressCountry": "DE",
            },
            "geo": {
                "@type": "GeoCoordinates",
                "latitude": point and point[0],
                "longitude": point and point[1],
            },
        },
    }


def _span(day: Day, span: tuple[datetime, datetime]) -> dict[str, str]:
    return {
        "@type": "OpeningHoursSpecification",
        "opens": f"{span[0]:%H:%M}",
        "closes": f"{span[1]:%H:%M}",
        "validFrom": day.day.isoformat(),
        "validThrough": day.day.isoformat(),
    }


def without_empty(value: Any) -> Any:
    """Leaves out what was not said: schema.org has no word for unknown. An object that has only a type is empty."""
    if isinstance(value, Mapping):
        kept = {name: part for name, each in value.items() if (part := without_empty(each)) not in ("", None, [], {})}
        return kept if kept.keys() - {"@type", "addressCountry"} else {}
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [part for each in value if (part := without_empty(each))]
    return value
