# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Each request is one transaction: either all it did stands, or nothing.

Django's ATOMIC_REQUESTS begins after the middleware, but who asks is set for the transaction (`app.actor`) before the
view runs; and it commits when a view turns an error into an answer itself, as the JSON door does. Hence our own.
"""

from collections.abc import Callable
from contextvars import ContextVar

from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase

_after_refusal: ContextVar[list[Callable[[], None]] | None] = ContextVar("after_refusal", default=None)


def after_refusal(write: Callable[[], None]) -> None:
    """Run `write` in a transaction of its own if this request is refused, when all else has been undone.

    For what must be kept of a refusal, such as a line in the access log.
    """
    waiting = _after_refusal.get()
    if waiting is None:
        raise RuntimeError("There is no request that could be refused.")
    waiting.append(write)


class OneTransaction:
    """Middleware. An answer of 400 or more undoes everything the request wrote."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        waiting: list[Callable[[], None]] = []
        token = _after_refusal.set(waiting)
        try:
            with transaction.atomic():
                response = self.get_response(request)
                refused = response.status_code >= 400
                if refused:
                    transaction.set_rollback(True)
        finally:
            _after_refusal.reset(token)
        if refused and waiting:
            with transaction.atomic():
                for write in waiting:
                    write()
        return response
