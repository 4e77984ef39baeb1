# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""What people type, and what they tick. Nothing typed is lost: what cannot be used comes back with a sentence."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import get_language, get_language_info
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


TICKS: Final = (
    ("offen", "open_now", _("Jetzt geöffnet")),
    ("stufenlos", "wheelchair", _("Mit dem Rollstuhl erreichbar")),
    ("kostenlos", "free", _("Kostenlos")),
    ("fern", "remote", _("Beratung am Telefon oder online")),
    ("jung", "young", _("Für junge Menschen")),
)
"""Name in an address, field of `Filters`, words beside the box."""


@dataclass(frozen=True)
class Choice:
    """What an offer must have. Stands in the address, so that a list can be kept and shared."""

    filters: Filters

    @classmethod
    def written(cls, query: QueryDict) -> "Choice":
        """Of an address. What cannot be read counts as not chosen."""
        language = query.get("spricht", "")
        ticked = {field: bool(query.get(name)) for name, field, _words in TICKS}
        return cls(Filters(language=language if language in SPOKEN else "", **ticked))

    @property
    def chosen(self) -> dict[str, str]:
        """The same as part of an address."""
        ticked = {name: "1" for name, field, _words in TICKS if getattr(self.filters, field)}
        return ticked | ({"spricht": self.filters.language} if self.filters.language else {})

    @property
    def ticks(self) -> list[tuple[str, Promise, bool]]:
        """Name, words and state of each box."""
        return [(name, words, getattr(self.filters, field)) for name, field, words in TICKS]

    @property
    def languages(self) -> list[tuple[str, str]]:
        """Code and name of each language, by name."""
        return languages(get_language() or "de")


@cache
def languages(_spoken: str) -> list[tuple[str, str]]:
    """In the language of the page."""
    names = {code: get_language_info(code)["name_translated"] for code in SPOKEN}
    return sorted(names.items(), key=lambda named: named[1])
