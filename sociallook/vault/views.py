# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The closed frame in which a PDF is drawn."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sociallook.shell.headers import own_policy


@require_safe
@own_policy(
    sandbox="allow-scripts",  # an origin of its own: it reaches no cookie, no store, no page
    connect_src="'none'",  # what is in the document cannot leave
    frame_ancestors="'self'",
    frame_src="'none'",
    worker_src="'none'",
    form_action="'none'",
    manifest_src="'none'",
)
def sheet(request: HttpRequest) -> HttpResponse:
    """Gets the opened bytes by message from the page around it and draws them on a canvas. Runs nothing of the file."""
    return render(request, "vault/sheet.html")
