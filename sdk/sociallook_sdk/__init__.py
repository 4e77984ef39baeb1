# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The Python SDK: does what the browser does, for tools and for people who prefer a terminal.

    from sociallook_sdk import HttpTransport, messaging, sign_in, vault

    me = sign_in(HttpTransport("https://sociallook.example"), login, words)
    for thread in messaging.threads(me):
        for message in messaging.messages(thread):
            print(message.text)

The modules are named like the rooms: `accounts`, `institutions`, `rights`, `vault`, `messaging`, `documents`,
`notifications`. Keys, pins and contents stay in this process; nothing is written to disk.
"""

from sociallook_sdk import accounts, documents, institutions, messaging, notifications, rights, vault
from sociallook_sdk.accounts import Me, Sheet, register, sign_in
from sociallook_sdk.errors import Refused, SociallookError, Stale, Unreachable
from sociallook_sdk.transport import FakeTransport, HttpTransport, Transport

__all__ = [
    "FakeTransport",
    "HttpTransport",
    "Me",
    "Refused",
    "Sheet",
    "SociallookError",
    "Stale",
    "Transport",
    "Unreachable",
    "accounts",
    "documents",
    "institutions",
    "messaging",
    "notifications",
    "register",
    "rights",
    "sign_in",
    "vault",
]
