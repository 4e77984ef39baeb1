# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The JSON door: one API, made of the routers of all rooms (`<room>/api.py`, name `router`).

Every request runs in one transaction. A refusal undoes what the request wrote, unless it says `keep`.
"""

from collections.abc import Callable
from functools import wraps
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import DataError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from sociallook_protocol.errors import Refusal

from sociallook.base.refusals import Refused, Sentence, SignedOut, SlowDown

api = NinjaAPI(
    title="Sociallook",
    version="1",
    description="See docs/api/README.md. Contents are sealed before they come here.",
    urls_namespace="api",
    docs_url=None,
    openapi_url="/openapi.json",
)

STATUS = {"E_STALE": 409, "E_PAIR": 410}
"""HTTP status of the protocol's refusals; all others are 400."""


def in_one_transaction(run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Wrap one operation, with its sign-in and its refusals; one that is a single statement needs no wrapping."""
    if getattr(run.__self__.view_func, "one_statement", False):  # type: ignore[attr-defined]
        return run

    @wraps(run)
    def wrapped(request: HttpRequest, **given: Any) -> HttpResponse:
        with transaction.atomic():
            response = run(request, **given)
            if response.status_code >= 400 and not getattr(response, "keep", False):
                transaction.set_rollback(True)
            return response

    return wrapped


api.add_decorator(in_one_transaction, mode="view")
for room in settings.ROOMS:
    if find_spec(f"sociallook.{room}.api"):
        api.add_router("", import_string(f"sociallook.{room}.api.router"))


# --- Refusals: one form for all ---


def refused(request: HttpRequest, status: int, code: str, message: Sentence, **also: object) -> HttpResponse:
    """`{"code", "message"}` and whatever belongs to it."""
    return api.create_response(request, {"code": code, "message": str(message), **also}, status=status)


@api.exception_handler(Refused)
def _refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    response = refused(request, refusal.status, refusal.code, refusal.message, **refusal.also)
    response.keep = refusal.keep  # type: ignore[attr-defined]
    if isinstance(refusal, SlowDown):
        response["Retry-After"] = str(refusal.retry_after)
    return response


@api.exception_handler(Refusal)
def _refused_by_protocol(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    message = _("Das konnte nicht geprüft werden.")
    return refused(request, STATUS.get(refusal.code, 400), refusal.code, message, detail=refusal.detail)


@api.exception_handler(AuthenticationError)
def _signed_out(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    return _refused(request, SignedOut())


@api.exception_handler(ValidationError)
def _not_readable(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Names the fields, never their values."""
    fields = sorted({".".join(str(part) for part in each["loc"]) for each in error.errors})
    return refused(request, 400, "E_SCHEMA", _("Die Anfrage ist so nicht lesbar."), fields=fields)


@api.exception_handler(DataError)
def _not_storable(request: HttpRequest, _error: DataError) -> HttpResponse:
    """What PostgreSQL cannot hold: a NUL character in a text, a number out of range."""
    return refused(request, 400, "E_SCHEMA", _("Die Anfrage ist so nicht lesbar."))


@api.exception_handler(HttpError)
def _not_json(request: HttpRequest, error: HttpError) -> HttpResponse:
    return refused(request, error.status_code, "E_SCHEMA", _("Die Anfrage ist so nicht lesbar."))


@api.exception_handler(RequestDataTooBig)
def _too_large(request: HttpRequest, _error: RequestDataTooBig) -> HttpResponse:
    return refused(request, 413, "too_large", _("Das ist zu groß."))
