# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Recognising somebody's own record again without writing down who wrote it.

A record has no author column. Yet a helper may delete and change its own records, and only the uploader of
a blob may refer to it. So each row keeps a keyed hash of the thing and the person. The key lies outside the
database: whoever steals the rows learns neither who wrote one nor which two are by the same person, because
each row's hash differs. The operator, who has the key, could test a guess; docs/security.md says so.
"""

import hmac
from uuid import UUID

from django.conf import settings
from django.utils.encoding import force_bytes
from sociallook_protocol.encoding import pae

LABEL = "sociallook/server/hand"


def hand(vault: UUID, thing: UUID, person: bytes) -> bytes:
    """What the row of `thing` (a record or blob) keeps of the person who made it; 32 bytes."""
    return _hand(settings.SECRET_KEY, vault, thing, person)


def is_by(kept: bytes | memoryview, vault: UUID, thing: UUID, person: bytes) -> bool:
    """Whether the row was made by this person, also under a key that has been replaced since."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return any(hmac.compare_digest(bytes(kept), _hand(key, vault, thing, person)) for key in keys)


def _hand(key: str | bytes, vault: UUID, thing: UUID, person: bytes) -> bytes:
    return hmac.digest(force_bytes(key), pae(LABEL, vault.bytes, thing.bytes, person), "sha256")
