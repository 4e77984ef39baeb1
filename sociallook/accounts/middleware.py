# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Only our own pages may use the JSON door with somebody's cookie.

`SameSite=Strict` keeps the cookie from foreign sites already. This is the second fence: a header that a foreign page
cannot set without asking first (Fetch Standard, CORS preflight), the `Origin`, and `Sec-Fetch-Site` (Fetch Metadata).
Pages with HTML forms have Django's CSRF check instead.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from sociallook.base.wire import DOOR

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class OwnPagesOnly:
    """Refuses 403 `origin` what comes from elsewhere, and 403 `header` unsafe requests without `X-Sociallook: 1`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        code = refusal(request) if request.path.startswith(DOOR) else None
        if code:
            message = _("Diese Anfrage kam nicht von dieser Seite.")
            return JsonResponse({"code": code, "message": message}, status=403)
        return self.get_response(request)


def refusal(request: HttpRequest) -> str | None:
    """The word this request is refused with, None if it may go on."""
    headers = request.META  # `request.headers` writes all of them anew
    if headers.get("HTTP_SEC_FETCH_SITE", "same-origin") not in {"same-origin", "none"}:
        return "origin"
    if headers.get("HTTP_ORIGIN", settings.ORIGIN) != settings.ORIGIN:
        return "origin"
    if request.method not in SAFE and headers.get("HTTP_X_SOCIALLOOK") != "1":
        return "header"
    return None
