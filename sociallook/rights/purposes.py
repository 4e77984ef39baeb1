# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""What a grant is for (Art. 5 (1) b GDPR: one purpose each), and the version of the text that is shown before giving.

The words are ids for the page alone. What is signed is the sentence the person saw, as a salted hash.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

TEXT_VERSION = 1
"""Of the page /helfernetz/pruefen. Raise it with every change of what is said there."""
TEXT_REVIEWED = date(2026, 11, 22)


@dataclass(frozen=True)
class Purpose:
    """One line of the closed list."""

    word: str
    sentence: Promise


OWN_WORDS = "other"
"""The purpose that asks for own words."""

PURPOSES = (
    Purpose("work", gettext_lazy("Ausbildung oder Arbeit finden")),
    Purpose("money", gettext_lazy("Geld und Leistungen klären")),
    Purpose("home", gettext_lazy("Wohnung finden oder behalten")),
    Purpose("family", gettext_lazy("Familie und Kinder")),
    Purpose("school", gettext_lazy("Schule und Lernen")),
    Purpose("health", gettext_lazy("Gesundheit und Alltag")),
    Purpose("debts", gettext_lazy("Schulden regeln")),
    Purpose("arriving", gettext_lazy("Hier ankommen und Deutsch lernen")),
    Purpose(OWN_WORDS, gettext_lazy("Etwas anderes")),
)
