# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Pages of the editors: what waits, what has changed, organisations with everything that belongs to them."""

from typing import Any, Final
from uuid import UUID, uuid4

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sociallook.base.refusals import Refused
from sociallook.directory import actions, jobs
from sociallook.directory.content import LocationContent, OrganizationContent, ServiceContent
from sociallook.directory.editing import editors, letters, proposals
from sociallook.directory.editing.differences import differences
from sociallook.directory.editing.editors import signature
from sociallook.directory.editing.models import Editor, FailedSearch, Import, Outcome, Proposal, Upkeep, WordChange
from sociallook.directory.editing.sheets import LocationSheet, OrganizationSheet, ServiceSheet, Sheet, mail, where
from sociallook.directory.models import Location, Organization, Service, Version

PAGE: Final = 25
SAID: Final = {
    "veroeffentlicht": _("Veröffentlicht."),
    "zurueckgegeben": _("Zurückgegeben. Die Stelle bekommt Ihren Satz per E-Mail."),
    "rueckgaengig": _("Rückgängig gemacht. Auch das lässt sich wieder rückgängig machen."),
    "gespeichert": _("Gespeichert und veröffentlicht."),
    "bestaetigt": _("Als bestätigt vermerkt."),
    "geheim": _("Dieser Ort ist jetzt geheim. Auch frühere Fassungen zeigen ihn nicht mehr."),
    "gesendet": _("Der Link ist unterwegs."),
    "erledigt": _("Als erledigt vermerkt."),
    "vorgeschlagen": _("Vorgeschlagen. Die Wirkung wird gerade gemessen."),
}
"""What has just happened, by the word that the next address carries."""


class AnswerForm(forms.Form):
    """Why a proposal goes back."""

    answer = forms.CharField(
        label=_("Ihr Satz an die Stelle"),
        help_text=_("Was fehlt oder stimmt nicht? Der Satz geht per E-Mail hinaus."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Bitte schreiben Sie einen Satz, warum.")},
    )


class BeginForm(forms.Form):
    """A new organisation, which enters everything else itself."""

    name = forms.CharField(
        label=_("Name der Organisation"),
        max_length=500,
        error_messages={"required": _("Bitte geben Sie den Namen an.")},
    )
    address = mail(_("E-Mail für die Pflege"), _("Dorthin geht der Link. Diese Adresse wird nicht veröffentlicht."))


class UpkeepForm(forms.Form):
    """Where the keeper of the offers is reached."""

    address = mail(_("E-Mail für die Pflege"), _("Leer heißt: die veröffentlichte Adresse. Sie wird nicht gezeigt."))


def show(request: HttpRequest, template: str, editor: Editor, status: int = 200, **known: Any) -> HttpResponse:
    """A page of the editors with its menu and what has just happened."""
    context = {
        "editor": editor,
        "said": SAID.get(request.GET.get("gesagt", "")),
        "here": template,
        "waiting": {
            "queue": Proposal.objects.filter(outcome=Outcome.OPEN).count(),
            "questions": FailedSearch.objects.filter(settled_on=None).count(),
            "words": WordChange.objects.filter(outcome=Outcome.OPEN).count(),
            "imports": Import.objects.filter(state__in=[Import.State.WAITING, Import.State.RUNNING]).count(),
        },
    }
    return render(request, f"directory/editing/{template}.html", context | known, status=status)


def back(said: str, name: str, *args: object) -> HttpResponseRedirect:
    """On to a page that says what has happened."""
    return HttpResponseRedirect(f"{reverse(f'directory:{name}', args=args)}?gesagt={said}")


# --- What waits ---


@require_safe
@editors.page
def queue(request: HttpRequest, editor: Editor) -> HttpResponse:
    """Changes that providers want, the oldest first."""
    waiting = Proposal.objects.filter(outcome=Outcome.OPEN).select_related("organization").order_by("at")
    known = set(
        Version.objects.filter(subject__in=[each.subject for each in waiting]).values_list("subject", flat=True)
    )
    rows = [(each, each.subject not in known) for each in waiting]
    return show(request, "queue", editor, rows=rows)


@require_http_methods(["GET", "HEAD", "POST"])
@editors.page
def proposal(request: HttpRequest, editor: Editor, number: int) -> HttpResponse:
    """One change, before and after; approve it, or send it back with a sentence."""
    found = get_object_or_404(Proposal.objects.select_related("organization"), pk=number)
    form = AnswerForm(request.POST if request.POST.get("act") == "return" else None)
    problem = ""
    if request.POST.get("act") == "approve":
        try:
            proposals.approve(found, signature(editor))
        except Refused as refusal:
            problem = str(refusal.message)
        else:
            return back("veroeffentlicht", "queue")
    elif request.POST.get("act") == "renew":
        proposals.renew(found)
    elif form.is_valid():
        proposals.send_back(found, signature(editor), form.cleaned_data["answer"])
        jobs.send_answer.defer(proposal=found.pk)
        return back("zurueckgegeben", "queue")
    content = proposals.content_of(found)
    published = proposals.published(content)
    known = {
        "proposal": found,
        "new": published is None,
        "differences": differences(published, content),
        "form": form,
        "problem": problem,
        "moved": found.base != proposals.newest(found.subject),
        "decided": found.outcome != Outcome.OPEN,
    }
    return show(request, "proposal", editor, 409 if problem else 400 if form.errors else 200, **known)


# --- What has changed ---


@require_safe
@editors.page
def versions(request: HttpRequest, editor: Editor) -> HttpResponse:
    """The newest changes of the whole directory."""
    return show(request, "versions", editor, **_versions(request, Version.objects.all()))


def _versions(request: HttpRequest, found: QuerySet[Version]) -> dict[str, Any]:
    """A page of versions, each with what it did."""
    page = Paginator(found.order_by("-at", "-pk"), PAGE).get_page(request.GET.get("seite"))
    return {"page": page, "rows": [(version, _name(version), _did(version)) for version in page]}


def _before(version: Version) -> Version | None:
    earlier = Version.objects.filter(kind=version.kind, subject=version.subject, number__lt=version.number)
    return earlier.order_by("number").last()


def _content(version: Version | None) -> Any:
    if version is None or version.content is None:
        return None
    shape = ServiceContent if version.kind == Version.Kind.SERVICE else OrganizationContent
    return shape.model_validate(version.content)


def _did(version: Version) -> Any:
    """Empty for what is new: all of it would be a page of its own."""
    before = _content(_before(version))
    after = _content(version)
    return differences(before, after) if before and after else []


def _name(version: Version) -> str:
    content = version.content or getattr(_before(version), "content", None) or {}
    return str(content.get("name", "–"))


@require_POST
@editors.page
def undo(request: HttpRequest, editor: Editor, number: int) -> HttpResponse:  # noqa: ARG001
    """Make it what it was before this change. That is a change too."""
    actions.undo(get_object_or_404(Version, pk=number), signature(editor))
    return back("rueckgaengig", "versions")


# --- Organisations ---


@require_http_methods(["GET", "HEAD", "POST"])
@editors.page
def organizations(request: HttpRequest, editor: Editor) -> HttpResponse:
    """Search by name; begin a new one."""
    name = " ".join(request.GET.get("name", "").replace("\x00", "").split())[:200]
    form = BeginForm(request.POST or None, auto_id="neu-%s")
    if form.is_valid():
        return _begin(editor, form)
    found = Organization.objects.filter(name__icontains=name).order_by("name", "id")
    services = Service.objects.filter(name__icontains=name).select_related("organization").order_by("name", "id")
    known = {
        "name": name,
        "found": found[:PAGE] if name else [],
        "services": services[:PAGE] if name else [],
        "form": form,
    }
    return show(request, "organizations", editor, 400 if form.errors else 200, **known)


def _begin(editor: Editor, form: BeginForm) -> HttpResponse:
    content = OrganizationContent(id=uuid4(), name=form.cleaned_data["name"])
    organization = actions.save_organization(content, signature(editor))
    if address := form.cleaned_data["address"]:
        Upkeep.objects.create(organization=organization, address=address)
        jobs.send_link.defer(organization=str(organization.id))
    return back("gesendet" if address else "gespeichert", "organization", organization.id)


@require_http_methods(["GET", "HEAD", "POST"])
@editors.page
def organization(request: HttpRequest, editor: Editor, organization: UUID) -> HttpResponse:
    """One organisation with places, offers, changes, and how it is kept true."""
    found = get_object_or_404(Organization, pk=organization)
    kept = Upkeep.objects.filter(organization=found).first()
    form = UpkeepForm(request.POST or None, initial={"address": kept.address if kept else ""}, auto_id="pflege-%s")
    if form.is_valid():
        Upkeep.objects.update_or_create(organization=found, defaults={"address": form.cleaned_data["address"]})
        if "send" in request.POST and letters.address_of(found):
            jobs.send_link.defer(organization=str(found.id))
            return back("gesendet", "organization", found.id)
        return back("gespeichert", "organization", found.id)
    today = timezone.localdate()
    subjects = [found.id, *found.services.values_list("id", flat=True)]
    known = {
        "organization": found,
        "places": [(each, where(LocationContent.model_validate(each))) for each in found.locations.order_by("name")],
        "services": [(each, each.is_stale(today)) for each in found.services.order_by("name")],
        "form": form,
        "address": letters.address_of(found),
    }
    known |= _versions(request, Version.objects.filter(subject__in=subjects))
    return show(request, "organization", editor, 400 if form.errors else 200, **known)


@require_POST
@editors.page
def hide(request: HttpRequest, editor: Editor, location: UUID) -> HttpResponse:  # noqa: ARG001
    """Keep a place secret at once, also in earlier versions."""
    found = get_object_or_404(Location.objects.select_related("organization"), pk=location)
    proposals.hide(found.organization, location, signature(editor))
    return back("geheim", "organization", found.organization_id)


@require_POST
@editors.page
def assure(request: HttpRequest, editor: Editor, service: UUID) -> HttpResponse:  # noqa: ARG001
    """An editor has asked, and everything is still true."""
    found = get_object_or_404(Service, pk=service)
    actions.confirm(found.id, signature(editor), timezone.localdate())
    return back("bestaetigt", "organization", found.organization_id)


# --- Sheets ---


@require_http_methods(["GET", "HEAD", "POST"])
@editors.page
def edit_organization(request: HttpRequest, editor: Editor, organization: UUID) -> HttpResponse:
    """What an organisation says about itself."""
    found = get_object_or_404(Organization, pk=organization)
    sheet = OrganizationSheet(request.POST or None, actions.organization_content(found))
    if sheet.is_valid():
        actions.save_organization(sheet.content, signature(editor))
        return back("gespeichert", "organization", found.id)
    return _sheet(request, editor, sheet, found, _("Organisation bearbeiten"))


@require_http_methods(["GET", "HEAD", "POST"])
@editors.page
def edit_location(
    request: HttpRequest, editor: Editor, organization: UUID, location: UUID | None = None
) -> HttpResponse:
    """A place of an organisation, or a new one."""
    found = get_object_or_404(Organization, pk=organization)
    if location:
        get_object_or_404(Location, pk=location, organization=found)
    content = actions.organization_content(found)
    before = next((each for each in content.locations if each.id == location), None)
    sheet = LocationSheet(request.POST or None, before or LocationContent(id=uuid4()))
    if sheet.is_valid():
        places = [each for each in content.locations if each is not before] + [sheet.content]
        actions.save_organization(content.model_copy(update={"locations": places}), signature(editor))
        return back("gespeichert", "organization", found.id)
    return _sheet(request, editor, sheet, found, _("Ort bearbeiten") if before else _("Neuer Ort"))


@require_http_methods(["GET", "HEAD", "POST"])
@editors.page
def edit_service(request: HttpRequest, editor: Editor, organization: UUID, service: UUID | None = None) -> HttpResponse:
    """An offer of an organisation, or a new one."""
    found = get_object_or_404(Organization, pk=organization)
    if service:
        before = actions.service_content(get_object_or_404(Service, pk=service, organization=found))
    else:
        before = ServiceContent(id=uuid4(), organization_id=found.id, name="?").model_copy(update={"name": ""})
    sheet = ServiceSheet(request.POST or None, before, actions.organization_content(found).locations)
    if sheet.is_valid():
        actions.save_service(sheet.content, signature(editor))
        return back("gespeichert", "organization", found.id)
    return _sheet(request, editor, sheet, found, _("Angebot bearbeiten") if service else _("Neues Angebot"))


def _sheet(
    request: HttpRequest, editor: Editor, sheet: Sheet[Any], organization: Organization, heading: Any
) -> HttpResponse:
    known = {"sheet": sheet, "heading": heading, "organization": organization}
    return show(request, "sheet_editor", editor, 400 if sheet.errors else 200, **known)


@require_POST
@editors.page
def remove_service(request: HttpRequest, editor: Editor, service: UUID) -> HttpResponse:  # noqa: ARG001
    """Take an offer away; the change can be undone."""
    found = get_object_or_404(Service, pk=service)
    actions.remove_service(found.id, signature(editor))
    return back("gespeichert", "organization", found.organization_id)


# --- Questions without an answer ---


@require_safe
@editors.page
def questions(request: HttpRequest, editor: Editor) -> HttpResponse:
    """What at least five people have asked in vain."""
    unsettled = FailedSearch.objects.filter(settled_on=None).order_by("-count", "question")
    settled = FailedSearch.objects.exclude(settled_on=None).order_by("-settled_on", "question")
    return show(request, "questions", editor, rows=unsettled[:200], settled=settled[:PAGE])


@require_POST
@editors.page
def settle(request: HttpRequest, editor: Editor, number: int) -> HttpResponse:  # noqa: ARG001
    """Something has been done about it. It comes back when it is asked again on a later day."""
    found = get_object_or_404(FailedSearch, pk=number)
    found.settled_by, found.settled_on = signature(editor), timezone.localdate()
    found.save()
    return back("erledigt", "questions")
