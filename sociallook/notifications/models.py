# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Where a sign-in wants to be woken. Only its own person sees a row (row-level security)."""

from django.db import models


class Subscription(models.Model):
    """A push subscription (Push API) of one sign-in; it ends with the sign-in (a trigger of the database)."""

    sign_in = models.UUIDField(primary_key=True)
    person = models.BinaryField(db_index=True)
    endpoint = models.TextField()
    p256dh = models.BinaryField()
    auth = models.BinaryField()
