# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Web Push from the real server and its worker to a push service on this machine, which decrypts like a browser."""

import base64
import json
from collections.abc import Iterator

import pytest
from sociallook_protocol.encoding import b64u

from config.postgres import Cluster
from sociallook.base.clock import now
from sociallook.notifications import push
from sociallook.notifications.tests.hearing import (
    Database,
    SignedIn,
    again,
    answered_by_a_table,
    as_the_application,
    may_read,
    signed_in,
    tell_record,
)
from sociallook.notifications.tests.push_service import Device, PushService
from tests.live import Live, serving


@pytest.fixture(scope="module")
def service() -> Iterator[PushService]:
    running = PushService()
    yield running
    running.close()


@pytest.fixture(scope="module")
def server(postgres: Cluster, template: str, service: PushService) -> Iterator[Live]:
    with serving(postgres, template, extra={"SOCIALLOOK_PUSH_LOOPBACK": service.origin}) as running:
        yield answered_by_a_table(running)


@pytest.fixture
def database(server: Live) -> Iterator[Database]:
    with as_the_application(server) as connection:
        yield connection


def subscriptions(server: Live, who: SignedIn) -> int:
    """How many rows this person sees."""
    with as_the_application(server) as connection, connection.transaction():
        connection.execute("SELECT set_config('app.actor', %s, true)", [who.person.person.hex()])
        (count,) = connection.execute("SELECT count(*) FROM notifications_subscription").fetchone() or (0,)
    return int(count)


def test_everybody_who_may_read_is_woken_but_not_the_sending_device(
    server: Live, database: Database, service: PushService
) -> None:
    alma, bruno, stranger = signed_in(server), signed_in(server, "Bruno"), signed_in(server, "Fremd")
    elsewhere = again(server, alma)
    devices = {who.token: Device() for who in (alma, elsewhere, bruno, stranger)}
    for who in (alma, elsewhere, bruno, stranger):
        assert service.subscribe(who, devices[who.token]) == 201
    may_read(database, alma, bruno)
    tell_record(database, 1, alma.sign_in)
    pushes = {each.device: each for each in (service.next(), service.next())}
    assert pushes.keys() == {devices[elsewhere.token].name, devices[bruno.token].name}
    tell_record(database, 2, bruno.sign_in)
    assert {service.next().device, service.next().device} == {
        devices[alma.token].name,
        devices[elsewhere.token].name,
    }
    assert service.got.empty()


def test_a_push_says_nothing(server: Live, database: Database, service: PushService) -> None:
    alma, device = signed_in(server), Device()
    service.subscribe(alma, device)
    may_read(database, alma)
    tell_record(database, 1)
    sent = service.next()
    assert device.open(sent.body) == push.PAYLOAD == '{"sociallook":1}'
    assert sent.headers["ttl"] == "86400"
    assert sent.headers["topic"] == "sociallook"
    scheme, _, rest = sent.headers["authorization"].partition(" ")
    token, key = (part.partition("=")[2] for part in rest.split(","))
    assert (scheme.lower(), key) == ("vapid", alma.call("GET", "/push/key").json()["key"])
    claims = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
    assert (claims["aud"], claims["sub"]) == (service.origin, "mailto:test@example.org")
    assert now() / 1000 < claims["exp"] <= now() / 1000 + 24 * 3600


def test_an_ended_subscription_is_forgotten(server: Live, database: Database, service: PushService) -> None:
    alma, device = signed_in(server), Device()
    service.subscribe(alma, device)
    service.answers[device.name] = [410]
    may_read(database, alma)
    with alma.listening() as ear:
        tell_record(database, 1)
        assert ear.next()[0] == "record"
    assert service.next().device == device.name
    bruno, other = signed_in(server, "Bruno"), Device()
    service.subscribe(bruno, other)
    may_read(database, bruno)
    tell_record(database, 2)
    assert service.next().device == other.name
    assert service.got.empty()
    assert subscriptions(server, alma) == 0


def test_a_busy_push_service_is_asked_again(server: Live, database: Database, service: PushService) -> None:
    alma, device = signed_in(server), Device()
    service.subscribe(alma, device)
    service.answers[device.name] = [503]
    may_read(database, alma)
    tell_record(database, 1)
    assert [service.next().device for _ in range(2)] == [device.name] * 2
    assert subscriptions(server, alma) == 1


def test_no_redirect_is_followed(server: Live, database: Database, service: PushService) -> None:
    alma, device = signed_in(server), Device()
    service.subscribe(alma, device)
    service.answers[device.name] = [307]
    may_read(database, alma)
    tell_record(database, 1)
    assert service.next().device == device.name
    bruno, other = signed_in(server, "Bruno"), Device()
    service.subscribe(bruno, other)
    may_read(database, bruno)
    tell_record(database, 2)
    assert service.next().device == other.name


def test_a_subscription_ends_with_its_sign_in(server: Live, service: PushService) -> None:
    alma = signed_in(server)
    elsewhere = again(server, alma)
    service.subscribe(alma, Device())
    service.subscribe(elsewhere, Device())
    assert subscriptions(server, alma) == 2
    alma.call("POST", "/sign-out")
    assert subscriptions(server, alma) == 1


def test_a_browser_wakes_only_who_signed_in_last(server: Live, service: PushService) -> None:
    alma, bruno, browser = signed_in(server), signed_in(server, "Bruno"), Device()
    service.subscribe(alma, browser)
    service.subscribe(bruno, browser)
    assert (subscriptions(server, alma), subscriptions(server, bruno)) == (0, 1)


def test_unsubscribing(server: Live, service: PushService) -> None:
    alma, bruno, device = signed_in(server), signed_in(server, "Bruno"), Device()
    service.subscribe(alma, device)
    address = {"endpoint": f"{service.origin}/push/{device.name}"}
    assert bruno.call("DELETE", "/push/subscriptions", address).status_code == 204
    assert subscriptions(server, alma) == 1
    assert alma.call("DELETE", "/push/subscriptions", address).status_code == 204
    assert subscriptions(server, alma) == 0


def test_many_records_at_once_are_one_push(server: Live, database: Database, service: PushService) -> None:
    alma, device = signed_in(server), Device()
    service.subscribe(alma, device)
    may_read(database, alma)
    with database.transaction():
        for position in range(50):
            tell_record(database, position)
    assert service.next().device == device.name
    bruno, other = signed_in(server, "Bruno"), Device()
    service.subscribe(bruno, other)
    database.execute("DELETE FROM test_reader")
    may_read(database, bruno)
    tell_record(database, 51)
    assert service.next().device == other.name
    assert service.got.empty()


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/fcm/send/x",
        "https://example.org/push",
        "https://fcm.googleapis.com.example.org/x",
        "https://evilfcm.googleapis.com/x",
        "https://push.services.mozilla.com.example.org/x",
        "https://user@fcm.googleapis.com/x",
        "https://fcm.googleapis.com:8443/x",
        "https://127.0.0.1/x",
        "http://127.0.0.1:1/x",
        "https://[::1]/x",
        "https://localhost/x",
        "https://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "https://fcm.googleapis.com:port/x",
        "",
    ],
)
def test_other_addresses_are_refused(server: Live, endpoint: str) -> None:
    device = Device()
    body = {"endpoint": endpoint, "p256dh": b64u(device.point), "auth": b64u(device.auth)}
    alma = signed_in(server)
    answer = alma.call("POST", "/push/subscriptions", body)
    assert (answer.status_code, answer.json()["code"]) == (400, "push_address")
    assert subscriptions(server, alma) == 0


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/abc",
        "https://updates.push.services.mozilla.com/wpush/v2/abc",
        "https://web.push.apple.com/abc",
        "https://db5p.notify.windows.com/w/?token=abc",
    ],
)
def test_known_push_services_are_allowed(endpoint: str) -> None:
    assert push.allowed(endpoint)
    push.check_address(endpoint)


def test_signed_out_is_refused(server: Live) -> None:
    nobody = SignedIn(signed_in(server).person, server.url, "wrong")
    for method, path in (
        ("GET", "/push/key"),
        ("POST", "/push/subscriptions"),
        ("DELETE", "/push/subscriptions"),
    ):
        answer = nobody.call(method, path, {"endpoint": "x"} if method != "GET" else None)
        assert (answer.status_code, answer.json()["code"]) == (401, "signed_out")
