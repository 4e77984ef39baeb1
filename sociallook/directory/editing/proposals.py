# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""What a provider wants to change, until an editor has looked at it.

One proposal for each thing: whoever changes it again before anybody has looked changes the proposal. If the operator
lets providers publish by themselves, there are only versions, and editors look at those.
"""

from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sociallook.base.refusals import Refused
from sociallook.directory import actions, locations
from sociallook.directory.actions import Content
from sociallook.directory.content import LocationContent, OrganizationContent, ServiceContent
from sociallook.directory.editing.models import Outcome, Proposal
from sociallook.directory.models import Organization, Service, Version


def signature(organization: Organization) -> str:
    """How a provider stands in a version."""
    return f"Anbieter: {organization.name}"


def hand_in(organization: Organization, content: Content) -> Proposal | None:
    """A provider wants this. Returns the proposal, None when it is published at once or nothing changes.

    Refuses 403 `not_yours` for something of another organisation.
    """
    _check_scope(organization, content)
    content = _discreet(content)
    if content == published(content):
        Proposal.objects.filter(subject=content.id).delete()
        return None
    if settings.PROVIDERS_PUBLISH:
        _publish(content, signature(organization))
        return None
    values = {
        "organization": organization,
        "kind": _kind(content),
        "content": content.model_dump(mode="json"),
        "base": newest(content.id),
        "by": signature(organization),
        "at": timezone.now(),
        "outcome": Outcome.OPEN,
        "answer": "",
    }
    proposal, _new = Proposal.objects.update_or_create(subject=content.id, defaults=values)
    return proposal


@transaction.atomic
def approve(proposal: Proposal, by: str) -> None:
    """Publish it; the version says who wanted it and who approved.

    Refuses 409 `moved` when the thing has changed since, and what `actions` refuses.
    """
    _still_open(proposal)
    if newest(proposal.subject) != proposal.base:
        raise Refused(409, "moved", _("Inzwischen hat sich hier etwas geändert. Bitte vergleichen Sie noch einmal."))
    _publish(content_of(proposal), f"{proposal.by} · {by}")
    proposal.delete()


@transaction.atomic
def send_back(proposal: Proposal, by: str, answer: str) -> None:
    """Not like this; `answer` says why in a sentence. The provider gets a mail and finds everything as it was typed."""
    _still_open(proposal)
    proposal.answer = answer
    _decide(proposal, Outcome.RETURNED, by)


def renew(proposal: Proposal) -> None:
    """An editor has seen that the thing has changed since, and still wants to judge the proposal."""
    proposal.base = newest(proposal.subject)
    proposal.save()


def withdraw(organization: Organization, subject: UUID) -> None:
    """The provider does not want it any more."""
    Proposal.objects.filter(organization=organization, subject=subject).delete()


def waiting(organization: Organization, subject: UUID) -> Proposal | None:
    """What is not decided yet, or came back."""
    return Proposal.objects.filter(organization=organization, subject=subject).first()


def content_of(proposal: Proposal) -> Content:
    """The thing as the provider wants it."""
    shape = OrganizationContent if proposal.kind == Version.Kind.ORGANIZATION else ServiceContent
    return shape.model_validate(proposal.content)


def published(content: Content) -> Content | None:
    """The same thing as it stands in the directory; None if it does not."""
    if isinstance(content, ServiceContent):
        service = Service.objects.filter(id=content.id).first()
        return actions.service_content(service) if service else None
    organization = Organization.objects.filter(id=content.id).first()
    return actions.organization_content(organization) if organization else None


def newest(subject: UUID) -> int:
    """Number of the newest version; 0 if there is none."""
    return Version.objects.filter(subject=subject).aggregate(number=Max("number"))["number"] or 0


def forget_where(organization: Organization, location: UUID) -> None:
    """A place has become confidential: what somebody has proposed about it says no longer where it is."""
    for proposal in Proposal.objects.filter(subject=organization.id):
        content = OrganizationContent.model_validate(proposal.content)
        places = [_hidden(each) if each.id == location else each for each in content.locations]
        proposal.content = _discreet(content.model_copy(update={"locations": places})).model_dump(mode="json")
        proposal.save()


def _hidden(location: LocationContent) -> LocationContent:
    return location.model_copy(update={"location_confidential": True})


def hide(organization: Organization, location: UUID, by: str) -> None:
    """Keep a place secret at once, in the directory, in earlier versions and in what is proposed."""
    content = actions.organization_content(organization)
    places = [_hidden(each) if each.id == location else each for each in content.locations]
    actions.save_organization(content.model_copy(update={"locations": places}), by)
    forget_where(organization, location)


def _discreet(content: Content) -> Content:
    """Nothing is kept of a confidential place that leads there, not even while it is only proposed."""
    if isinstance(content, ServiceContent):
        return content
    return content.model_copy(update={"locations": [locations.completed(each) for each in content.locations]})


def _kind(content: Content) -> Version.Kind:
    return Version.Kind.SERVICE if isinstance(content, ServiceContent) else Version.Kind.ORGANIZATION


def _check_scope(organization: Organization, content: Content) -> None:
    """A provider's own organisation and its services, and nothing else."""
    if isinstance(content, ServiceContent):
        others = Service.objects.filter(id=content.id).exclude(organization=organization).exists()
        own = content.organization_id == organization.id and not others
    else:
        own = content.id == organization.id
    if not own or Proposal.objects.filter(subject=content.id).exclude(organization=organization).exists():
        raise Refused(403, "not_yours", _("Das gehört zu einer anderen Organisation."))


def _publish(content: Content, by: str) -> None:
    if isinstance(content, ServiceContent):
        actions.save_service(content, by)
    else:
        actions.save_organization(content, by)


def _still_open(proposal: Proposal) -> None:
    fresh = Proposal.objects.select_for_update().filter(pk=proposal.pk).first()
    if fresh is None or fresh.outcome != Outcome.OPEN:
        raise Refused(409, "decided", _("Darüber hat schon jemand entschieden."))


def _decide(proposal: Proposal, outcome: Outcome, by: str) -> None:
    proposal.outcome, proposal.decided_by, proposal.decided_at = outcome, by, timezone.now()
    proposal.save()
