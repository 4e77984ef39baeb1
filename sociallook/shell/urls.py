# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

from django.urls import path
from django.views.i18n import set_language

from sociallook.shell import health, install, views

app_name = "shell"
urlpatterns = [
    path("", views.page("start"), name="start"),
    path("so-geht-es", views.page("how"), name="how"),
    path("sicherheit", views.page("security"), name="security"),
    path("hilfe", views.page("help"), name="help"),
    path("ohne-internet", views.without_internet, name="without_internet"),
    path("barrierefreiheit", views.accessibility_statement, name="accessibility"),
    path("barrierefreiheit.json", views.accessibility_data, name="accessibility_data"),
    path("impressum", views.page("imprint"), name="imprint"),
    path("datenschutz", views.page("privacy"), name="privacy"),
    path("sprache", views.language, name="language"),
    path("sprache/setzen", set_language, name="set_language"),
    path("offline", views.page("offline"), name="offline"),
    path("bausteine", views.components, name="components"),
    path("bausteine/<slug:side>", views.components, name="components"),
    path("healthz", health.healthz, name="healthz"),
    path("manifest.webmanifest", install.manifest, name="manifest"),
    path("service-worker.js", install.service_worker, name="service_worker"),
]
