# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

from django.urls import path

from sociallook.documents import views

app_name = "documents"
urlpatterns = [
    path("dokumente", views.folder, name="folder"),
    path("eingang/<uuid:relation>/dokumente", views.case, name="case"),
]
