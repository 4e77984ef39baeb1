# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The malicious server: the real one, whose answers are altered on their way out by the attack that is switched on.

The file that `SOCIALLOOK_ATTACK` names says which, as JSON: `attack` (a name), `given` (what accomplices made) and
`moved` (make open pages ask again). No file, no attack.
"""

import json
import os
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from config.asgi import application as honest
from tests.adversary.attacks import ATTACKS, LISTING, Json, says_all_has_moved

Scope = dict[str, Any]
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


def alteration(path: str) -> Callable[[Json], Json] | None:
    """What the attack of the moment does to answers of this path."""
    file = Path(os.environ["SOCIALLOOK_ATTACK"])
    if not file.exists():
        return None
    switch = json.loads(file.read_text())
    attack = ATTACKS[switch["attack"]]
    if path == LISTING and switch["moved"]:
        return lambda answer: says_all_has_moved(answer, {})
    if re.fullmatch(attack.path, path):
        return lambda answer: attack.alter(answer, switch["given"])
    return None


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Alter the answers an attack is about; everything else is honest."""
    alter = alteration(scope["path"]) if scope["type"] == "http" else None
    if alter is None:
        await honest(scope, receive, send)
        return
    plain = [(name, value) for name, value in scope["headers"] if name not in {b"accept-encoding", b"if-none-match"}]
    answer = Answer()
    await honest({**scope, "headers": plain}, receive, answer.take)
    await answer.pass_on(send, alter)


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

    async def pass_on(self, send: Send, alter: Callable[[Json], Json]) -> None:
        if self.start["status"] == 200:
            self.body = json.dumps(alter(json.loads(self.body))).encode()
        headers = [
            (name, value) for name, value in self.start["headers"] if name.lower() not in {b"content-length", b"etag"}
        ]
        length = (b"content-length", str(len(self.body)).encode())
        await send({**self.start, "headers": [*headers, length]})
        await send({"type": "http.response.body", "body": self.body})
