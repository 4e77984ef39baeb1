# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Mails to the offices that keep offers: plain text, German first, English below. Each brings a fresh link.

They are written in a job, so that a link never stands in the queue and a page takes as long for unknown addresses as
for known ones.
"""

import re
from datetime import date, timedelta
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone

from sociallook.directory.editing import links
from sociallook.directory.editing.models import Upkeep
from sociallook.directory.models import TWELVE_MONTHS, Organization, Service
from sociallook.shell.operator import operator

AHEAD: Final = timedelta(days=30)
"""So long before twelve months are over the reminder comes."""
PAUSE: Final = timedelta(days=31)
"""Between two reminders to one organisation."""
SUBJECTS: Final = {
    "link": "Ihre Angebote im Verzeichnis „Hilfe finden“ / Your offers",
    "reminder": "Stimmt noch alles? Ihre Angebote in „Hilfe finden“ / Is everything still true?",
    "returned": "Eine Rückfrage zu Ihrem Angebot in „Hilfe finden“ / A question about your offer",
}


def address_of(organization: Organization) -> str:
    """Where the keeper of the offers is reached: what an editor entered, else what is published."""
    kept = Upkeep.objects.filter(organization=organization).first()
    published = organization.services.exclude(assurer_email="").values_list("assurer_email", flat=True).first()
    return (kept.address if kept else "") or organization.email or published or ""


def kept_at(address: str) -> QuerySet[Organization]:
    """The organisations whose keeper has this address."""
    same = Q(upkeep__address__iexact=address) | Q(upkeep__isnull=True) | Q(upkeep__address="")
    published = Q(email__iexact=address) | Q(services__assurer_email__iexact=address)
    return Organization.objects.filter(same, published | Q(upkeep__address__iexact=address)).distinct()


def send(organization: Organization, letter: str, **more: object) -> bool:
    """Write one of `SUBJECTS` with a new link. False when nobody knows an address."""
    address = address_of(organization)
    if not address:
        return False
    secret = links.issue(organization)
    until = timezone.localdate() + links.GOOD_FOR
    known = {"organization": organization, "secret": secret, "origin": settings.ORIGIN, "until": until, **more}
    text = render_to_string(f"directory/editing/letters/{letter}.txt", known | {"operator": operator()})
    EmailMessage(SUBJECTS[letter], re.sub(r"\n{3,}", "\n\n", text).strip(), to=[address]).send()
    return True


def due(today: date) -> QuerySet[Organization]:
    """Organisations with offers that nobody will have confirmed for twelve months soon, and not reminded lately."""
    oldest = today - timedelta(days=TWELVE_MONTHS) + AHEAD
    old = Service.objects.filter(Q(assured_date__lte=oldest) | Q(assured_date=None), status="active")
    lately = Upkeep.objects.filter(reminded__gt=today - PAUSE)
    wanted = Organization.objects.filter(id__in=old.values("organization"), fictitious=False)
    return wanted.exclude(id__in=lately.values("organization")).order_by("id")


def remind(organization: Organization, today: date) -> bool:
    """Ask once whether everything is still true."""
    upkeep, _new = Upkeep.objects.get_or_create(organization=organization)
    upkeep.reminded = today
    upkeep.save()
    return send(organization, "reminder")
