# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

from django.urls import path

from sociallook.messaging import views

app_name = "messaging"
urlpatterns = [
    path("nachrichten", views.threads, name="threads"),
    path("nachrichten/<uuid:relation>", views.thread, name="thread"),
    path("eingang/<uuid:relation>", views.case, name="case"),
]
