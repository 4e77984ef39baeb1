# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""What people type, and what they tick. Nothing typed is lost: what cannot be used comes back with a sentence."""

import re
from typing import Any, Final

from django import forms
from django.utils.functional import Promise
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from sociallook.directory.search import Filters

READ: Final = 2000
"""Characters of a question that are read. Nobody needs more to say what they need."""
UNSEEN: Final = re.compile(
    r"[^\S\r\n]+|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060\ufeff\ud800-\udfff]"
)
POSTCODE: Final = re.compile(r"\d{5}")
LETTER: Final = re.compile(r"[^\W\d_]")


class Words(forms.CharField):
    """Words without signs that nobody can see; they would only confuse whoever reads them, man or machine."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.validators = []  # what Django would refuse is taken out

    def to_python(self, value: object) -> str:
        return UNSEEN.sub(" ", str(value or "")).strip()


class AskForm(forms.Form):
    """A question and a place. `remark`: what was done with the question, when that needs to be said."""

    frage = Words(
        label=_("Ihre Frage, in Ihren Worten"),
        required=False,
        widget=forms.Textarea({"rows": 1, "autocomplete": "off", "dir": "auto"}),
    )
    ort = Words(
        label=_("Ort oder Postleitzahl"),
        required=False,
        widget=forms.TextInput({"autocomplete": "postal-code", "dir": "auto"}),
    )
    remark: str | Promise = ""

    def clean(self) -> dict[str, Any]:
        asked, place = self.cleaned_data["frage"], self.cleaned_data["ort"]
        if len(asked) > READ:
            self.remark = _("Ihre Frage ist sehr lang. Wir haben nur den Anfang gelesen.")
        if not asked:
            self.add_error("frage", _("Bitte schreiben Sie, wobei Sie Hilfe brauchen."))
        elif POSTCODE.fullmatch(asked):
            self.data = {"frage": "", "ort": place or asked}
            self.add_error("frage", _("Das ist eine Postleitzahl. Wobei brauchen Sie dort Hilfe?"))
        elif not LETTER.search(asked):
            self.add_error("frage", _("Darin finden wir kein Wort. Bitte schreiben Sie, wobei Sie Hilfe brauchen."))
        return {"frage": asked[:READ], "ort": place}


SPOKEN: Final = ("de", "en", "ar", "tr", "uk", "ru", "fa", "pl", "ro", "bg", "fr", "es", "vi", "sq")
"""ISO 639-1 of the languages that can be chosen; an offer may name others."""


def _languages() -> list[tuple[str, str]]:
    names = {code: get_language_info(code)["name_translated"] for code in SPOKEN}
    return [("", str(_("jede"))), *sorted(names.items(), key=lambda named: named[1])]


class FilterForm(forms.Form):
    """What an offer must have. Stands in the address, so that a list can be kept and shared."""

    offen = forms.BooleanField(label=_("Jetzt geöffnet"), required=False)
    stufenlos = forms.BooleanField(label=_("Mit dem Rollstuhl erreichbar"), required=False)
    kostenlos = forms.BooleanField(label=_("Kostenlos"), required=False)
    fern = forms.BooleanField(label=_("Beratung am Telefon oder online"), required=False)
    jung = forms.BooleanField(label=_("Für junge Menschen"), required=False)
    spricht = forms.ChoiceField(label=_("Sprache"), required=False, choices=_languages)

    @property
    def filters(self) -> Filters:
        """What was ticked; what cannot be read counts as not ticked."""
        self.is_valid()
        asked = self.cleaned_data
        return Filters(
            open_now=asked.get("offen", False),
            wheelchair=asked.get("stufenlos", False),
            language=asked.get("spricht", ""),
            free=asked.get("kostenlos", False),
            remote=asked.get("fern", False),
            young=asked.get("jung", False),
        )

    @property
    def chosen(self) -> dict[str, str]:
        """What was ticked, as part of an address."""
        self.is_valid()
        given = self.cleaned_data.items()
        return {name: value if isinstance(value, str) else "1" for name, value in given if value}
