# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Who keeps offers true, and what waits to be checked. Only `actions` of this folder write here.

Nothing in these tables describes anybody who seeks help. Addresses are those of offices; an editor is a professional.
"""

import uuid
from typing import Any

from django.db import models

from sociallook.directory.models import Organization, Version, text


def things() -> "models.JSONField[dict[str, Any], dict[str, Any]]":
    """An object of JSON."""
    return models.JSONField(default=dict)


class Editor(models.Model):
    """A professional who checks the directory. The only row of this room that names an account."""

    account = models.UUIDField(primary_key=True)
    name = models.TextField()
    """Work name; it stands beside every change."""
    since = models.DateField()


class Upkeep(models.Model):
    """How an organisation is asked whether everything is still true."""

    organization = models.OneToOneField(Organization, models.CASCADE, related_name="upkeep")
    address = text()
    """E-mail of the office that keeps the offers; not published. Empty: the published one."""
    reminded = models.DateField(null=True)


class ProviderLink(models.Model):
    """A link into the offers of one organisation. Only hashes are kept, under a key outside the database.

    As long as nobody has used it, link and code open it. Afterwards both are gone and one browser holds `visit_hash`.
    """

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="links")
    token_hash = models.BinaryField(null=True, unique=True)
    code_hash = models.BinaryField(null=True, unique=True)
    visit_hash = models.BinaryField(null=True, unique=True)
    until = models.DateTimeField(db_index=True)


class Outcome(models.TextChoices):
    """What has become of something that an editor has to check."""

    OPEN = "open"
    APPROVED = "approved"
    RETURNED = "returned"


class Proposal(models.Model):
    """A change that a provider wants, until it is published. `content` is an organisation or a service."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="proposals")
    kind = models.CharField(max_length=12, choices=Version.Kind)
    subject = models.UUIDField()
    content = things()
    base = models.IntegerField()
    """Number of the version it was made from; 0: the thing is new."""
    by = models.TextField()
    at = models.DateTimeField()
    outcome = models.CharField(max_length=8, choices=Outcome, default=Outcome.OPEN)
    answer = text()
    """The sentence with which an editor has sent it back."""
    decided_by = text()
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["subject"], name="one_proposal_at_a_time"),)


class FailedSearch(models.Model):
    """A question that found no answer, asked at least five times. Who asked is not known to anybody."""

    class Reason(models.TextChoices):
        """Why it failed."""

        UNSURE = "unsure"
        NOBODY = "nobody"

    question = models.TextField(unique=True)
    language = models.CharField(max_length=16)
    reason = models.CharField(max_length=8, choices=Reason)
    count = models.IntegerField()
    newest = models.DateField()
    settled_by = text()
    settled_on = models.DateField(null=True)


class ImportProfile(models.Model):
    """Which column of somebody's table is which field, kept for the next time."""

    name = models.TextField(unique=True)
    columns = things()
    """Heading → field of `sheets`; headings without a field are left out."""
    by = models.TextField()


class Import(models.Model):
    """One file and what has become of it. The file goes when it is read; the report stays."""

    class Format(models.TextChoices):
        """What can be read."""

        CSV = "csv"
        HSDS = "hsds"
        OSM = "osm"
        XZUFI = "xzufi"

    class State(models.TextChoices):
        """How far it is."""

        PREPARED = "prepared"
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        REFUSED = "refused"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    format = models.CharField(max_length=8, choices=Format)
    source = models.TextField()
    """Where it comes from, in the editor's words."""
    by = models.TextField()
    at = models.DateTimeField()
    data = models.BinaryField(null=True)
    columns = things()
    dry_run = models.BooleanField(default=True)
    state = models.CharField(max_length=8, choices=State, default=State.PREPARED)
    progress = models.IntegerField(default=0)
    total = models.IntegerField(default=0)
    report = things()
    """`new`, `changed`, `same`: counts; `problems`: [[line, sentence] …]; `more`: problems that are not listed."""


class LearntWords(models.Model):
    """What the search has learnt with this installation's own words. Only the newest row is kept."""

    at = models.DateTimeField()
    made_from = models.TextField()
    """Fingerprint of words and method of the program; another version does not use it."""
    data = models.BinaryField()
    """A tar of the files of `matching.model.Model.save`."""


class WordChange(models.Model):
    """An everyday word for a need comes in or goes. These rows are only added: the newest approved one counts."""

    category = models.CharField(max_length=64)
    language = models.CharField(max_length=16)
    wording = models.TextField()
    added = models.BooleanField()
    by = models.TextField()
    at = models.DateTimeField()
    outcome = models.CharField(max_length=8, choices=Outcome, default=Outcome.OPEN)
    decided_by = text()
    decided_at = models.DateTimeField(null=True)
    effect = things()
    """What it would do to the development questions; see `wording.effect`. Empty: not measured yet."""

    class Meta:
        indexes = (models.Index(fields=["category", "language"], name="directory_wording"),)
