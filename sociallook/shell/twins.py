# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Every function of a client has a twin without technology: by letter, by phone, by a visit (T-1).

One list for all rooms, because it is read as one page and printed as one sheet. A test fails when a place of the
client's menu, or a room named in ROOMS_WITH_TWINS, has none.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

ROOMS_WITH_TWINS = {"accounts", "home", "messaging", "documents", "rights", "calendar", "directory"}
"""Rooms in which a client does something. A room that is not installed needs no twin yet."""


@dataclass(frozen=True)
class Twin:
    """How the same thing is done on paper, on the phone or face to face. `room` is the room it stands for."""

    room: str
    icon: str
    what: Promise
    letter: Promise
    phone: Promise
    visit: Promise


TWINS = (
    Twin(
        "directory",
        "search",
        gettext_lazy("Herausfinden, wer hilft"),
        gettext_lazy("Schreiben Sie uns, wobei Sie Hilfe brauchen. Wir schicken Ihnen eine Liste der Stellen."),
        gettext_lazy("Rufen Sie uns an. Wir suchen mit Ihnen und nennen Ihnen Nummer und Amt."),
        gettext_lazy("Kommen Sie vorbei. Wir suchen gemeinsam und drucken Ihnen die Liste aus."),
    ),
    Twin(
        "accounts",
        "key",
        gettext_lazy("Einen Ordner anlegen und öffnen"),
        gettext_lazy("Sie brauchen keinen Ordner. Schreiben Sie der Stelle wie bisher."),
        gettext_lazy("Rufen Sie uns an. Wir erklären Ihnen jeden Schritt."),
        gettext_lazy("Wir haben ein Gerät für Sie. Sie tippen selbst. Das Blatt nehmen nur Sie mit."),
    ),
    Twin(
        "home",
        "sun",
        gettext_lazy("Wissen, was ansteht"),
        gettext_lazy("Bitten Sie die Stelle, Ihnen Fragen und Termine per Post zu schicken."),
        gettext_lazy("Rufen Sie die Stelle an und fragen Sie, was ansteht."),
        gettext_lazy("Wir sehen mit Ihnen gemeinsam nach. Auf Wunsch schreiben wir es Ihnen auf."),
    ),
    Twin(
        "messaging",
        "msg",
        gettext_lazy("Einer Stelle schreiben"),
        gettext_lazy("Schreiben Sie der Stelle einen Brief. Behalten Sie eine Kopie."),
        gettext_lazy("Rufen Sie die Stelle an. Notieren Sie Namen und Uhrzeit."),
        gettext_lazy("Gehen Sie hin. Sie dürfen jemanden mitbringen."),
    ),
    Twin(
        "documents",
        "folder",
        gettext_lazy("Ein Papier abgeben oder zeigen"),
        gettext_lazy("Schicken Sie eine Kopie mit der Post, nie das Original."),
        gettext_lazy("Fragen Sie am Telefon, welches Papier die Stelle wirklich braucht."),
        gettext_lazy("Geben Sie eine Kopie am Schalter ab. Lassen Sie sich den Eingang bestätigen."),
    ),
    Twin(
        "rights",
        "check",
        gettext_lazy("Einer Stelle etwas erlauben"),
        gettext_lazy("Schreiben Sie auf, was die Stelle wissen darf, wofür und bis wann. Das gilt auch auf Papier."),
        gettext_lazy("Am Telefon müssen Sie nichts erlauben. Bitten Sie um Bedenkzeit."),
        gettext_lazy("Sagen Sie vor Ort, was die Stelle wissen darf. Lassen Sie sich eine Kopie geben."),
    ),
    Twin(
        "rights",
        "stop",
        gettext_lazy("Eine Erlaubnis zurücknehmen"),
        gettext_lazy("Ein Satz an die Stelle genügt: „Ich nehme meine Einwilligung zurück.“"),
        gettext_lazy("Sagen Sie den gleichen Satz am Telefon. Notieren Sie, wer ihn gehört hat."),
        gettext_lazy("Kommen Sie vorbei. Wir beenden es mit Ihnen zusammen, sofort."),
    ),
    Twin(
        "rights",
        "eye",
        gettext_lazy("Erfahren, wer etwas über Sie weiß"),
        gettext_lazy("Verlangen Sie Auskunft nach Artikel 15 DSGVO. Die Stelle muss antworten, kostenlos."),
        gettext_lazy("Rufen Sie uns an. Wir sagen Ihnen, an wen Sie schreiben."),
        gettext_lazy("Wir öffnen mit Ihnen die Seite „Wer hat hineingesehen?“ und drucken sie aus."),
    ),
    Twin(
        "calendar",
        "cal",
        gettext_lazy("Termine absprechen"),
        gettext_lazy("Antworten Sie auf die Einladung mit einem Brief."),
        gettext_lazy("Rufen Sie die Stelle an und sagen Sie, wann es Ihnen passt."),
        gettext_lazy("Machen Sie den nächsten Termin gleich vor Ort aus."),
    ),
)


def twins(installed: set[str]) -> list[Twin]:
    """The twins of the rooms that exist in this installation."""
    return [twin for twin in TWINS if twin.room in installed]
