# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Who runs this installation, and how to reach a human there. Said by the operator through the environment."""

from dataclasses import dataclass, fields

from django.conf import settings


@dataclass(frozen=True)
class Operator:
    """The operator's own words. Empty means: not said. Times and places are free text in the operator's language."""

    name: str = ""
    represented_by: str = ""
    register: str = ""
    visit: str = ""
    visit_hours: str = ""
    letter: str = ""
    phone: str = ""
    phone_hours: str = ""
    staff_phone: str = ""
    staff_hours: str = ""
    email: str = ""
    privacy_officer: str = ""
    supervision: str = ""
    enforcement: str = ""
    hosting: str = ""

    @property
    def phone_link(self) -> str:
        return phone_link(self.phone)

    @property
    def staff_phone_link(self) -> str:
        return phone_link(self.staff_phone)


DEMO = Operator(
    name="Trägerverbund Musterstadt (erfunden)",
    visit="Bürgerhaus, Marktplatz 1",
    visit_hours="Dienstag und Donnerstag, 9 bis 16 Uhr",
    letter="Postfach 10, 12345 Musterstadt",
    phone="030 23125 010",
    phone_hours="Montag bis Freitag, 8 bis 18 Uhr",
    staff_phone="030 23125 020",
    staff_hours="Mittwoch, 13 Uhr, Raum 12",
)
"""Shown in demo and tests. The numbers come from the range the Bundesnetzagentur keeps free for fiction."""

NEEDED = ("name", "represented_by", "visit", "letter", "phone", "email", "privacy_officer", "supervision", "hosting")
"""What the law or this platform's promise asks of every operator (DDG § 5, GDPR art. 13, help on every page)."""


def operator() -> Operator:
    """What the operator said; in demo and tests the fictional one fills the gaps of the help block."""
    said = {field.name: settings.OPERATOR.get(field.name, "") for field in fields(Operator)}
    if not settings.PRODUCTION:
        said = {name: text or getattr(DEMO, name) for name, text in said.items()}
    return Operator(**said)


def phone_link(number: str) -> str:
    """For `href`: `030 23125 010` → `tel:+493023125010`; a number with + or a short one stays as it is."""
    digits = "".join(sign for sign in number if sign.isdecimal() or sign == "+")
    if digits.startswith("0") and not digits.startswith("00"):
        digits = "+49" + digits[1:]
    return f"tel:{digits}" if digits else ""
