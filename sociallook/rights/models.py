# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""What counts now, computed from the chains, and the client's record of who came to the door."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Access(models.Model):
    """One grant that still has verbs. A projection: `rights.projection` makes the same rows from the chain."""

    pk = models.CompositePrimaryKey("vault", "space", "grant")
    vault = models.UUIDField()
    space = models.UUIDField()
    grant = models.UUIDField()
    institution = models.BinaryField(null=True)
    team = models.UUIDField(null=True)
    person = models.BinaryField(null=True)
    """Team alone: every member. Team and person: that member. Person alone: a private person."""
    verbs = ArrayField(models.CharField(max_length=32))
    since = models.IntegerField()
    """First epoch this subject may open."""
    until = models.BigIntegerField()
    """Ms since 1970 UTC, 0 for no end. Judged at each request, so nobody needs to delete the row in time."""

    class Meta:
        indexes = (
            models.Index(fields=["team"], name="rights_access_team"),
            models.Index(fields=["person"], name="rights_access_person"),
        )


class Opening(models.Model):
    """One line of the access log: somebody other than the owner was handed something sealed, or was refused.

    The lines of a vault form a hash chain, so that a line taken out later is missed. To the same person,
    space, act and outcome there is one line for each day and newest position: the log grows with what is
    new, not with polling.
    """

    class Act(models.TextChoices):
        """At which door."""

        RIGHTS = "rights"
        """The bundle: who may what here, and the keys. Noted only when refused: without records it opens nothing."""
        RECORDS = "records"
        BLOB = "blob"
        WRITE = "write"
        """Noted only when refused: what was written shows in the space itself."""

    class Outcome(models.TextChoices):
        """What came of it."""

        OPENED = "opened"
        REFUSED = "refused"

    pk = models.CompositePrimaryKey("vault", "seq")
    vault = models.UUIDField()
    seq = models.BigIntegerField()
    at = models.BigIntegerField()
    person = models.BinaryField()
    space = models.UUIDField()
    act = models.CharField(max_length=8, choices=Act)
    outcome = models.CharField(max_length=8, choices=Outcome)
    day = models.IntegerField()
    """Days since 1970 UTC."""
    position = models.BigIntegerField()
    """Of the newest record handed out, or of the record that refers to the blob; 0 when refused."""
    prev = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["vault", "space", "person", "act", "outcome", "day", "position"],
                name="rights_opening_once",
            ),
        )


class Logbook(models.Model):
    """Head of one vault's access log; updating it is the lock for the next line."""

    vault = models.UUIDField(primary_key=True)
    seq = models.BigIntegerField()
    head = models.BinaryField()
