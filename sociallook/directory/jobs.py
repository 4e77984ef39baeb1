# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Background work: mails to providers, imports, measuring words, and what is over goes."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from sociallook.directory.editing import imports, letters, links, wording
from sociallook.directory.editing.models import Proposal
from sociallook.directory.models import Organization


@app.periodic(cron="33 3 * * *")
@app.task(name="directory.sweep", queueing_lock="directory.sweep")
def sweep(timestamp: int) -> None:  # noqa: ARG001 - given to every periodic job
    """Links that nobody can use any more, files that nobody has imported; words are learnt anew after an update."""
    links.sweep()
    imports.sweep()
    wording.learn_again()


@app.periodic(cron="17 9 * * 1-5")
@app.task(name="directory.remind", queueing_lock="directory.remind")
def remind(timestamp: int) -> None:  # noqa: ARG001 - given to every periodic job
    """One mail to each organisation whose offers get old; none without a mail server."""
    today = timezone.localdate()
    if settings.MAIL_WORKS:
        for organization in letters.due(today):
            with transaction.atomic():
                letters.remind(organization, today)


@app.task(name="directory.send_link")
def send_link(organization: str) -> None:
    """A link for whoever keeps the offers of this organisation."""
    with transaction.atomic():
        letters.send(Organization.objects.get(id=UUID(organization)), "link")


@app.task(name="directory.send_answer")
def send_answer(proposal: int) -> None:
    """An editor has sent something back."""
    with transaction.atomic():
        found = Proposal.objects.select_related("organization").get(pk=proposal)
        letters.send(found.organization, "returned", proposal=found)


@app.task(name="directory.run_import")
def run_import(job: str) -> None:
    """Read a file and write all of it or nothing."""
    imports.run(UUID(job))


@app.task(name="directory.measure_words", queueing_lock="directory.measure_words")
def measure_words() -> None:
    """What the open changes of everyday words would do to the development questions."""
    wording.measure_open()


@app.task(name="directory.learn_words", queueing_lock="directory.learn_words")
def learn_words() -> None:
    """Learn this installation's own words."""
    wording.learn()


def soon(task: Any) -> None:
    """Ask for one of the two above; it is enough that it waits once."""
    with suppress(AlreadyEnqueued), transaction.atomic():
        task.defer()
