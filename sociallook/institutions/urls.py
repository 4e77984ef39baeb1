# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

from django.urls import path

from sociallook.institutions import views

app_name = "institutions"
urlpatterns = [
    path("stelle", views.office, name="office"),
    path("stelle/beginnen", views.begin, name="begin"),
    path("stelle/plakat/<uuid:team>", views.poster, name="poster"),
    path("einladung", views.invitation, name="invitation"),
    path("team", views.team, name="team"),
]
