# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""What the database may hold at all: the promises of docs/security.md, tested against the schema."""

import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models
from django.db.models.fields import Field

TEXT_IN_CLEAR = {
    "accounts.Account.login": "generated, never chosen",
    "accounts.Account.role": "client or professional",
    "accounts.Account.language": "a display choice; no institution can see it",
    "accounts.Challenge.purpose": "one of a few",
    "accounts.Method.kind": "words or passkey",
    "accounts.SignIn.device": "coarse, for its owner to recognise: Firefox, Linux",
    "institutions.Institution.kind": "what kind of institution",
    "institutions.Institution.name": "public",
    "institutions.Team.name": "work data",
    "institutions.Name.name": "names of professionals are work data, shown to those they work with",
    "institutions.Answer.name": "a professional's own work name, until the administrator has admitted them",
    "institutions.Invitation.name": "the institution's public name",
    "institutions.Invitation.kind": "what kind of institution",
    "institutions.Pairing.role": "helper, staff or admin",
    "notifications.Subscription.endpoint": "an address of a push service",
    "rights.Access.verbs": "of protocol/areas.json",
    "rights.Opening.act": "one of a few, for the client's access log",
    "rights.Opening.outcome": "opened or refused",
    "vault.Space.area": "one of protocol/areas.json",
    "vault.Dependency.kind": "one of three",
    "vault.Record.role": "owner or helper",
    "vault.Record.verb": "one of protocol/areas.json",
}
"""Every column of text, and why it may be read by whoever holds the database. No word of a client is among them."""

PUBLIC = {
    "directory": "what organisations publish about themselves and their offers, in the names of HSDS 3, and the work "
    "of keeping it true. Nobody who seeks help is described, and no column leads to an account of a client, a vault or "
    "an institution; `Editor` names the accounts of professionals who check",
}
"""Rooms whose texts are meant for everybody, and why."""

OPAQUE = (
    models.AutoField,
    models.BigAutoField,
    models.BinaryField,
    models.BooleanField,
    models.CompositePrimaryKey,
    models.DateField,
    models.DateTimeField,
    models.IntegerField,
    models.ForeignKey,
    models.OneToOneField,
    models.UUIDField,
)
"""Types that cannot hold text."""

FORBIDDEN = re.compile(
    r"""(^|_)(
        read_at|read_on|seen|seen_at|last_seen|last_login|last_active|online|presence|typing|opened_at|downloaded_at
        |delivered|delivered_at|no_show|absent|late|lateness|overdue|missed|hours|score|rank|rating|risk|label|tag|tags
        |trait|custom|birth|birthday|birth_date|birthdate|date_of_birth|age|nationality|citizenship|origin|ethnicity
        |sex|gender|religion|denomination|disability|diagnosis|benefit_number|insurance_number|tax_id|phone|email
        |first_name|last_name|file_name|filename|title|text|body|note|content
    )(_|$)""",
    re.VERBOSE,
)
"""Names of data that do not exist anywhere here (product principle 3 and 4, S-1, S-3, S-10, S-11, R-2)."""


HARMLESS = {
    "accounts.Account.verifier_tag": "a tag of a MAC is no tag on a person",
    "directory.Organization.email": "of an organisation, published by it",
    "directory.Service.email": "of an organisation, published by it",
    "directory.Service.assurer_email": "of an organisation, published by it",
    "directory.Service.online_advice": "how an offer is given",
    "directory.Service.phone_advice": "how an offer is given",
    "directory.Service.minimum_age": "for whom an offer is meant; nobody's age",
    "directory.Service.maximum_age": "for whom an offer is meant; nobody's age",
    "directory.Signpost.opening_hours": "of an office",
    "directory.Version.content": "of an organisation or a service",
    "directory.Proposal.content": "of an organisation or a service",
}
"""Names that look like one of these and are not."""


def our_models() -> Iterator[type[models.Model]]:
    for model in apps.get_models():
        if model.__module__.startswith("sociallook."):
            yield model


def columns() -> Iterator[tuple[str, Field]]:
    for model in our_models():
        for field in model._meta.fields:
            yield f"{model._meta.app_label}.{model.__name__}.{field.name}", field


def room(name: str) -> str:
    return name.partition(".")[0]


def test_there_are_columns_to_look_at() -> None:
    assert len(list(columns())) > 50


def test_every_column_of_text_is_accounted_for() -> None:
    readable = {name for name, field in columns() if not isinstance(field, OPAQUE) and room(name) not in PUBLIC}
    assert readable - TEXT_IN_CLEAR.keys() == set(), "a new column of text needs a reason, or must be sealed"
    assert TEXT_IN_CLEAR.keys() - readable == set(), "reasons without a column"


@pytest.mark.parametrize("name", sorted({name for name, _ in columns()} - HARMLESS.keys()))
def test_no_column_holds_what_could_be_used_against_a_person(name: str) -> None:
    assert not FORBIDDEN.search(name.rpartition(".")[2])


@pytest.mark.parametrize(
    "name", ["read_at", "last_seen", "client_age", "birth_date", "no_show", "risk", "custom_1", "file_name"]
)
def test_the_list_of_forbidden_names_bites(name: str) -> None:
    assert FORBIDDEN.search(name)


def test_nothing_leads_back_from_a_vault() -> None:
    """A key to a vault has no name on the other side, so that no room can walk from a vault to what hangs on it."""
    for name, field in columns():
        target = getattr(field, "related_model", None)
        if isinstance(target, type) and target.__module__.startswith("sociallook.vault"):
            leads_back = field.remote_field.related_name
            assert leads_back == "+" or name.startswith("vault."), name


def test_what_is_public_leads_to_nobody() -> None:
    for name, field in columns():
        target = getattr(field, "related_model", None)
        if isinstance(target, type) and {room(name), target._meta.app_label} & PUBLIC.keys():
            assert room(name) == target._meta.app_label, name


@pytest.mark.django_db
def test_every_change_of_a_model_has_its_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
