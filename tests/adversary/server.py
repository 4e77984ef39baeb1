# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The malicious server: the real one, whose answers are altered on their way out by the attack that is switched on.

The name of the attack stands in the file that `SOCIALLOOK_ATTACK` names; no file, no attack.
"""

import json
import os
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from config.asgi import application as honest
from tests.adversary.attacks import ATTACKS

Scope = dict[str, Any]
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


def switched_on() -> str:
    """The attack of the moment."""
    file = Path(os.environ["SOCIALLOOK_ATTACK"])
    return file.read_text().strip() if file.exists() else ""


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Alter the answers an attack is about; everything else is honest."""
    attack = ATTACKS.get(switched_on())
    if scope["type"] != "http" or attack is None or not re.fullmatch(attack.path, scope["path"]):
        await honest(scope, receive, send)
        return
    plain = [(name, value) for name, value in scope["headers"] if name not in {b"accept-encoding", b"if-none-match"}]
    answer = Answer()
    await honest({**scope, "headers": plain}, receive, answer.take)
    await answer.pass_on(send, attack.alter, scope["path"])


class Answer:
    """A whole answer, held back to be altered."""

    def __init__(self) -> None:
        self.start: Message = {}
        self.body = b""

    async def take(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.start = message
        else:
            self.body += message.get("body", b"")

    async def pass_on(self, send: Send, alter: Callable[[Any, str], Any], path: str) -> None:
        if self.start["status"] == 200:
            self.body = json.dumps(alter(json.loads(self.body), path)).encode()
        headers = [
            (name, value) for name, value in self.start["headers"] if name.lower() not in {b"content-length", b"etag"}
        ]
        length = (b"content-length", str(len(self.body)).encode())
        await send({**self.start, "headers": [*headers, length]})
        await send({"type": "http.response.body", "body": self.body})
