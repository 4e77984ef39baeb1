# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

from django.urls import path

from sociallook.notifications import views

app_name = "notifications"
urlpatterns = [
    path("konto/hinweise", views.choice, name="choice"),
]
