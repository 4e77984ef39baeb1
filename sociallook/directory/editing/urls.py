# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Addresses of providers and editors; `directory.urls` takes them in."""

from django.urls import path

from sociallook.directory.editing import editor_views, import_views, provider_views, word_views

urlpatterns = [
    path("angebote-pflegen", provider_views.enter, name="enter"),
    path("angebote-pflegen/link", provider_views.request_link, name="request_link"),
    path("angebote-pflegen/uebersicht", provider_views.overview, name="provider"),
    path("angebote-pflegen/bestaetigen", provider_views.confirm, name="confirm"),
    path("angebote-pflegen/bestaetigen/<uuid:service>", provider_views.confirm, name="confirm_one"),
    path("angebote-pflegen/zurueckziehen/<uuid:subject>", provider_views.withdraw, name="withdraw"),
    path("angebote-pflegen/organisation", provider_views.edit_organization, name="provider_organization"),
    path("angebote-pflegen/ort", provider_views.edit_location, name="provider_new_location"),
    path("angebote-pflegen/ort/<uuid:location>", provider_views.edit_location, name="provider_location"),
    path("angebote-pflegen/angebot", provider_views.edit_service, name="provider_new_service"),
    path("angebote-pflegen/angebot/<uuid:service>", provider_views.edit_service, name="provider_service"),
    path("angebote-pflegen/fertig", provider_views.leave, name="leave"),
    path("redaktion", editor_views.queue, name="queue"),
    path("redaktion/vorschlag/<int:number>", editor_views.proposal, name="proposal"),
    path("redaktion/aenderungen", editor_views.versions, name="versions"),
    path("redaktion/aenderungen/<int:number>/rueckgaengig", editor_views.undo, name="undo"),
    path("redaktion/organisationen", editor_views.organizations, name="organizations"),
    path("redaktion/organisationen/<uuid:organization>", editor_views.organization, name="organization"),
    path(
        "redaktion/organisationen/<uuid:organization>/bearbeiten",
        editor_views.edit_organization,
        name="edit_organization",
    ),
    path("redaktion/organisationen/<uuid:organization>/ort", editor_views.edit_location, name="new_location"),
    path(
        "redaktion/organisationen/<uuid:organization>/ort/<uuid:location>",
        editor_views.edit_location,
        name="edit_location",
    ),
    path("redaktion/organisationen/<uuid:organization>/angebot", editor_views.edit_service, name="new_service"),
    path(
        "redaktion/organisationen/<uuid:organization>/angebot/<uuid:service>",
        editor_views.edit_service,
        name="edit_service",
    ),
    path("redaktion/ort/<uuid:location>/geheim", editor_views.hide, name="hide"),
    path("redaktion/angebot/<uuid:service>/bestaetigt", editor_views.assure, name="assure"),
    path("redaktion/angebot/<uuid:service>/entfernen", editor_views.remove_service, name="remove_service"),
    path("redaktion/fragen", editor_views.questions, name="questions"),
    path("redaktion/fragen/<int:number>/erledigt", editor_views.settle, name="settle"),
    path("redaktion/importe", import_views.index, name="imports"),
    path("redaktion/importe/<uuid:job>", import_views.one, name="import"),
    path("redaktion/worte", word_views.index, name="words"),
    path("redaktion/worte/<slug:category>", word_views.category, name="words_of"),
    path("redaktion/worte/aenderung/<int:number>", word_views.change, name="word_change"),
]
