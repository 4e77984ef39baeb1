# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

from django.urls import path

from sociallook.rights import views

app_name = "rights"
urlpatterns = [
    path("verbinden", views.connect, name="connect"),
    path("team/kontakt", views.contact, name="contact"),
    path("helfernetz", views.network, name="network"),
    path("helfernetz/hinzufuegen", views.add, name="add"),
    path("helfernetz/pruefen", views.review, name="review"),
    path("helfernetz/tabelle", views.table, name="table"),
    path("helfernetz/einblicke", views.access, name="access"),
    path("helfernetz/<uuid:relation>", views.helper, name="helper"),
]
