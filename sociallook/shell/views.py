# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The public pages: plain HTML, complete without script, the same for everybody."""

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sociallook.shell import accessibility, twins
from sociallook.shell.examples import EXAMPLES, SheetForm
from sociallook.shell.headers import with_form


def page(name: str) -> Callable[[HttpRequest], HttpResponse]:
    """A page that needs nothing but its template `shell/<name>.html`."""

    @require_safe
    def view(request: HttpRequest) -> HttpResponse:
        return render(request, f"shell/{name}.html")

    return view


@require_safe
def without_internet(request: HttpRequest) -> HttpResponse:
    return render(request, "shell/without_internet.html", {"twins": twins.twins(set(settings.ROOMS))})


@require_safe
def accessibility_statement(request: HttpRequest) -> HttpResponse:
    known = {
        "standard": accessibility.STANDARD,
        "assessed": accessibility.ASSESSED,
        "method": accessibility.METHOD,
        "gaps": accessibility.GAPS,
    }
    return render(request, "shell/accessibility.html", known)


@require_safe
def accessibility_data(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    return JsonResponse(accessibility.statement())


@with_form
@require_safe
def language(request: HttpRequest) -> HttpResponse:
    """The choice itself is Django's `set_language`; it also checks that `next` stays on this origin."""
    known = {"next": request.GET.get("next", "/"), "choices": settings.LANGUAGES}
    return render(request, "shell/language.html", known)


@require_safe
def components(request: HttpRequest, side: str = "") -> HttpResponse:
    """All components, for builders and for tests of looks and access. Not part of a real installation."""
    if settings.PRODUCTION or side not in EXAMPLES:
        raise Http404
    template, context = EXAMPLES[side]
    return render(
        request, template, context | {"form": SheetForm({"login": "linde-specht-4827", "words": "ahorn brücke"})}
    )
