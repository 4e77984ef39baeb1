# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The yardstick: the same work as a plain Django view, nothing tuned.

`POST /` takes `{"space", "sealed"}` , finds in the session who is signed in, inserts a row and tells.
"""

import base64
import json
import os
import sys
import uuid

from django.conf import settings

from config.environment import database

if not settings.configured:
    settings.configure(
        SECRET_KEY="bench",  # noqa: S106
        ALLOWED_HOSTS=["127.0.0.1"],
        DATABASES={
            "default": database(os.environ["DATABASE_URL"])
            | {"ATOMIC_REQUESTS": True, "OPTIONS": {**database(os.environ["DATABASE_URL"])["OPTIONS"], "pool": True}}
        },
        INSTALLED_APPS=["django.contrib.sessions"],
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ],
        ROOT_URLCONF=__name__,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
    )
    import django

    django.setup()

from django.core.wsgi import get_wsgi_application
from django.db import connection, models
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.urls import path


class Message(models.Model):
    """One row of the yardstick."""

    space = models.UUIDField(db_index=True)
    author = models.CharField(max_length=64)
    sealed = models.BinaryField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "plain"


def sign_in(request: HttpRequest) -> HttpResponse:
    """A session and a CSRF token."""
    request.session["person"] = uuid.uuid4().hex
    return HttpResponse(get_token(request))


def post(request: HttpRequest) -> HttpResponse:
    """Accept one sealed record."""
    person = request.session["person"]
    body = json.loads(request.body)
    message = Message.objects.create(
        space=uuid.UUID(body["space"]), author=person, sealed=base64.urlsafe_b64decode(body["sealed"])
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify('plain', %s)", [str(message.pk)])
    return JsonResponse({"position": message.pk}, status=201)


urlpatterns = [path("", post), path("sign-in", sign_in)]
application = get_wsgi_application()

if __name__ == "__main__":  # makes the tables
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    with connection.schema_editor() as editor:
        editor.create_model(Message)
    sys.exit()
