# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Pages of the account. The same for everybody: what is personal is filled in by the browser.

No view here takes a name, a word or a key: the forms are read by the page's own script and never sent as they are.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in, unlock this device again, and say whose device it is."""
    return render(request, "accounts/sign_in.html")


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Open an account without giving anything."""
    return render(request, "accounts/register.html")


@require_safe
def sheet(request: HttpRequest) -> HttpResponse:
    """The access sheet: see, print, save, confirm; or make a new one."""
    return render(request, "accounts/sheet.html")


@require_safe
def lost(request: HttpRequest) -> HttpResponse:
    """What still helps when the sheet is lost."""
    return render(request, "accounts/lost.html")


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Ways to unlock, sign-ins, notifications, language, lock, sign out."""
    return render(request, "accounts/account.html")
