# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Kinds of institutions, as data: each has its own law card (inclusion R-7). Nobody decides on benefits here (S-7)."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS: Final[dict[str, Promise]] = {
    "jobcenter": _("Jobcenter"),
    "youth_office": _("Jugendamt"),
    "welfare": _("Wohlfahrtsverband"),
    "school": _("Schule"),
    "training": _("Ausbildungsbetrieb oder Bildungsträger"),
    "counselling": _("Beratungsstelle"),
    "other": _("Andere Stelle"),
}
"""Word in the chain to name on the screen."""
