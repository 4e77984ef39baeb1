# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

from django.urls import path

from sociallook.vault import views

app_name = "vault"
urlpatterns = [path("anzeige", views.sheet, name="sheet")]
