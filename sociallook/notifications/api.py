# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The JSON door of notifications (docs/api/notifications.md). The stream itself is in `events`."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from sociallook.accounts import actors
from sociallook.accounts.actors import SIGNED_IN
from sociallook.base.wire import B16, REFUSALS, Point
from sociallook.notifications import actions, push

router = Router(tags=["notifications"])
Endpoint = Annotated[str, Field(max_length=push.LONGEST)]


class PushKey(Schema):
    """The `applicationServerKey` of this installation."""

    key: str


class NewSubscription(Schema):
    """What `PushSubscription.toJSON()` gives: the address and the keys of the browser (RFC 8291)."""

    endpoint: Endpoint
    p256dh: Point
    auth: B16


class OldSubscription(Schema):
    """Which one to end."""

    endpoint: Endpoint


@router.get("/push/key", response={200: PushKey} | REFUSALS, auth=SIGNED_IN)
def key(request: HttpRequest) -> dict[str, str]:  # noqa: ARG001
    """The public key that push services shall know us by."""
    return {"key": push.public_key()}


@router.post("/push/subscriptions", response={201: None} | REFUSALS, auth=SIGNED_IN)
def subscribe(request: HttpRequest, body: NewSubscription) -> Status[Any]:
    """Wake this browser."""
    actions.subscribe(actors.of(request), body.endpoint, body.p256dh, body.auth)
    return Status(201, None)


@router.delete("/push/subscriptions", response={204: None} | REFUSALS, auth=SIGNED_IN)
def unsubscribe(request: HttpRequest, body: OldSubscription) -> Status[Any]:
    """Wake it no more; the same answer whether it was subscribed or not."""
    actions.unsubscribe(actors.of(request), body.endpoint)
    return Status(204, None)
