# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

from django.urls import path

from sociallook.home import views

app_name = "home"
urlpatterns = [
    path("heute", views.today, name="today"),
    path("eingang", views.inbox, name="inbox"),
]
