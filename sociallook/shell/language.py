# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""In which language an answer is: that of the cookie (the person has chosen), else that of the browser."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers

from sociallook.base.wire import DOOR


class Language:
    """Middleware. Django's own also looks for a language in the address, which costs a twentieth of a small request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        language = translation.get_language_from_request(request)
        translation.activate(language)
        response = self.get_response(request)
        if not request.path.startswith(DOOR):  # no cache keeps its answers, and those of HSDS say so themselves
            patch_vary_headers(response, ("Accept-Language",))
            response.headers.setdefault("Content-Language", language)
        return response
