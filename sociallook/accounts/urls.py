# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

from django.urls import path

from sociallook.accounts import views

app_name = "accounts"
urlpatterns = [
    path("anmelden", views.sign_in, name="sign_in"),
    path("konto/anlegen", views.register, name="register"),
    path("konto/zugangsblatt", views.sheet, name="sheet"),
    path("konto/blatt-verloren", views.lost, name="lost"),
    path("konto", views.account, name="account"),
]
