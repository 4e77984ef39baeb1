# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Law cards: what each kind of institution may and must do by law with what it learns, shown before anything is given.

Data, not legal advice. Every card has a version and the day on which it was last read against the law; change both
with each change of a sentence. A lawyer has to confirm them before an installation goes into service.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy


@dataclass(frozen=True)
class Card:
    """What the law says to one kind of institution. `kind` is a word of `institutions/kinds.py`; empty: any other."""

    kind: str
    sentences: tuple[Promise, ...]
    version: int
    reviewed: date


REVIEWED = date(2026, 11, 22)

SECRET = gettext_lazy("Diese Stelle muss geheim halten, was sie über Sie weiß (Sozialgeheimnis, § 35 SGB I).")
PURPOSE_ONLY = gettext_lazy("Sie darf es nur für den Zweck nutzen, den Sie oben sehen (Art. 5 DSGVO).")
SIGNED = gettext_lazy("Wer hier mitmacht, verspricht: Nichts von hier wird Grundlage für eine Kürzung.")
COURT = gettext_lazy("In wenigen Fällen muss sie etwas weitergeben, zum Beispiel an ein Gericht (§§ 68 bis 75 SGB X).")
DANGER = gettext_lazy("Ist ein Kind in großer Gefahr, muss sie handeln (§ 8a SGB VIII).")
SILENT = gettext_lazy("Wer dort berät, muss schweigen. Sonst macht er sich strafbar (§ 203 StGB).")
ASK = gettext_lazy("Sie dürfen jederzeit fragen, was diese Stelle über Sie gespeichert hat (Art. 15 DSGVO).")

LAW = (
    Card(
        "jobcenter",
        (
            SECRET,
            PURPOSE_ONLY,
            SIGNED,
            gettext_lazy(
                "Für Ihren Antrag verlangt das Gesetz manche Papiere (§ 60 SGB I). Ein Brief reicht dafür auch."
            ),
            COURT,
        ),
        1,
        REVIEWED,
    ),
    Card(
        "youth_office",
        (
            SECRET,
            gettext_lazy("Was Sie einer Person dort anvertrauen, bleibt bei ihr (§ 65 SGB VIII)."),
            SIGNED,
            DANGER,
            COURT,
        ),
        1,
        REVIEWED,
    ),
    Card("welfare", (SILENT, PURPOSE_ONLY, SIGNED, DANGER, ASK), 1, REVIEWED),
    Card("counselling", (SILENT, PURPOSE_ONLY, SIGNED, ASK), 1, REVIEWED),
    Card(
        "school",
        (
            gettext_lazy("Schulen halten sich an das Schulgesetz ihres Landes und an den Datenschutz."),
            PURPOSE_ONLY,
            SIGNED,
            gettext_lazy("Ist ein Kind in großer Gefahr, spricht die Schule mit dem Jugendamt (§ 4 KKG)."),
            ASK,
        ),
        1,
        REVIEWED,
    ),
    Card(
        "training",
        (
            gettext_lazy("Ein Betrieb darf nur speichern, was er für die Ausbildung oder Arbeit braucht (§ 26 BDSG)."),
            PURPOSE_ONLY,
            SIGNED,
            ASK,
        ),
        1,
        REVIEWED,
    ),
    Card(
        "",
        (
            gettext_lazy("Für diese Stelle gilt der Datenschutz (DSGVO)."),
            PURPOSE_ONLY,
            SIGNED,
            ASK,
        ),
        1,
        REVIEWED,
    ),
)
"""The last one is for every kind without a card of its own."""
