# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Pages for organisations that keep their own offers. No account: a link from a mail opens them for half a day."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec
from uuid import UUID, uuid4

from django import forms
from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sociallook.accounts.brakes import hold, network
from sociallook.base.refusals import Refused
from sociallook.directory import actions, jobs
from sociallook.directory.content import LocationContent, OrganizationContent, ServiceContent
from sociallook.directory.editing import letters, links, proposals
from sociallook.directory.editing.models import Proposal
from sociallook.directory.editing.sheets import LocationSheet, OrganizationSheet, ServiceSheet, Sheet, where
from sociallook.directory.models import Organization, Service
from sociallook.shell.headers import with_form

Given = ParamSpec("Given")
SAID: Final = {
    "bestaetigt": _("Danke. Ihre Angebote gelten als bestätigt."),
    "vorschlag": _("Danke. Die Redaktion schaut es sich an und veröffentlicht es dann."),
    "gespeichert": _("Gespeichert. Es ist jetzt veröffentlicht."),
    "zurueckgezogen": _("Ihre Änderung ist zurückgezogen."),
}
"""What has just happened, by the word that the next address carries."""


class CodeForm(forms.Form):
    """The code from the mail, or what a link brought in its fragment."""

    code = forms.CharField(
        label=_("Code aus der E-Mail"),
        help_text=_("Zwölf Zeichen, mit oder ohne Striche."),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"}),
        error_messages={"required": _("Bitte geben Sie den Code ein.")},
    )


class AddressForm(forms.Form):
    """Who wants a link."""

    email = forms.EmailField(
        label=_("E-Mail-Adresse Ihrer Stelle"),
        help_text=_("Die Adresse, die im Verzeichnis steht."),
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "email", "inputmode": "email"}),
        error_messages={
            "required": _("Bitte geben Sie Ihre Adresse ein."),
            "invalid": _("Das ist keine E-Mail-Adresse. Ein Beispiel: beratung@beispiel.de"),
        },
    )


# --- The way in ---


@with_form
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Where the link of a mail leads. The token stands in the fragment; a script puts it into the form."""
    form = CodeForm(request.POST) if request.method == "POST" else None
    if form and form.is_valid():
        try:
            with transaction.atomic():
                visit = links.open_visit(form.cleaned_data["code"], request)
        except Refused as refusal:
            if refusal.code == "wrong_link":
                links.GUESSES.on(network(request)).count()
            form.add_error("code", str(refusal.message))
        else:
            response = redirect("directory:provider")
            links.give_cookie(response, visit)
            return response
    return _door(request, 403 if form else 200, code=form)


@with_form
@require_POST
def request_link(request: HttpRequest) -> HttpResponse:
    """Send a link to an address that stands in the directory. The page says the same for every address."""
    form = AddressForm(request.POST)
    if not form.is_valid():
        return _door(request, 400, address=form)
    counter = links.REQUESTS.on(network(request))
    try:
        hold(counter)
    except Refused as refusal:
        form.add_error(None, str(refusal.message))
        return _door(request, 429, address=form)
    counter.count()
    for organization in letters.kept_at(form.cleaned_data["email"])[:20]:
        jobs.send_link.defer(organization=str(organization.id))
    return render(
        request,
        "directory/editing/link_sent.html",
        {"email": form.cleaned_data["email"], "demo": settings.MODE == "demo"},
    )


def _door(request: HttpRequest, status: int, **forms_given: forms.Form | None) -> HttpResponse:
    known = {
        "code": forms_given.get("code") or CodeForm(auto_id="code-%s"),
        "address": forms_given.get("address") or AddressForm(auto_id="adresse-%s"),
        "mail": settings.MAIL_WORKS,
    }
    return render(request, "directory/editing/enter.html", known, status=status)


# --- Inside ---


def page(view: Callable[Concatenate[HttpRequest, Organization, Given], HttpResponse]) -> Callable[..., HttpResponse]:
    """A page for a provider: one transaction, checked first. Without a visit it leads to the door."""

    @with_form
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Given.args, **given: Given.kwargs) -> HttpResponse:
        try:
            with transaction.atomic():
                return view(request, links.visited(request), *args, **given)
        except links.WrongLink as refusal:
            form = CodeForm({"code": ""})
            form.errors["code"] = form.error_class([str(refusal.message)])
            return _door(request, 403, code=form)
        except Refused as refusal:
            known = {"title": _("Das geht hier nicht"), "what": refusal.message, "code": refusal.status}
            return render(request, "directory/editing/refused.html", known, status=refusal.status)

    return wrapped


@require_safe
@page
def overview(request: HttpRequest, organization: Organization) -> HttpResponse:
    """Everything of this organisation, and whether it is still true."""
    today = timezone.localdate()
    open_ones = {each.subject: each for each in organization.proposals.all()}
    services = list(organization.services.order_by("name"))
    known = {service.id for service in services}
    rows = [(service, service.is_stale(today), open_ones.get(service.id)) for service in services]
    new = [each for each in open_ones.values() if each.kind == "service" and each.subject not in known]
    content = _wanted(organization)
    context = {
        "organization": organization,
        "own": open_ones.get(organization.id),
        "rows": rows,
        "new": new,
        "unsure": any(service.assured_date != today for service in services),
        "places": [(each, where(each)) for each in content.locations],
        "said": SAID.get(request.GET.get("gesagt", "")),
        "publishes": settings.PROVIDERS_PUBLISH,
    }
    return render(request, "directory/editing/provider.html", context)


@require_POST
@page
def confirm(request: HttpRequest, organization: Organization, service: UUID | None = None) -> HttpResponse:  # noqa: ARG001
    """Everything is still true: all offers, or one of them."""
    services = organization.services.exclude(status="defunct")
    chosen = services.filter(id=service) if service else services
    if service and not chosen:
        raise Http404
    for each in chosen:
        actions.confirm(each.id, proposals.signature(organization), timezone.localdate())
    return _back("bestaetigt")


@require_POST
@page
def leave(request: HttpRequest, organization: Organization) -> HttpResponse:  # noqa: ARG001 - the visit is checked
    """Finished: this browser may not come in any more."""
    links.end_visit(request)
    response = render(request, "directory/editing/left.html")
    links.take_cookie(response)
    return response


@require_POST
@page
def withdraw(request: HttpRequest, organization: Organization, subject: UUID) -> HttpResponse:  # noqa: ARG001
    """A change that is not wanted any more."""
    proposals.withdraw(organization, subject)
    return _back("zurueckgezogen")


@require_http_methods(["GET", "HEAD", "POST"])
@page
def edit_organization(request: HttpRequest, organization: Organization) -> HttpResponse:
    """What the organisation says about itself."""
    before = _wanted(organization)
    sheet = OrganizationSheet(request.POST or None, before)
    if sheet.is_valid():
        return _handed_in(proposals.hand_in(organization, sheet.content), organization, sheet.content)
    return _sheet(request, sheet, _("Ihre Organisation"), organization, organization.id)


@require_http_methods(["GET", "HEAD", "POST"])
@page
def edit_location(request: HttpRequest, organization: Organization, location: UUID | None = None) -> HttpResponse:
    """One place, or a new one."""
    whole = _wanted(organization)
    before = next((each for each in whole.locations if each.id == location), None)
    if location and before is None:
        raise Http404
    sheet = LocationSheet(request.POST or None, before or LocationContent(id=uuid4()))
    if sheet.is_valid():
        if sheet.content.location_confidential and organization.locations.filter(id=sheet.content.id).exists():
            proposals.hide(organization, sheet.content.id, proposals.signature(organization))  # does not wait
            whole = _wanted(organization)
            before = next((each for each in whole.locations if each.id == location), None)
        places = [sheet.content if each is before else each for each in whole.locations]
        whole = whole.model_copy(update={"locations": places if before else [*places, sheet.content]})
        return _handed_in(proposals.hand_in(organization, whole), organization, whole)
    return _sheet(request, sheet, _("Ort ändern") if before else _("Neuer Ort"), organization)


@require_http_methods(["GET", "HEAD", "POST"])
@page
def edit_service(request: HttpRequest, organization: Organization, service: UUID | None = None) -> HttpResponse:
    """One offer, or a new one. Whoever saves it says that it is true today."""
    before = _service(organization, service) if service else _new_service(organization)
    sheet = ServiceSheet(request.POST or None, before, _wanted(organization).locations)
    if sheet.is_valid():
        content = sheet.content.model_copy(update={"assured_date": timezone.localdate()})
        return _handed_in(proposals.hand_in(organization, content), organization, content)
    heading = _("Angebot ändern") if service else _("Neues Angebot")
    return _sheet(request, sheet, heading, organization, service)


def _new_service(organization: Organization) -> ServiceContent:
    return ServiceContent(id=uuid4(), organization_id=organization.id, name="?").model_copy(update={"name": ""})


def _service(organization: Organization, service: UUID) -> ServiceContent:
    """As the provider wants it, else as it is published."""
    if wanted := proposals.waiting(organization, service):
        return ServiceContent.model_validate(wanted.content)
    found = Service.objects.filter(id=service, organization=organization).first()
    if found is None:
        raise Http404
    return actions.service_content(found)


def _wanted(organization: Organization) -> OrganizationContent:
    wanted = proposals.waiting(organization, organization.id)
    return OrganizationContent.model_validate(wanted.content) if wanted else actions.organization_content(organization)


def _sheet(
    request: HttpRequest, sheet: Sheet[Any], heading: Any, organization: Organization, subject: UUID | None = None
) -> HttpResponse:
    context = {
        "sheet": sheet,
        "heading": heading,
        "organization": organization,
        "proposal": proposals.waiting(organization, subject) if subject else None,
        "publishes": settings.PROVIDERS_PUBLISH,
    }
    return render(request, "directory/editing/sheet_provider.html", context, status=400 if sheet.errors else 200)


def _handed_in(
    proposal: Proposal | None, organization: Organization, content: OrganizationContent | ServiceContent
) -> HttpResponse:
    """A service that is only confirmed by saving it unchanged needs no editor."""
    if proposal and proposal.kind == "service":
        published = proposals.published(content)
        if isinstance(published, ServiceContent) and isinstance(content, ServiceContent):
            same = published.model_copy(update={"assured_date": content.assured_date})
            if same == content:
                proposals.withdraw(organization, content.id)
                actions.confirm(content.id, proposals.signature(organization), timezone.localdate())
                return _back("bestaetigt")
    return _back("vorschlag" if proposal else "gespeichert")


def _back(said: str) -> HttpResponseRedirect:
    response = redirect("directory:provider")
    response["Location"] += f"?gesagt={said}"
    return response
