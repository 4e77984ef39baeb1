# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Who may check the directory: professionals whom the operator has named on the command line."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sociallook.accounts import actors
from sociallook.accounts.models import Account
from sociallook.base.refusals import Refused
from sociallook.directory.editing.models import Editor
from sociallook.shell.headers import with_form

Given = ParamSpec("Given")


def add(login: str, name: str = "") -> Editor:
    """Let this professional check. `name` stands beside the changes; else the login name does.

    Raises ValueError in plain words for an unknown login or a client's.
    """
    account = Account.objects.filter(login=login.strip().casefold()).first()
    if account is None:
        raise ValueError(f"There is no account {login!r}.")
    if account.role != Account.Role.PROFESSIONAL:
        raise ValueError(f"{login!r} is not the account of a professional.")
    editor, _new = Editor.objects.update_or_create(
        account=account.id, defaults={"name": name or account.login, "since": timezone.localdate()}
    )
    return editor


def remove(login: str) -> None:
    """This professional checks no longer. What was checked stays. Raises ValueError for somebody who is no editor."""
    account = Account.objects.filter(login=login.strip().casefold()).first()
    gone, _each = Editor.objects.filter(account=account.id).delete() if account else (0, {})
    if not gone:
        raise ValueError(f"{login!r} is no editor.")


def everyone() -> list[tuple[str, Editor]]:
    """Login name and editor, by name."""
    found = list(Editor.objects.order_by("name"))
    logins = dict(Account.objects.filter(id__in=[each.account for each in found]).values_list("id", "login"))
    return [(logins.get(each.account, "–"), each) for each in found]


def of(request: HttpRequest) -> Editor:
    """The editor who asks. Refuses 401 `signed_out`, 403 `editors_only`. Call it inside the request's transaction."""
    actor = actors.require(request)
    editor = Editor.objects.filter(account=actor.account).first()
    if editor is None:
        raise Refused(403, "editors_only", _("Diese Seite ist für die Redaktion des Verzeichnisses."))
    return editor


def page(view: Callable[Concatenate[HttpRequest, Editor, Given], HttpResponse]) -> Callable[..., HttpResponse]:
    """A page for editors: one transaction, checked first. Who is not signed in is led to the way in."""

    @with_form
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Given.args, **given: Given.kwargs) -> HttpResponse:
        try:
            with transaction.atomic():
                return view(request, of(request), *args, **given)
        except Refused as refusal:
            if refusal.status == 401:
                return HttpResponseRedirect(
                    f"/anmelden#weiter={request.path if request.method == 'GET' else '/redaktion'}"
                )
            known = {"title": _("Das geht hier nicht"), "what": refusal.message, "code": refusal.status}
            return render(request, "directory/editing/refused.html", known, status=refusal.status)

    return wrapped


def signature(editor: Editor) -> str:
    """How an editor stands in a version."""
    return f"Redaktion: {editor.name}"
