# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Institutions as signed chains, and what can be read off them at their newest heads.

The chain (`Entry`) is the truth and can only grow. `Team`, `Administrator`, `Membership` and `Name` are a projection
that can be rebuilt from it; a test compares both.
"""

import uuid

from django.db import models
from sociallook_protocol.formats import Signed


class Institution(models.Model):
    """An authority, organisation, school or company. `id` is the fingerprint, 32 bytes."""

    id = models.BinaryField(primary_key=True)
    name = models.TextField()
    kind = models.CharField(max_length=32)
    seq = models.IntegerField()
    head = models.BinaryField()
    verified_on = models.DateField(null=True)
    """The operator has checked who stands behind it."""


class Entry(models.Model):
    """One signed entry, verified before it was stored. The application may not change or remove it."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="entries", db_column="institution")
    seq = models.IntegerField()
    hash = models.BinaryField(unique=True)
    bytes = models.BinaryField()
    signature = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["institution", "seq"], name="one_entry"),)

    @property
    def signed(self) -> Signed:
        """As it travels."""
        return Signed(bytes(self.bytes), bytes(self.signature))


class Team(models.Model):
    """Professionals who stand in for each other."""

    id = models.UUIDField(primary_key=True)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="teams", db_column="institution")
    name = models.TextField()


class Administrator(models.Model):
    """Who may change the chain now."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="administrators", db_column="institution")
    person = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["institution", "person"], name="one_administrator"),)


class Membership(models.Model):
    """Who is in a team now. Whoever leaves has no row from that moment on."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="memberships", db_column="team")
    person = models.BinaryField(db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["team", "person"], name="one_membership"),)


class Name(models.Model):
    """The work name of a professional; the chain holds its salted hash. Names of clients never stand here."""

    institution = models.ForeignKey(Institution, models.PROTECT, related_name="names", db_column="institution")
    person = models.BinaryField()
    name = models.TextField()
    salt = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["institution", "person"], name="one_name"),)


class Invitation(models.Model):
    """The operator's word that somebody may begin an institution. Only the hash of its token is kept."""

    token_hash = models.BinaryField(primary_key=True)
    name = models.TextField()
    kind = models.CharField(max_length=32)
    until = models.BigIntegerField()


class Pairing(models.Model):
    """Somebody shows a code and waits for answers. The token in the code never comes here."""

    class Role(models.TextChoices):
        """What the answerer becomes."""

        HELPER = "helper"
        STAFF = "staff"
        ADMIN = "admin"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    issuer = models.BinaryField()
    role = models.CharField(max_length=8, choices=Role)
    institution = models.ForeignKey(Institution, models.CASCADE, related_name="+", db_column="institution")
    team = models.ForeignKey(Team, models.CASCADE, null=True, related_name="+", db_column="team")
    expires = models.BigIntegerField(db_index=True)
    closed = models.BooleanField(default=False)


class Answer(models.Model):
    """An answer to a pairing: the issuer's browser checks its proof. Goes with the pairing."""

    pairing = models.ForeignKey(Pairing, models.CASCADE, related_name="answers")
    person = models.BinaryField()
    answer = models.BinaryField()
    relation = models.UUIDField(null=True)
    name = models.TextField(blank=True)
    """Work name of a professional who wants to join; a client gives none."""
    salt = models.BinaryField(default=bytes)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["pairing", "person"], name="one_answer"),)
