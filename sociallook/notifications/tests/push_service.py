# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""A push service on this machine, and browsers that subscribed there; they decrypt what they get as a browser does."""

import queue
import secrets
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import http_ece  # type: ignore[import-untyped]
from py_vapid import Vapid02
from sociallook_protocol.encoding import b64u

from sociallook.notifications.tests.hearing import PATIENCE, SignedIn


@dataclass
class Device:
    """The keys of one browser's subscription."""

    keys: Vapid02 = field(default_factory=Vapid02)
    auth: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    name: str = field(default_factory=lambda: secrets.token_hex(8))

    def __post_init__(self) -> None:
        self.keys.generate_keys()

    @property
    def point(self) -> bytes:
        numbers = self.keys.public_key.public_numbers()
        return bytes(b"\x04" + numbers.x.to_bytes(32, "big") + numbers.y.to_bytes(32, "big"))

    def open(self, body: bytes) -> str:
        plain: bytes = http_ece.decrypt(body, private_key=self.keys.private_key, auth_secret=self.auth)
        return plain.decode()


@dataclass
class Push:
    """One request as the push service got it."""

    device: str
    headers: dict[str, str]
    body: bytes


class PushService:
    """Answers what `answers` says for a device, 201 otherwise."""

    def __init__(self) -> None:
        self.got: queue.Queue[Push] = queue.Queue()
        self.answers: dict[str, list[int]] = {}
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                device = self.path.rpartition("/")[2]
                body = self.rfile.read(int(self.headers["Content-Length"]))
                service.got.put(Push(device, {name.lower(): value for name, value in self.headers.items()}, body))
                waiting = service.answers.get(device, [])
                status = waiting.pop(0) if waiting else 201
                self.send_response(status)
                if status == 307:
                    self.send_header("Location", f"{service.origin}/push/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def next(self) -> Push:
        """The next push, within the deadline."""
        return self.got.get(timeout=PATIENCE)

    def subscribe(self, who: SignedIn, device: Device) -> int:
        """What a browser does after the person agreed; returns the status."""
        return who.call("POST", "/push/subscriptions", self.subscription(device)).status_code

    def subscription(self, device: Device) -> dict[str, str]:
        """What `PushSubscription.toJSON()` gives to the server."""
        return {
            "endpoint": f"{self.origin}/push/{device.name}",
            "p256dh": b64u(device.point),
            "auth": b64u(device.auth),
        }

    def close(self) -> None:
        """Nobody is heard any more."""
        self.server.shutdown()
        self.server.server_close()
