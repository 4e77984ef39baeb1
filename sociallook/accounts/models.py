# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Accounts: generated login names, sealed keys, public keys and where somebody is signed in.

There is no name, no address, no birth date and no time of any sign-in. Sealed columns hold bytes the server cannot
open. `Method`, `WorkingKey` and `SignIn` are behind row-level security: only the signed-in account sees its rows.
"""

import uuid

from django.db import models
from sociallook_protocol.formats import Signed


class Installation(models.Model):
    """One row: the id that all passphrase salts contain. It must never change while accounts exist."""

    only = models.BooleanField(primary_key=True, default=True)
    id = models.UUIDField(default=uuid.uuid4)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(only=True), name="one_installation"),)


class Account(models.Model):
    """A person's way in. `person` is the fingerprint of the root key: the person's only name here."""

    class Role(models.TextChoices):
        """What somebody is, once and for all."""

        CLIENT = "client"
        PROFESSIONAL = "professional"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    login = models.CharField(max_length=80, unique=True)
    role = models.CharField(max_length=16, choices=Role)
    person = models.BinaryField(unique=True)
    vault = models.UUIDField(unique=True)
    language = models.CharField(max_length=16, blank=True)
    """A display choice, shown to nobody else."""
    verifier_tag = models.BinaryField()
    """HMAC of the login verifier under a key outside the database."""
    sealed_root = models.BinaryField()
    sheet_confirmed = models.BooleanField(default=False)


class Method(models.Model):
    """One way to unlock: the account key sealed under the six words or under a passkey."""

    class Kind(models.TextChoices):
        """As in the seal's header (SPEC section 3)."""

        WORDS = "words"
        PASSKEY = "passkey"

    id = models.UUIDField(primary_key=True)
    account = models.ForeignKey(Account, models.CASCADE, related_name="methods")
    kind = models.CharField(max_length=8, choices=Kind)
    sealed = models.BinaryField()
    """Empty for a passkey without PRF: it signs in but unlocks nothing."""
    credential = models.BinaryField(null=True, unique=True)
    public_key = models.BinaryField(null=True)
    sign_count = models.BigIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["account"], condition=models.Q(kind="words"), name="one_sheet_for_an_account"
            ),
            models.CheckConstraint(
                condition=models.Q(kind="words", credential=None)
                | models.Q(kind="passkey", credential__isnull=False, public_key__isnull=False),
                name="a_passkey_has_a_credential",
            ),
        )


class WorkingKey(models.Model):
    """Working keys of one generation, sealed under the account key."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="working_keys")
    generation = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["account", "generation"], name="one_working_key"),)


class Statement(models.Model):
    """The public halves of one generation, certified by the root key. Verified before it is stored."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="statements")
    person = models.BinaryField()
    generation = models.PositiveIntegerField()
    hash = models.BinaryField(unique=True)
    bytes = models.BinaryField()
    signature = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["person", "generation"], name="one_statement"),)

    @property
    def signed(self) -> Signed:
        """As it travels."""
        return Signed(bytes(self.bytes), bytes(self.signature))


class SignIn(models.Model):
    """A browser or program that is signed in. The token itself is known only there; an ended one leaves no row.

    `until` is rounded up (see `accounts.sessions`), so it does not say when somebody signed in.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    account = models.ForeignKey(Account, models.CASCADE, related_name="sign_ins")
    token_hash = models.BinaryField(unique=True)
    device = models.CharField(max_length=60, blank=True)
    """Coarse, for its owner to recognise: "Firefox, Linux"."""
    until = models.BigIntegerField(db_index=True)


class Challenge(models.Model):
    """A random number for one passkey ceremony, good once and for minutes."""

    class Purpose(models.TextChoices):
        """What the number may be used for."""

        SIGN_IN = "sign-in"
        ADD = "add"

    challenge = models.BinaryField(primary_key=True)
    purpose = models.CharField(max_length=8, choices=Purpose)
    account = models.ForeignKey(Account, models.CASCADE, null=True, related_name="+")
    until = models.BigIntegerField(db_index=True)


class Brake(models.Model):
    """Counts tries of one kind from one source. `key` is a keyed hash: neither login nor address can be read."""

    key = models.BinaryField(primary_key=True)
    tries = models.PositiveIntegerField()
    free_at = models.BigIntegerField()
    forget_at = models.BigIntegerField(db_index=True)
