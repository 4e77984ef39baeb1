# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The pages for what went wrong: what happened, and what to do next. The JSON door answers in JSON."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[int, tuple[str, Promise, Promise, Promise]] = {
    400: (
        "bad_request",
        _("Das hat nicht geklappt"),
        _("Ihr Gerät hat etwas geschickt, das wir nicht verstehen."),
        _("Gehen Sie zurück und versuchen Sie es noch einmal."),
    ),
    403: (
        "refused",
        _("Das geht hier nicht"),
        _("Diese Anfrage haben wir zu Ihrem Schutz nicht ausgeführt."),
        _("Laden Sie die Seite neu und versuchen Sie es noch einmal."),
    ),
    404: (
        "not_available",
        _("Nicht verfügbar"),
        _("Diese Seite ist nicht verfügbar."),
        _("Prüfen Sie die Adresse, oder beginnen Sie auf der Startseite."),
    ),
    500: (
        "error",
        _("Etwas ist schiefgegangen"),
        _("Der Fehler liegt bei uns, nicht bei Ihnen."),
        _("Versuchen Sie es in ein paar Minuten noch einmal."),
    ),
}


def refuse(request: HttpRequest, status: int) -> HttpResponse:
    """One answer for each status, the same for everybody who gets it."""
    word, title, what, next_step = WORDS[status]
    if request.path_info.startswith("/api/"):
        return JsonResponse({"code": word, "message": str(what)}, status=status)
    context = {"title": title, "what": what, "next_step": next_step, "code": status}
    return HttpResponse(render_to_string("shell/error.html", context, request), status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return refuse(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return refuse(request, 403)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """A form that was not sent from one of our pages (CSRF)."""
    return refuse(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return refuse(request, 404)


def error(request: HttpRequest) -> HttpResponse:
    return refuse(request, 500)
