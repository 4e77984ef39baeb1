# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Pages of imports: choose a file, say which column is what, look at the first lines, try, write, read the report."""

from typing import Any, Final
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from sociallook.base.refusals import Refused
from sociallook.directory import jobs
from sociallook.directory.categories import categories
from sociallook.directory.editing import editors, imports
from sociallook.directory.editing.differences import differences
from sociallook.directory.editing.editor_views import PAGE, back, show
from sociallook.directory.editing.editors import signature
from sociallook.directory.editing.models import Editor, Import, ImportProfile
from sociallook.directory.editing.readers import Reading, Unreadable, tables

FIRST: Final = 5
"""Lines that are shown before anything is tried."""


class FileForm(forms.Form):
    """What to import."""

    format = forms.ChoiceField(
        label=_("Was ist das für eine Datei?"),
        choices=[
            ("csv", _("Tabelle (CSV, aus Excel oder LibreOffice)")),
            ("hsds", _("HSDS (JSON)")),
            ("osm", _("OpenStreetMap (GeoJSON oder Overpass)")),
            ("xzufi", _("XZuFi (XML)")),
        ],
    )
    file = forms.FileField(
        label=_("Datei"),
        help_text=_("Höchstens 60 Megabyte."),
        error_messages={"required": _("Bitte wählen Sie eine Datei."), "empty": _("Die Datei ist leer.")},
    )
    source = forms.CharField(
        label=_("Woher kommen die Angaben?"),
        help_text=_("Zum Beispiel: Landkreis Nordhausen, Stand März. Steht neben jeder Änderung."),
        max_length=200,
        error_messages={"required": _("Bitte sagen Sie, woher die Angaben kommen.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@editors.page
def index(request: HttpRequest, editor: Editor) -> HttpResponse:
    """All imports and their reports; a new one."""
    form = FileForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            job = imports.prepare(
                form.cleaned_data["file"].read(),
                format=form.cleaned_data["format"],
                source=form.cleaned_data["source"],
                by=signature(editor),
            )
        except Refused as refusal:
            form.add_error("file", str(refusal.message))
        else:
            return redirect("directory:import", job.id)
    jobs_done = Import.objects.defer("data").order_by("-at")[:PAGE]
    return show(request, "imports", editor, 400 if form.errors else 200, form=form, jobs=jobs_done)


@require_http_methods(["GET", "HEAD", "POST"])
@editors.page
def one(request: HttpRequest, editor: Editor, job: UUID) -> HttpResponse:
    """Columns and preview while it is prepared; then how far it is; then the report."""
    found = get_object_or_404(Import.objects.defer("data"), pk=job)
    if request.method == "POST":
        return _act(request, editor, found)
    known: dict[str, Any] = {"job": found, "startable": found.state not in {"waiting", "running"} and _has_data(found)}
    if known["startable"]:
        known |= _preview(found) | {"profiles": ImportProfile.objects.order_by("name"), "needs": _needs(found)}
    return show(request, "import", editor, **known)


def _has_data(job: Import) -> bool:
    return Import.objects.filter(pk=job.pk, data__isnull=False).exists()


def _act(request: HttpRequest, editor: Editor, job: Import) -> HttpResponse:
    act = request.POST.get("act", "")
    if act == "profile" and (profile := ImportProfile.objects.filter(pk=request.POST.get("profile") or 0).first()):
        job.columns = profile.columns
        job.save(update_fields=["columns"])
        return redirect("directory:import", job.id)
    job.columns = _columns(request, job)
    job.save(update_fields=["columns"])
    if act == "keep" and request.POST.get("name", "").strip():
        imports.save_profile(request.POST["name"].strip(), job.columns, signature(editor))
        return back("gespeichert", "import", job.id)
    if act in {"try", "write"}:
        imports.start(job, dry_run=act == "try")
        jobs.run_import.defer(job=str(job.id))
    return redirect("directory:import", job.id)


def _columns(request: HttpRequest, job: Import) -> dict[str, str]:
    """What was chosen on the page; a field is filled by one column only."""
    chosen: dict[str, str] = {}
    need = request.POST.get("need", "")
    if need in categories():
        chosen[imports.DEFAULT] = need
    if job.format == Import.Format.CSV:
        for number, heading in enumerate(tables.table(bytes(job.data or b""), 1).headings):
            field = request.POST.get(f"column-{number}", "")
            if field in tables.fields() and field not in chosen.values():
                chosen[heading] = field
    return chosen


def _needs(job: Import) -> list[tuple[str, str, bool]]:
    language = get_language() or "de"
    chosen = job.columns.get(imports.DEFAULT, "")
    named = sorted(((key, each.name(language)) for key, each in categories().items()), key=lambda need: need[1])
    return [(key, name, key == chosen) for key, name in named]


def _preview(job: Import) -> dict[str, Any]:
    """Columns with an example each, and the first items as they would be written."""
    known: dict[str, Any] = {}
    try:
        if job.format == Import.Format.CSV:
            known = _table(job)
        reading = imports.read(job, FIRST)
    except Unreadable as wrong:
        reading = Reading(problems=[(1, str(wrong))])
    known["problems"] = reading.problems[:20]
    known["items"] = [(item.line, item.content.name, differences(None, item.content)) for item in reading.items[:FIRST]]
    return known


def _table(job: Import) -> dict[str, Any]:
    found = tables.table(bytes(job.data or b""), FIRST)
    first = found.records[0][1] if found.records else [""] * len(found.headings)
    columns = [
        (number, heading, example[:60], job.columns.get(heading, ""))
        for number, (heading, example) in enumerate(zip(found.headings, first, strict=True))
    ]
    missing = tables.missing({**job.columns, **({"": "service.categories"} if imports.DEFAULT in job.columns else {})})
    return {"table": found, "columns": columns, "fields": tables.fields(), "missing": missing}
