# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""What organisations publish, as values: the shapes of HSDS 3.0 with a German profile.

Read from imports and forms, kept in the database, written into versions and to the API: always these. Names and
meanings are those of https://docs.openreferral.org/en/3.0/hsds/schema_reference.html; what HSDS does not know stands
below the line "German profile". Every text is kept as it was given, whatever it looks like; pages escape it. Only
what no database and no page can hold is taken out (control characters) or refused (addresses not of the web).
"""

import re
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID, uuid4

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
LONGEST_TEXT = 10_000
LONGEST_LINE = 500
MOST_PARTS = 200


def _clean(value: Any) -> Any:
    return CONTROL.sub("", value).strip() if isinstance(value, str) else value


def _shaped(pattern: str, complaint: str) -> AfterValidator:
    """A text that is empty or looks like this. The complaint is a key of `hsds.COMPLAINTS`."""
    shape = re.compile(pattern)

    def check(value: str) -> str:
        if value and not shape.fullmatch(value):
            raise ValueError(complaint)
        return value

    return AfterValidator(check)


Line = Annotated[str, Field(max_length=LONGEST_LINE), BeforeValidator(_clean)]
Text = Annotated[str, Field(max_length=LONGEST_TEXT), BeforeValidator(_clean)]
Title = Annotated[str, Field(min_length=1, max_length=LONGEST_LINE), BeforeValidator(_clean)]
Web = Annotated[Line, _shaped(r"https?://[^\s<>\"'\\]+", "web")]
Mail = Annotated[Line, _shaped(r"[^\s@<>\"']+@[^\s@<>\"']+\.[^\s@<>\"']+", "mail")]
Area = Annotated[Line, _shaped(r"\d{2}|\d{3}|\d{5}|\d{8}", "area")]
"""Official municipality key (AGS): 2 digits a state, 3 a region, 5 a district, 8 a municipality. Empty: not said."""
Number = Annotated[float, Field(allow_inf_nan=False)]
Age = Annotated[Number, Field(ge=0, le=150)]


class Part(BaseModel):
    """Something with an id of its own. What is null was not said."""

    model_config = ConfigDict(from_attributes=True, extra="ignore")

    id: UUID = Field(default_factory=uuid4)

    @model_validator(mode="before")
    @classmethod
    def _without_null(cls, given: Any) -> Any:
        return {key: value for key, value in given.items() if value is not None} if isinstance(given, dict) else given


def parts() -> Any:
    """The default of a list of parts."""
    return Field(default_factory=list, max_length=MOST_PARTS)


class Language(Part):
    """A language that is spoken here. `code`: ISO 639-1 or 639-3."""

    name: Line = ""
    code: Line = ""
    note: Line = ""


class Phone(Part):
    """A number to call. `type` as in RFC 6350: voice, text, textphone, fax …"""

    number: Title
    extension: Number | None = None
    type: Line = ""
    description: Text = ""
    languages: list[Language] = parts()


class Contact(Part):
    """Whom to ask for, as the organisation publishes it."""

    name: Line = ""
    title: Line = ""
    department: Line = ""
    email: Mail = ""
    phones: list[Phone] = parts()


class Schedule(Part):
    """When something is open: RFC 5545 in words of HSDS, or as `opening_hours` of OpenStreetMap."""

    valid_from: date | None = None
    valid_to: date | None = None
    dtstart: date | None = None
    timezone: Number | None = None
    until: date | None = None
    count: int | None = None
    wkst: Literal["MO", "TU", "WE", "TH", "FR", "SA", "SU"] | None = None
    freq: Literal["WEEKLY", "MONTHLY"] | None = None
    interval: int | None = None
    byday: Line = ""
    byweekno: Line = ""
    bymonthday: Line = ""
    byyearday: Line = ""
    description: Text = ""
    opens_at: Line = ""
    closes_at: Line = ""
    schedule_link: Web = ""
    attending_type: Line = ""
    notes: Text = ""
    # German profile
    opening_hours: Line = ""


class Address(Part):
    """A postal address. `country`: ISO 3166-1."""

    attention: Line = ""
    address_1: Line = ""
    address_2: Line = ""
    city: Line = ""
    region: Line = ""
    state_province: Line = ""
    postal_code: Line = ""
    country: Line = "DE"
    address_type: Literal["physical", "postal", "virtual"] = "physical"


class Accessibility(Part):
    """What helps people with disabilities to come in and to take part."""

    description: Text = ""
    details: Text = ""
    url: Web = ""


class CostOption(Part):
    """What it costs, for whom. `amount` in units of `currency` (ISO 4217)."""

    valid_from: date | None = None
    valid_to: date | None = None
    option: Text = ""
    currency: Line = ""
    amount: Number | None = None
    amount_description: Text = ""


class RequiredDocument(Part):
    """A paper to bring."""

    document: Text = ""
    uri: Web = ""


class ServiceArea(Part):
    """Who is served, by where they live."""

    name: Line = ""
    description: Text = ""
    extent: Text = ""
    extent_type: Line = ""
    uri: Line = ""
    # German profile
    area: Area = ""


class TaxonomyTerm(Part):
    """A term of somebody else's list. Our own stand in `ServiceContent.categories`."""

    code: Line = ""
    name: Line = ""
    description: Text = ""
    parent_id: UUID | None = None
    taxonomy: Line = ""
    language: Line = ""
    taxonomy_id: UUID | None = None
    term_uri: Web = ""


class Attribute(Part):
    """A term that somebody else has given to this."""

    link_type: Line = ""
    value: Text = ""
    taxonomy_term: TaxonomyTerm | None = None


class LocationContent(Part):
    """A place, or an address of the web, where services are given. Latitude and longitude in degrees, WGS 84.

    A confidential place has neither address nor coordinates nor words about it, whatever was given: only `area`.
    """

    location_type: Literal["physical", "postal", "virtual"] = "physical"
    url: Web = ""
    name: Line = ""
    alternate_name: Line = ""
    description: Text = ""
    transportation: Text = ""
    latitude: Annotated[Number, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[Number, Field(ge=-180, le=180)] | None = None
    external_identifier: Line = ""
    external_identifier_type: Line = ""
    languages: list[Language] = parts()
    addresses: list[Address] = parts()
    contacts: list[Contact] = parts()
    accessibility: list[Accessibility] = parts()
    phones: list[Phone] = parts()
    schedules: list[Schedule] = parts()
    # German profile
    area: Area = ""
    location_confidential: bool = False
    wheelchair: bool | None = None


class OrganizationContent(Part):
    """An organisation with its locations."""

    name: Title
    alternate_name: Line = ""
    description: Text = ""
    email: Mail = ""
    website: Web = ""
    year_incorporated: Annotated[int, Field(ge=1, le=9999)] | None = None
    legal_status: Line = ""
    logo: Web = ""
    uri: Web = ""
    parent_organization_id: UUID | None = None
    phones: list[Phone] = parts()
    contacts: list[Contact] = parts()
    locations: list[LocationContent] = Field(default_factory=list, max_length=10_000)
    # German profile
    institution: Line = ""
    """Fingerprint (b64u) of the institution that takes part here, so that a page can lead to a connection."""
    fictitious: bool = False


class ServiceAtLocationContent(Part):
    """A service at one of its organisation's locations, or without one: by phone, online, on the road."""

    location_id: UUID | None = None
    description: Text = ""
    contacts: list[Contact] = parts()
    phones: list[Phone] = parts()
    schedules: list[Schedule] = parts()


class ServiceContent(Part):
    """A service with everything that belongs to it."""

    organization_id: UUID
    name: Title
    alternate_name: Line = ""
    description: Text = ""
    url: Web = ""
    email: Mail = ""
    status: Literal["active", "inactive", "defunct", "temporarily closed"] = "active"
    interpretation_services: Text = ""
    application_process: Text = ""
    fees_description: Text = ""
    accreditations: Text = ""
    eligibility_description: Text = ""
    minimum_age: Age | None = None
    maximum_age: Age | None = None
    assured_date: date | None = None
    assurer_email: Mail = ""
    alert: Text = ""
    phones: list[Phone] = parts()
    schedules: list[Schedule] = parts()
    service_areas: list[ServiceArea] = parts()
    service_at_locations: list[ServiceAtLocationContent] = parts()
    languages: list[Language] = parts()
    cost_options: list[CostOption] = parts()
    required_documents: list[RequiredDocument] = parts()
    contacts: list[Contact] = parts()
    attributes: list[Attribute] = parts()
    # German profile
    categories: list[Line] = parts()
    """Ids of `data/categories.json`, the best fitting first."""
    legal_basis: Text = ""
    leistungsschluessel: Annotated[Line, _shaped(r"\d{14}", "leistungsschluessel")] = ""
    """Key of the German catalogue of public services (LeiKa), as its publisher gave it. Never invented."""
    easy_description: Text = ""
    """In Leichte Sprache."""
    for_young_people: bool = False
    online_advice: bool = False
    phone_advice: bool = False
    free_of_charge: bool | None = None
