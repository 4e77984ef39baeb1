# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Pages of everyday words: what people say for each need, who wrote it, what a change would do."""

from collections import Counter
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sociallook.base.refusals import Refused
from sociallook.directory import jobs
from sociallook.directory.categories import categories
from sociallook.directory.editing import editors, wording
from sociallook.directory.editing.editor_views import PAGE, back, show
from sociallook.directory.editing.editors import signature
from sociallook.directory.editing.models import Editor, Outcome, WordChange
from sociallook.directory.matching.vocabulary import shipped


class WordForm(forms.Form):
    """A word that people use."""

    wording = forms.CharField(
        label=_("Was sagen Menschen, wenn sie das meinen?"),
        help_text=_("Ein paar Wörter oder ein Satz, so wie man es sagt: „mir wurde der strom abgestellt“"),
        max_length=wording.LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Bitte schreiben Sie, was Menschen sagen.")},
    )
    language = forms.ChoiceField(label=_("In welcher Sprache?"))

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["language"].choices = [(code, named(code)) for code in wording.languages()]  # type: ignore[attr-defined]


def named(code: str) -> str:
    """The name of a language in the language of the page."""
    return str(get_language_info(code)["name_translated"])


@require_safe
@editors.page
def index(request: HttpRequest, editor: Editor) -> HttpResponse:
    """All needs with the number of their words; what waits; what has changed."""
    language = get_language() or "de"
    numbers = Counter(term.category for term in shipped() if term.category)
    for change in WordChange.objects.filter(outcome=Outcome.APPROVED):
        numbers[change.category] += 1 if change.added else -1
    rows = sorted(((each.name(language), key, numbers[key]) for key, each in categories().items()))
    open_ones = [_row(change) for change in WordChange.objects.filter(outcome=Outcome.OPEN).order_by("at")]
    done = WordChange.objects.exclude(outcome=Outcome.OPEN).order_by("-decided_at")[:PAGE]
    return show(request, "words", editor, rows=rows, open=open_ones, done=[_row(change) for change in done])


@require_http_methods(["GET", "HEAD", "POST"])
@editors.page
def category(request: HttpRequest, editor: Editor, category: str) -> HttpResponse:
    """The words for one need; propose one more, or to take one away."""
    if category not in categories():
        raise Http404
    form = WordForm(request.POST if request.POST.get("act") == "add" else None)
    try:
        if form.is_valid():
            given = form.cleaned_data
            wording.propose(category, given["language"], given["wording"], added=True, by=signature(editor))
            return _measured()
        if request.POST.get("act") == "remove":
            given = request.POST
            wording.propose(
                category, given.get("language", ""), given.get("wording", ""), added=False, by=signature(editor)
            )
            return _measured()
    except Refused as refusal:
        form.add_error("wording", str(refusal.message)) if form.is_bound else None
        return _category(request, editor, category, form, refusal.message)
    return _category(request, editor, category, form)


def _category(request: HttpRequest, editor: Editor, key: str, form: WordForm, problem: Any = "") -> HttpResponse:
    groups: dict[str, list[wording.Word]] = {}
    for word in wording.words(key):
        groups.setdefault(word.language, []).append(word)
    known = {
        "key": key,
        "name": categories()[key].name(get_language() or "de"),
        "groups": [(code, named(code), groups[code]) for code in wording.languages() if code in groups],
        "form": form,
        "problem": "" if form.is_bound else problem,
    }
    return show(request, "words_of", editor, 400 if form.errors or problem else 200, **known)


def _measured() -> HttpResponse:
    jobs.soon(jobs.measure_words)
    return back("vorgeschlagen", "words")


@require_POST
@editors.page
def change(request: HttpRequest, editor: Editor, number: int) -> HttpResponse:
    """Agree, refuse, or undo."""
    found = get_object_or_404(WordChange, pk=number)
    act = request.POST.get("act")
    if act == "approve":
        wording.approve(found, signature(editor))
    elif act == "undo":
        wording.undo(found, signature(editor))
    else:
        wording.refuse(found, signature(editor))
    if act in {"approve", "undo"}:
        jobs.soon(jobs.learn_words)
    return back({"approve": "veroeffentlicht", "undo": "rueckgaengig"}.get(act or "", "erledigt"), "words")


def _row(change: WordChange) -> dict[str, Any]:
    need = categories().get(change.category)
    return {
        "change": change,
        "need": need.name(get_language() or "de") if need else change.category,
        "language": named(change.language),
    }
