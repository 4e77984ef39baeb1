# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The network, behind one small door, so that tests can stand in its place.

`HttpTransport` speaks to a server. `FakeTransport` answers from a function, for tests of programs that use the SDK.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any, Protocol, Self

import httpx

from sociallook_sdk.errors import Refused, Stale, Unreachable

PREFIX = "/api/v1"
Json = Any


class Transport(Protocol):
    """What the SDK needs of a network."""

    def call(self, method: str, path: str, body: Json = None) -> Json:
        """Send JSON, return JSON (None for an empty answer). Raises Refused, Stale, Unreachable."""

    def send(self, path: str, content: bytes) -> None:
        """PUT raw bytes."""

    def fetch(self, path: str) -> bytes:
        """GET raw bytes."""

    def events(self) -> Iterator[tuple[str, Json]]:
        """The stream of `(event, data)` until it is closed."""

    def sign_in(self, token: str | None) -> None:
        """Use this bearer token from now on, or none."""


class HttpTransport:
    """JSON over HTTP with a bearer token, which is kept in memory only."""

    def __init__(self, address: str, timeout: float = 30.0) -> None:
        self.address = address.rstrip("/")
        self._http = httpx.Client(
            base_url=self.address + PREFIX,
            timeout=timeout,
            headers={"X-Sociallook": "1", "Accept-Language": "de"},
            follow_redirects=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the connection back; this transport is of no use afterwards."""
        self._http.close()

    def sign_in(self, token: str | None) -> None:
        self._http.headers.pop("Authorization", None)
        if token:
            self._http.headers["Authorization"] = f"Bearer {token}"

    def call(self, method: str, path: str, body: Json = None) -> Json:
        answer = self._ask(method, path, json=body)
        return answer.json() if answer.content else None

    def send(self, path: str, content: bytes) -> None:
        self._ask("PUT", path, content=content)

    def fetch(self, path: str) -> bytes:
        return self._ask("GET", path).content

    def events(self) -> Iterator[tuple[str, Json]]:
        try:
            with self._http.stream("GET", "/events", timeout=httpx.Timeout(30.0, read=60.0)) as answer:
                if answer.is_error:
                    answer.read()
                    raise _refusal(answer)
                yield from _events(answer.iter_lines())
        except httpx.TransportError as error:
            raise Unreachable(type(error).__name__) from None

    def _ask(self, method: str, path: str, **content: Any) -> httpx.Response:
        try:
            answer = self._http.request(method, path, **content)
        except httpx.TransportError as error:
            raise Unreachable(type(error).__name__) from None
        if answer.is_error:
            raise _refusal(answer)
        return answer


class FakeTransport:
    """Answers from `handler(method, path, body)`, which returns JSON or raises Refused. `.asked`: what was asked."""

    def __init__(self, handler: Callable[[str, str, Json], Json]) -> None:
        self.handler = handler
        self.asked: list[tuple[str, str, Json]] = []
        self.token: str | None = None

    def sign_in(self, token: str | None) -> None:
        self.token = token

    def call(self, method: str, path: str, body: Json = None) -> Json:
        self.asked.append((method, path, body))
        return self.handler(method, path, body)

    def send(self, path: str, content: bytes) -> None:
        self.call("PUT", path, content)

    def fetch(self, path: str) -> bytes:
        return bytes(self.call("GET", path))

    def events(self) -> Iterator[tuple[str, Json]]:
        yield from self.call("GET", "/events")


def _refusal(answer: httpx.Response) -> Refused:
    try:
        said = answer.json()
        code, message = str(said.pop("code")), str(said.pop("message"))
    except (ValueError, KeyError, AttributeError):
        said, code, message = {}, "unknown", f"The server answered {answer.status_code}."
    kind = Stale if answer.status_code == httpx.codes.CONFLICT and code in {"E_STALE", "E_PREV"} else Refused
    return kind(answer.status_code, code, message, said)


def _events(lines: Iterator[str]) -> Iterator[tuple[str, Json]]:
    """Server-sent events (WHATWG HTML 9.2): blocks of `event:` and `data:` lines, ended by an empty line."""
    event, data = "message", ""
    for line in lines:
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if line == "" and data:
            yield event, json.loads(data)
            event, data = "message", ""
        elif name == "event":
            event = value
        elif name == "data":
            data += value
