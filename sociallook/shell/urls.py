# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

from django.urls import path

from sociallook.shell import health, install

app_name = "shell"
urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("manifest.webmanifest", install.manifest, name="manifest"),
    path("service-worker.js", install.service_worker, name="service_worker"),
]
