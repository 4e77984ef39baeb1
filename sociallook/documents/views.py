# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Pages of documents. The same for everybody: the browser asks for the sealed records and opens them."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def folder(request: HttpRequest) -> HttpResponse:
    """A client's own folder, and what lies between the client and each helper."""
    return render(request, "documents/folder.html")


@require_safe
def case(request: HttpRequest, relation: UUID) -> HttpResponse:  # noqa: ARG001 - the element reads the address
    """The documents a professional may see of one client."""
    return render(request, "documents/case.html", {"place": "home:inbox"})
