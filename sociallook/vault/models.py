# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""What the server keeps of a vault: bytes it cannot open, and the few facts it needs to put them in order.

Every key begins with `vault`, so that a distributed PostgreSQL can shard by it. Hashes, fingerprints and
signatures are raw bytes; names of structures are those of protocol/SPEC.md. Row-level security guards every
table of this room (rights/sql/fence.sql); only `rights` may import this module.
"""

from django.db import models


class Space(models.Model):
    """The encrypted container of one area. This row is also its lock: whoever appends, updates it."""

    pk = models.CompositePrimaryKey("vault", "id")
    vault = models.UUIDField()
    id = models.UUIDField(unique=True)
    area = models.CharField(max_length=32)
    relation = models.UUIDField(null=True)
    owner = models.BinaryField(null=True)
    """Fingerprint of the person whose vault this is; none in a team's vault."""

    seq = models.IntegerField(default=-1)
    head = models.BinaryField(null=True)
    """Newest entry of the chain. A team's own spaces have no chain."""
    closed = models.BooleanField(default=False)

    epoch = models.IntegerField(default=0)
    epoch_hash = models.BinaryField(null=True)
    stale = models.BooleanField(default=False)
    """A head that the epoch names has moved."""
    stale_at = models.BigIntegerField(null=True)
    """Earliest end of a grant the epoch was computed from, ms since 1970 UTC."""

    position = models.BigIntegerField(default=0)
    last = models.BinaryField(null=True)
    """Position and hash of the newest record."""

    class Meta:
        indexes = (models.Index(fields=["owner"], name="vault_space_owner"),)


class Relation(models.Model):
    """The tie between a vault and one team, one contact person in it, or one private person."""

    pk = models.CompositePrimaryKey("vault", "id")
    vault = models.UUIDField()
    id = models.UUIDField()
    institution = models.BinaryField(null=True)
    team = models.UUIDField(null=True)
    person = models.BinaryField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["team"], name="vault_relation_team"),
            models.Index(fields=["person"], name="vault_relation_person"),
        )


class Entry(models.Model):
    """One signed line of a space's chain. Lines are added and never changed."""

    pk = models.CompositePrimaryKey("vault", "space", "seq")
    vault = models.UUIDField()
    space = models.UUIDField()
    seq = models.IntegerField()
    bytes = models.BinaryField()
    signature = models.BinaryField()


class Epoch(models.Model):
    """One signed epoch record."""

    pk = models.CompositePrimaryKey("vault", "space", "number")
    vault = models.UUIDField()
    space = models.UUIDField()
    number = models.IntegerField()
    hash = models.BinaryField()
    bytes = models.BinaryField()
    signature = models.BinaryField()


class Dependency(models.Model):
    """A head outside the space's own chain that its current epoch names. If it moves, the epoch is stale."""

    class Kind(models.TextChoices):
        INSTITUTION = "institution"
        TEAM = "team"
        STATEMENT = "statement"

    pk = models.CompositePrimaryKey("vault", "space", "kind", "key")
    vault = models.UUIDField()
    space = models.UUIDField()
    kind = models.CharField(max_length=16, choices=Kind)
    key = models.BinaryField()
    """Fingerprint of the institution or person, or the team's 16 bytes."""

    class Meta:
        indexes = (models.Index(fields=["kind", "key"], name="vault_dependency_key"),)


class Wrap(models.Model):
    """The key of one epoch, wrapped to one team or one person."""

    pk = models.CompositePrimaryKey("vault", "space", "epoch", "place")
    vault = models.UUIDField()
    space = models.UUIDField()
    epoch = models.IntegerField()
    place = models.IntegerField()
    """Place in the epoch record's list of recipients."""
    team = models.UUIDField(null=True)
    person = models.BinaryField(null=True)
    generation = models.IntegerField()
    bytes = models.BinaryField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(team__isnull=True) ^ models.Q(person__isnull=True),
                name="vault_wrap_one_recipient",
            ),
        )


class Record(models.Model):
    """One sealed record. Deleting takes `sealed` away; header and hash stay, so that the chain still links."""

    pk = models.CompositePrimaryKey("vault", "space", "position")
    vault = models.UUIDField()
    space = models.UUIDField()
    position = models.BigIntegerField()
    record = models.UUIDField()
    version = models.IntegerField()
    epoch = models.IntegerField()
    role = models.CharField(max_length=8)
    verb = models.CharField(max_length=32)
    header = models.BinaryField()
    sealed = models.BinaryField(null=True)
    hash = models.BinaryField()
    hand = models.BinaryField()
    """Who wrote it, as `rights.hands.hand`: differs for each record, so rows do not tell who wrote several."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["vault", "space", "record", "version"], name="vault_record_version"),
        )


class Blob(models.Model):
    """A sealed document, kept as parts in the blob storage. It can be fetched once all parts are there."""

    pk = models.CompositePrimaryKey("vault", "id")
    vault = models.UUIDField()
    id = models.UUIDField()
    space = models.UUIDField()
    """Where it was uploaded. Who may read it there follows from references alone."""
    size = models.BigIntegerField()
    received = models.BigIntegerField(default=0)
    """Bit n: part n has arrived."""
    hand = models.BinaryField()
    since = models.DateTimeField()
    """When the upload began."""


class BlobReference(models.Model):
    """A record of a space refers to a blob: only so a blob can be fetched."""

    pk = models.CompositePrimaryKey("vault", "space", "blob", "record")
    vault = models.UUIDField()
    space = models.UUIDField()
    blob = models.UUIDField()
    record = models.UUIDField()
    epoch = models.IntegerField()
    """That of the record: who may read from a later epoch on only, may not fetch the blob either."""

    class Meta:
        indexes = (models.Index(fields=["vault", "blob"], name="vault_reference_blob"),)
