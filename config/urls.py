# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""All addresses. Each room brings its own `urls.py`; a room without one has no pages."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from config.api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", api.urls),
    *(path("", include(f"sociallook.{room}.urls")) for room in settings.ROOMS if find_spec(f"sociallook.{room}.urls")),
]

handler400 = "sociallook.shell.refusals.bad_request"
handler403 = "sociallook.shell.refusals.forbidden"
handler404 = "sociallook.shell.refusals.not_found"
handler500 = "sociallook.shell.refusals.error"
