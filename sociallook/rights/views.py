# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Pages of rights. The same for everybody: the browser opens the chains and writes in who may do what."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sociallook.institutions.kinds import KINDS
from sociallook.rights.law import LAW
from sociallook.rights.purposes import OWN_WORDS, PURPOSES, TEXT_REVIEWED, TEXT_VERSION

PLACE = "rights:network"
TERMS: dict[str, Any] = {"purposes": PURPOSES, "own_words": OWN_WORDS}
"""What the forms about a grant offer to choose from."""


def _page(request: HttpRequest, name: str, **known: Any) -> HttpResponse:
    return render(request, f"rights/{name}.html", {"place": PLACE, **known})


@require_safe
def network(request: HttpRequest) -> HttpResponse:
    """Everybody who helps, as a picture and as a list."""
    return _page(request, "network")


@require_safe
def add(request: HttpRequest) -> HttpResponse:
    """How a helper comes in: scan a code, or paste the link of a poster or slip."""
    return _page(request, "add")


@require_safe
def connect(request: HttpRequest) -> HttpResponse:
    """Where the code of an institution leads. Its content stands in the fragment, which no server sees."""
    return _page(request, "connect", kinds=KINDS)


@require_safe
def review(request: HttpRequest) -> HttpResponse:
    """Before anything is given: what changes, what belongs to it, what the law says."""
    return _page(request, "review", law=LAW, version=TEXT_VERSION, reviewed=TEXT_REVIEWED, **TERMS)


@require_safe
def helper(request: HttpRequest, relation: UUID) -> HttpResponse:  # noqa: ARG001 - the element reads the address
    """What one helper may do."""
    return _page(request, "helper")


@require_safe
def table(request: HttpRequest) -> HttpResponse:
    """All rights of all helpers as a table."""
    return _page(request, "table")


@require_safe
def access(request: HttpRequest) -> HttpResponse:
    """Who has looked in."""
    return _page(request, "access")


@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    """The code on a professional's screen."""
    return render(request, "rights/contact.html", {"place": "institutions:team"})
