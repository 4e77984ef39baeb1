# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Pages of an institution. The same for everybody: chains are verified and names are written in by the browser."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sociallook.institutions.kinds import KINDS


@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    """The first administrator begins the institution's chain; the operator's token stands in the fragment."""
    return render(request, "institutions/begin.html", {"kinds": KINDS})


@require_safe
def invitation(request: HttpRequest) -> HttpResponse:
    """A professional answers an invitation."""
    return render(request, "institutions/invitation.html")


@require_safe
def office(request: HttpRequest) -> HttpResponse:
    """Teams, people and invitations, for administrators."""
    return render(request, "institutions/office.html", {"kinds": KINDS, "place": "institutions:team"})


@require_safe
def team(request: HttpRequest) -> HttpResponse:
    """My team: who is in it, who waits for its key, leaving."""
    return render(request, "institutions/team.html", {"place": "institutions:team"})


@require_safe
def poster(request: HttpRequest, team: UUID) -> HttpResponse:  # noqa: ARG001 - the element reads the address
    """A poster with a code for the wall."""
    return render(request, "institutions/poster.html", {"place": "institutions:team"})
