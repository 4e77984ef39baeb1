# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

from django.urls import include, path

from sociallook.directory import hsds_api, views

app_name = "directory"
urlpatterns = [
    path("hilfe-finden", views.search, name="search"),
    path("hilfe-finden/bedarf/<slug:category>", views.need, name="need"),
    path("hilfe-finden/angebot/<uuid:offer>", views.offer, name="offer"),
    *hsds_api.ADDRESSES,
    path("", include("sociallook.directory.editing.urls")),
]
