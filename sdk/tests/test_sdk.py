# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The SDK against the real server, and what it makes of refusals when a test stands in for the network."""

import threading
import uuid
from collections.abc import Iterator
from contextlib import suppress
from queue import Empty, Queue
from typing import Any

import httpx
import pytest
from sociallook_protocol.encoding import b64u
from sociallook_protocol.errors import Refusal
from sociallook_protocol.passphrase import PARAMETERS
from sociallook_sdk import FakeTransport, HttpTransport, Refused, Stale, Unreachable, notifications, register, sign_in
from sociallook_sdk.accounts import Me, Sheet
from sociallook_sdk.vault import Space, spaces

from tests.live import Live


@pytest.fixture(scope="module")
def account(live: Live) -> Iterator[tuple[Me, Sheet]]:
    """A client who has just opened an account."""
    with HttpTransport(live.url) as transport:
        yield register(transport)


@pytest.fixture
def elsewhere(live: Live, account: tuple[Me, Sheet]) -> Iterator[Me]:
    """The same client on a second device."""
    with HttpTransport(live.url) as transport:
        yield sign_in(transport, account[1].login, account[1].words)


def own_space(me: Me) -> Space:
    """The client's own part."""
    return next(Space.open(me, each.space) for each in spaces(me) if each.area == "documents")


def test_what_one_device_writes_another_reads(account: tuple[Me, Sheet], elsewhere: Me) -> None:
    mine = own_space(account[0])
    blob = mine.upload(b"Brief" * 1000)
    body = {"title": "Brief vom Amt", "name": "brief.txt", "type": "text/plain", "size": 5000}
    record = mine.write("document", body, [blob])
    there = own_space(elsewhere)
    there.read()
    (found,) = [each for each in there.records if each.header.record == record]
    assert (found.contents.body, there.download(found.contents.blobs[0])) == (body, b"Brief" * 1000)
    there.delete(record)
    mine.read()
    mine.refresh()
    assert record not in {each.header.record for each in own_space(account[0]).records}


def test_a_device_hears_what_the_other_one_does(account: tuple[Me, Sheet], elsewhere: Me) -> None:
    space = own_space(account[0])
    heard: Queue[notifications.Event] = Queue()

    def listen() -> None:
        with suppress(Unreachable):  # the end of the test
            for event in notifications.watch(elsewhere):
                heard.put(event)

    ear = threading.Thread(target=listen, daemon=True)
    ear.start()
    for number in range(100):  # until the stream is open
        space.write("document", {"title": str(number), "name": "", "type": "text/plain", "size": 0})
        with suppress(Empty):
            event = heard.get(timeout=0.3)
            break
    assert (event.kind, event.about) == ("record", space.id)
    assert event.position > 0
    elsewhere.sign_out()  # ends the stream
    ear.join(20)
    assert not ear.is_alive()


def test_wrong_words_open_nothing(live: Live, account: tuple[Me, Sheet]) -> None:
    _, sheet = account
    other = " ".join(reversed(sheet.words.split()))
    with HttpTransport(live.url) as transport, pytest.raises(Refused) as refused:
        sign_in(transport, sheet.login, other)
    assert (refused.value.status, refused.value.code) == (401, "wrong_words")
    assert sheet.words not in repr(sheet)
    with pytest.raises(Refusal, match="E_COMMIT"), account[0].giving(other):
        pass


def test_signed_out_is_signed_out(elsewhere: Me) -> None:
    elsewhere.sign_out()
    with pytest.raises(Refused) as refused:
        spaces(elsewhere)
    assert (refused.value.status, refused.value.code) == (401, "signed_out")


def test_a_server_that_does_not_answer() -> None:
    with HttpTransport("http://127.0.0.1:1") as transport:
        with pytest.raises(Unreachable):
            transport.call("GET", "/spaces")
        with pytest.raises(Unreachable):
            next(transport.events())


@pytest.mark.parametrize(
    ("status", "body", "kind", "code"),
    [
        (409, {"code": "E_STALE", "message": "Neue Schlüssel"}, Stale, "E_STALE"),
        (409, {"code": "E_PREV", "message": "Jemand war schneller"}, Stale, "E_PREV"),
        (409, {"code": "login_taken", "message": "Vergeben"}, Refused, "login_taken"),
        (404, {"code": "not_available", "message": "Nicht verfügbar."}, Refused, "not_available"),
        (502, "<html>", Refused, "unknown"),
    ],
)
def test_a_refusal_has_a_name(status: int, body: Any, kind: type[Refused], code: str) -> None:
    transport = HttpTransport("http://test")
    answer = httpx.Response(status, json=body) if isinstance(body, dict) else httpx.Response(status, text=body)
    transport._http = httpx.Client(base_url="http://test", transport=httpx.MockTransport(lambda _: answer))
    with pytest.raises(Refused) as refused:
        transport.call("POST", "/changes", {})
    assert (type(refused.value), refused.value.code) == (kind, code)


def test_weaker_parameters_are_refused_before_a_verifier_is_sent() -> None:
    """E_KDF_FLOOR, by a network that the test plays."""

    def server(_method: str, _path: str, _body: object) -> object:
        return {"installation": b64u(bytes(32)), "kdf": PARAMETERS | {"m": 1024}}

    network = FakeTransport(server)
    with pytest.raises(Refusal, match="E_KDF_FLOOR"):
        sign_in(network, "apfel-baum-1234", "eins zwei drei vier fünf sechs")
    assert [path for _, path, _ in network.asked] == ["/sign-in/start"]
    assert network.token is None


def test_a_writer_who_is_always_too_late_gives_up(account: tuple[Me, Sheet]) -> None:
    """It tries again by itself, six times, and then says so."""
    me, _ = account
    real, tries = me.transport, []

    def always_late(method: str, path: str, body: object) -> object:
        if method == "POST" and path.endswith("/records"):
            tries.append(path)
            raise Stale(409, "E_PREV", "Jemand war schneller.")
        return real.call(method, path, body)

    space = own_space(me)
    me.transport = FakeTransport(always_late)
    try:
        with pytest.raises(Stale):
            space.write("document", {"title": "", "name": "", "type": "", "size": 0}, record=str(uuid.uuid4()))
    finally:
        me.transport = real
    assert len(tries) == 6
