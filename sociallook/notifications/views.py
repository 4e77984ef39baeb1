# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The page on which a person decides whether the device may say that something is new."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def choice(request: HttpRequest) -> HttpResponse:
    """Our own question, before the browser asks."""
    return render(request, "notifications/choice.html")
