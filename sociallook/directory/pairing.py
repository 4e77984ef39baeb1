# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""From an offer to a connection: the same link as on the poster of an institution.

It holds a fingerprint and no secret (SPEC section 10). What it leads to, and who may see what then, is decided by the
person in the room `rights`, which stands above this one and is named by its address only.
"""

from sociallook_protocol.encoding import b64u, unb64u
from sociallook_protocol.errors import Refusal
from sociallook_protocol.formats import encode

from sociallook.institutions.models import Institution
from sociallook.shell.navigation import address


def poster(fingerprint: str) -> str:
    """The address to connect with an institution (fingerprint as b64u); empty unless the operator has verified it."""
    try:
        institution = unb64u(fingerprint)
    except Refusal:
        return ""
    connect = address("rights:connect")
    if not connect or not Institution.objects.filter(pk=institution, verified_on__isnull=False).exists():
        return ""
    offer = {"pairing": "", "role": "helper", "institution": institution, "team": "", "issuer": b"", "token": b""}
    return f"{connect}#p={b64u(encode('pairing-offer', offer | {'expires': 0}))}"
