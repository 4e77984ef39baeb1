# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Pages are sent small: people pay for every kilobyte.

Only HTML is compressed. Sealed records would hardly shrink, and answers of the JSON door must not reveal anything by
their length. A page holds no content and nothing a stranger could choose, and Django masks the one secret in it (the
token of a form), so the length of a compressed page tells nothing (BREACH).
"""

import gzip
from collections.abc import Callable

import brotli
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

WORTH_IT = 1000
"""Bytes; below this the answer fits into one packet anyway."""


class Compression:
    """Middleware. Also names the length of each answer, so that the server need not send it in chunks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if isinstance(response, HttpResponse):
            if _is_page(response):
                _compress(response, request.headers.get("Accept-Encoding", ""))
            response.headers["Content-Length"] = str(len(response.content))
        return response


def _is_page(response: HttpResponse) -> bool:
    return (
        response.headers.get("Content-Type", "").startswith("text/html")
        and "Content-Encoding" not in response.headers
        and len(response.content) > WORTH_IT
    )


def _compress(response: HttpResponse, accepted: str) -> None:
    patch_vary_headers(response, ("Accept-Encoding",))
    if "br" in accepted:
        response.content = brotli.compress(response.content, mode=brotli.MODE_TEXT, quality=5)
        response.headers["Content-Encoding"] = "br"
    elif "gzip" in accepted:
        response.content = gzip.compress(response.content, 6)
        response.headers["Content-Encoding"] = "gzip"
