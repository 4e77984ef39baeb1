# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The accessibility statement (Directive (EU) 2016/2102, BGG § 12b, BITV 2.0 § 7), as data for page and machine.

A test fails when the assessment is older than a year, so nobody can forget to look again.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

ASSESSED = date(2026, 11, 22)
"""The day of the last assessment. Change it only after assessing again."""

METHOD = gettext_lazy(
    "Selbstbewertung: jede Seite mit axe-core geprüft, hell und dunkel, bei 320 und 1280 Pixel Breite."
)
STANDARD = "EN 301 549, WCAG 2.2 AA, BITV 2.0"
STATUS = "partially-compliant"


@dataclass(frozen=True)
class Gap:
    """What is not accessible yet: a lasting id, what is missing, what helps until then."""

    id: str
    what: Promise
    meanwhile: Promise


GAPS = (
    Gap(
        "easy-language",
        gettext_lazy("Es gibt noch keine Fassung in Leichter Sprache."),
        gettext_lazy("Rufen Sie uns an. Wir erklären alles in einfachen Worten."),
    ),
    Gap(
        "sign-language",
        gettext_lazy("Es gibt noch keine Videos in Deutscher Gebärdensprache."),
        gettext_lazy("Kommen Sie vorbei. Sagen Sie vorher Bescheid, wenn jemand dolmetschen soll."),
    ),
    Gap(
        "tests-with-people",
        gettext_lazy("Menschen mit Behinderungen haben die Seiten noch nicht erprobt."),
        gettext_lazy("Sagen Sie uns, was nicht geht. Wir antworten und ändern es."),
    ),
    Gap(
        "foreign-documents",
        gettext_lazy("Dokumente, die andere hochladen, können Hindernisse enthalten."),
        gettext_lazy("Bitten Sie die Stelle um eine Fassung, die Sie lesen können. Sie muss Ihnen helfen."),
    ),
)


def statement() -> dict[str, Any]:
    """The same statement for machines. The keys are English and stay; the sentences follow the language."""
    return {
        "standard": STANDARD,
        "status": STATUS,
        "assessed": ASSESSED.isoformat(),
        "method": str(METHOD),
        "gaps": [{"id": gap.id, "what": str(gap.what), "meanwhile": str(gap.meanwhile)} for gap in GAPS],
    }
