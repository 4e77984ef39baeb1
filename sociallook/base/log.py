# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Structured logs, one JSON object for each line, without persons (R-31).

A request is logged by the pattern of its address (`nachrichten/<uuid:relation>`), never by the address itself, and
without query, network address, browser or account. An exception is logged by its type and where it arose; its message
and the values around it stay out, because they may hold what a person wrote.
"""

import logging
import sys
import time
import traceback
from collections.abc import Callable, Mapping, MutableMapping
from pathlib import Path
from typing import Any

import structlog
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

log: structlog.stdlib.BoundLogger = structlog.get_logger("sociallook")

REFUSALS = (Http404, PermissionDenied, SuspiciousOperation, BadRequest)
"""What Django turns into an answer below 500: nobody needs to be woken for it."""

ROOT = Path(__file__).resolve().parent.parent.parent


def where(error: BaseException) -> list[str]:
    """The way through our own code to the error: file, line and function, without any value."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(ROOT)] or list(frames)
    return [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in ours[-8:]]


def without_values(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """A structlog processor: an exception becomes its type and place."""
    info = event.pop("exc_info", None)
    error = info[1] if isinstance(info, tuple) else info
    if isinstance(error, BaseException):
        event["error"] = type(error).__qualname__
        event["where"] = where(error)
    return event


class WithoutValues(logging.Formatter):
    """Records of libraries: the template of the message is kept, the values put into it are not."""

    def format(self, record: logging.LogRecord) -> str:
        event: dict[str, Any] = {
            "event": str(record.msg)[:200],
            "logger": record.name,
            "level": record.levelname.lower(),
        }
        event["at"] = structlog.processors.TimeStamper(fmt="iso", utc=True)(None, "", {})["timestamp"]
        if record.exc_info and record.exc_info[1] is not None:
            event = dict(without_values(None, "", event | {"exc_info": record.exc_info}))
        return str(structlog.processors.JSONRenderer()(None, "", event))


def set_up(level: str = "INFO") -> dict[str, Any]:
    """Configure structlog; returns Django's LOGGING, in which libraries speak only when something is wrong."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            without_values,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": WithoutValues}},
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "json"},
            "nothing": {"class": "logging.NullHandler"},
        },
        "root": {"handlers": ["console"], "level": "WARNING"},
        # Django names the address in these; RequestLog says the same without it.
        "loggers": {
            name: {"handlers": ["nothing"], "propagate": False}
            for name in ("django.request", "django.security", "django.server")
        },
    }


class RequestLog:
    """Middleware: one line for each request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        log.info(
            "request",
            method=request.method,
            route=match.route if match else "unknown",
            status=response.status_code,
            ms=round((time.perf_counter() - began) * 1000, 1),
        )
        return response

    def process_exception(self, _request: HttpRequest, error: Exception) -> None:
        if not isinstance(error, REFUSALS):
            log.error("exception", exc_info=error)
