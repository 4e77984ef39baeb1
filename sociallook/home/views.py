# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Start pages. The same for everybody: the browser opens what is new and writes it in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """A client's day: the next step, what is new, what is asked."""
    return render(request, "home/today.html")


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """A professional's people, in the order of what needs an answer."""
    return render(request, "home/inbox.html")
