# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Made-up contents of the page of components. Nothing here is translated: it is for builders, not for clients."""

from typing import Any

from django import forms

LEVELS = ("none", "read", "join")
AREAS = (("msg", "Nachrichten"), ("folder", "Dokumente"), ("cal", "Termine"), ("flag", "Ziele"))
HELPERS = (
    ("Jobcenter Musterstadt", "case", "blue", "bis 31. Oktober 2027", (2, 1, 2, 0)),
    ("Jugendamt Musterstadt", "family", "berry", "bis 31. Juli 2027", (2, 0, 2, 2)),
    ("Jugendwerk Musterstadt e. V.", "sprout", "moss", "bis 30. April 2028", (2, 1, 2, 0)),
)
SENTENCES = (
    "{name} sieht hier nichts.",
    "{name} darf lesen, aber nichts hinzufügen.",
    "{name} darf lesen und mitmachen.",
)


class SheetForm(forms.Form):
    """Two fields, one of them always wrong, to show what an error looks like."""

    login = forms.CharField(label="Anmeldename", help_text="Zum Beispiel linde-specht-4827")
    words = forms.CharField(label="Ihre sechs Wörter")

    def clean_words(self) -> str:
        raise forms.ValidationError("Es fehlen vier Wörter. Schauen Sie auf das Blatt.")


def _helper(number: int, name: str, icon: str, hue: str, until: str, levels: tuple[int, ...]) -> dict[str, Any]:
    cells = [
        {
            "id": f"satz-{number}-{column}",
            "icon": area_icon,
            "word": word,
            "level": level,
            "state": LEVELS[level],
            "new": (number, column) == (0, 1),
            "sentence": SENTENCES[level].format(name=name.split(maxsplit=1)[0]),
        }
        for column, ((area_icon, word), level) in enumerate(zip(AREAS, levels, strict=True))
    ]
    return {"name": name, "icon": icon, "hue": hue, "until": until, "cells": cells}


MATRIX = {
    "areas": [{"icon": icon, "word": word} for icon, word in AREAS],
    "helpers": [_helper(number, *helper) for number, helper in enumerate(HELPERS)],
}

EXAMPLES: dict[str, tuple[str, dict[str, Any]]] = {
    "": ("shell/components/public.html", {}),
    "klient": ("shell/components/client.html", {"place": "home:today"}),
    "breit": ("shell/components/wide.html", MATRIX | {"place": "rights:network"}),
    "stelle": ("shell/components/staff.html", {"place": "home:inbox"}),
}
"""Side → template and context."""
