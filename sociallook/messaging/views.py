# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Pages of messages. The same for everybody: the browser asks for the sealed records and opens them."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def threads(request: HttpRequest) -> HttpResponse:
    """A client's threads, one for each helper."""
    return render(request, "messaging/threads.html")


@require_safe
def thread(request: HttpRequest, relation: UUID) -> HttpResponse:  # noqa: ARG001 - the element reads the address
    """One thread of a client."""
    return render(request, "messaging/thread.html", {"place": "messaging:threads"})


@require_safe
def case(request: HttpRequest, relation: UUID) -> HttpResponse:  # noqa: ARG001 - the element reads the address
    """A professional's thread with one client."""
    return render(request, "messaging/case.html", {"place": "home:inbox"})
