# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

from django.urls import path

from sociallook.shell import views

app_name = "shell"
urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
]
