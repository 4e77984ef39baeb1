# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""What makes the pages installable and readable offline: manifest (W3C Web Application Manifest) and service worker."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from sociallook.shell.assets import UnknownAsset, asset, find

SERVICE_WORKER = "shell/service-worker.js"


@require_safe
def manifest(_request: HttpRequest) -> JsonResponse:
    answer = JsonResponse(
        {
            "id": "/",
            "name": "Sociallook",
            "short_name": "Sociallook",
            "description": gettext("Gemeinsam helfen. Sie entscheiden, wer was darf."),
            "lang": get_language(),
            "start_url": reverse("shell:start"),
            "scope": "/",
            "display": "standalone",
            "background_color": "#f7f2ec",
            "theme_color": "#f7f2ec",
            "icons": [
                {"src": asset("shell/icon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": purpose}
                for purpose in ("any", "maskable")
            ],
        },
        content_type="application/manifest+json",
    )
    answer["Cache-Control"] = "no-cache"
    return answer


@require_safe
def service_worker(_request: HttpRequest) -> HttpResponse:
    """Served at the root, because a service worker governs the addresses below its own."""
    try:
        find(SERVICE_WORKER)
    except UnknownAsset as missing:
        raise Http404 from missing
    answer = HttpResponse((settings.BROWSER_ASSETS / SERVICE_WORKER).read_bytes(), content_type="text/javascript")
    answer["Cache-Control"] = "no-cache"
    return answer
