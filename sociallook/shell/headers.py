# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""What the browser is told to refuse. No page may load, run or send anything that is not ours."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar, cast

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

View = TypeVar("View", bound=Callable[..., HttpResponseBase])

POLICY: Mapping[str, str] = {
    "default-src": "'none'",
    "script-src": "'self' 'wasm-unsafe-eval'",  # Argon2id runs as WebAssembly
    "style-src": "'self'",
    "img-src": "'self' blob: data:",
    "media-src": "'self' blob:",
    "connect-src": "'self'",
    "worker-src": "'self'",
    "manifest-src": "'self'",
    "frame-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "sociallook",  # the one policy that lets our own workers start
}
"""Content Security Policy, Level 3, with Trusted Types."""

CLOSED = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "usb",
    "xr-spatial-tracking",
)

ALWAYS = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
OF_PAGES = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": ", ".join(["camera=(self)", *(f"{name}=()" for name in CLOSED)]),
}
INERT = "default-src 'none'; frame-ancestors 'none'"
"""The policy of data, styles and modules: a page that takes them in has its own, and alone they may do nothing."""
KEPT_FOR_YEARS = "max-age=63072000; includeSubDomains"


def written(policy: Mapping[str, str]) -> str:
    return "; ".join(f"{name} {value}".strip() for name, value in policy.items())


STANDARD = written(POLICY)


def own_policy(**changes: str | None) -> Callable[[View], View]:
    """For the rare page that needs another policy: `@own_policy(frame_ancestors="'self'", connect_src=None)`.

    Names are written with underscores; None drops a line. Give the reason where you use it.
    """
    names = {name.replace("_", "-"): value for name, value in changes.items()}
    policy = written({name: value for name, value in {**POLICY, **names}.items() if value is not None})

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            response = view(request, *args, **kwargs)
            response.headers["Content-Security-Policy"] = policy
            return response

        return cast(View, wrapped)

    return decorate


def with_form(view: View) -> View:
    """For a page whose form is checked against forgery: its own origin, and nobody else, learns where it came from.

    Under "no-referrer" a browser says "Origin: null" (Fetch Standard, section 3.1), and Django refuses that.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    return cast(View, wrapped)


def _acts(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether this becomes a page or a worker. Only these are told at length: a thread alone loads forty files."""
    return response.headers.get("Content-Type", "text/html").startswith("text/html") or "worker" in request.path


class SecurityHeaders:
    """Middleware, outermost: also for files, errors and refusals."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        kept = {"Strict-Transport-Security": KEPT_FOR_YEARS} if settings.ORIGIN.startswith("https://") else {}
        self.acting = ALWAYS | OF_PAGES | {"Content-Security-Policy": STANDARD} | kept
        self.inert = ALWAYS | {"Content-Security-Policy": INERT} | kept

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in (self.acting if _acts(request, response) else self.inert).items():
            response.headers.setdefault(name, value)
        # Pages differ from person to person. What may be kept on a device, the service worker keeps.
        response.headers.setdefault("Cache-Control", "no-store")
        return response
