# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The scene that defines the product, in real browsers: a message, a document, an answer, a second institution that may
follow it, and everybody else who learns nothing. Then the canaries: what was typed stands nowhere on the server.
"""

import base64
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import psycopg
import pytest
from playwright.sync_api import Page, expect
from psycopg import sql
from sociallook_sdk import documents, messaging, vault
from sociallook_sdk.accounts import Me
from sociallook_sdk.accounts import sign_in as enter
from sociallook_sdk.errors import Refused
from sociallook_sdk.transport import HttpTransport

from config.postgres import SUPERUSER, Cluster
from tests.browse import Browse
from tests.live import ROOT, Live

pytestmark = pytest.mark.browser

PATIENCE = 60_000
Cast = dict[str, dict[str, str]]


@pytest.fixture(scope="module")
def cast(live: Live, tmp_path_factory: pytest.TempPathFactory) -> Cast:
    """The people of Musterstadt with their history of some weeks, as the demo brings them in."""
    file = tmp_path_factory.mktemp("scene") / "people.json"
    command = [sys.executable, "-m", "sociallook_sdk.demo", live.url, str(file)]
    subprocess.run(command, cwd=ROOT, env=live.environment, check=True)  # noqa: S603
    return {person["role"]: person for person in json.loads(file.read_text())}


Devices = Callable[[str], Me]


@pytest.fixture(scope="module")
def by_sdk(live: Live, cast: Cast) -> Iterator[Devices]:
    """A device with the SDK for anybody of the cast."""
    transports: list[HttpTransport] = []

    def device(role: str) -> Me:
        transports.append(HttpTransport(live.url))
        return enter(transports[-1], cast[role]["login"], cast[role]["words"])

    yield device
    for transport in transports:
        transport.close()


asked: list[str] = []
"""Every address that the browsers of this file asked for."""


def sign_in(page: Page, person: dict[str, str], to: str, device: str = "Ja, es ist mein Gerät") -> Page:
    page.context.on("request", lambda request: asked.append(unquote(request.url)))
    page.set_default_timeout(PATIENCE)
    page.goto(f"/anmelden#weiter={to}")
    page.get_by_label(device).check()
    page.get_by_label("Anmeldename").fill(person["login"])
    page.get_by_label("Ihre sechs Wörter").first.fill(person["words"])
    page.get_by_role("button", name="Mit sechs Wörtern anmelden").click()
    page.wait_for_url(f"**{to}")
    return page


def relation_of(me: Me, text: str) -> str:
    """The relation in whose thread this was said."""
    for thread in messaging.threads(me):
        if any(text in message.text for message in messaging.messages(thread)):
            return thread.opened.view.chain.newest.relation if thread.opened.view.chain else ""
    raise AssertionError(f"nobody said {text!r}")


@pytest.fixture(scope="module")
def relation(by_sdk: Devices) -> str:
    """The tie between the client and the job centre."""
    return relation_of(by_sdk("client"), "Das Praktikum hat mir gut gefallen")


def send(page: Page, text: str, button: str) -> None:
    page.get_by_role("textbox").first.fill(text)
    page.get_by_role("button", name=button).click()


def test_the_scene(live: Live, browse: Browse, cast: Cast, by_sdk: Devices, relation: str, tmp_path: Path) -> None:
    client = sign_in(browse(live.url, width=390), cast["client"], f"/nachrichten/{relation}")
    worker = sign_in(browse(live.url), cast["jobcenter_worker"], f"/eingang/{relation}")
    youth = sign_in(browse(live.url), cast["jugendamt_worker"], f"/eingang/{relation}")
    for page in (client, worker, youth):
        expect(page.get_by_text("Das Praktikum hat mir gut gefallen")).to_be_visible(timeout=PATIENCE)
    letter = tmp_path / "Kanarienvogel-Datei.pdf"
    letter.write_bytes(a_pdf(by_sdk))

    worker.locator("#file").set_input_files(letter)
    send(worker, "Kanarienvogel-Amt: Die Unterlagen sind da.", "Antwort senden")
    expect(client.get_by_text("Kanarienvogel-Amt")).to_be_visible(timeout=PATIENCE)
    client.get_by_role("button", name=re.compile("Öffnen.*Kanarienvogel-Datei")).click()
    expect(client.frame_locator("iframe").get_by_role("img", name="Seite 1 von 1")).to_be_visible(timeout=PATIENCE)
    client.get_by_role("button", name="Schließen").click()

    send(client, "Kanarienvogel-Mensch: Danke, ich komme.", "Senden")
    for page in (worker, youth):
        expect(page.get_by_text("Kanarienvogel-Mensch")).to_be_visible(timeout=PATIENCE)
    assert said_in(by_sdk, "jobcenter_standin", relation, "Kanarienvogel-Mensch")


def a_pdf(by_sdk: Devices) -> bytes:
    """A real PDF: the one that lies in the client's own folder."""
    own = documents.folder(by_sdk("client"))
    return own.download(documents.documents(own)[0].blob)


def said_in(by_sdk: Devices, role: str, relation: str, text: str) -> bool:
    thread = messaging.thread(by_sdk(role), relation)
    return any(text in message.text for message in messaging.messages(thread))


@pytest.mark.parametrize("role", ["jobcenter_colleague", "jobcenter_admin", "stranger_worker", "second_client"])
def test_nobody_else_gets_anything(by_sdk: Devices, relation: str, role: str) -> None:
    owner = by_sdk("client")
    thread = messaging.thread(owner, relation)
    blob = next(message.blobs[0]["blob"] for message in messaging.messages(thread) if message.blobs)
    other = by_sdk(role)
    assert all(each.vault != owner.vault for each in vault.spaces(other))
    for method, path, body in (
        ("GET", f"/spaces/{thread.id}", None),
        ("GET", f"/spaces/{thread.id}/records?after=0", None),
        ("GET", f"/spaces/{thread.id}/blobs/{blob}", None),
        ("POST", f"/spaces/{thread.id}/blobs", {"blob": blob, "size": 4096}),
        ("DELETE", f"/spaces/{thread.id}/records/{blob}", None),
    ):
        with pytest.raises(Refused) as refused:
            other.transport.call(method, path, body)
        assert (refused.value.status, refused.value.code) == (404, "not_available"), path


def test_everybody_of_the_demo_was_met(live: Live, browse: Browse, cast: Cast, by_sdk: Devices) -> None:
    """They were paired on a screen, so nobody is called unchecked, and their codes are used."""
    for role in ("jobcenter_worker", "jugendamt_worker", "jugendwerk_worker"):
        me = by_sdk(role)
        labels = vault.Space.open(me, next(each.space for each in vault.spaces(me) if each.area == "labels"))
        labels.read()
        met = {each.contents.body["relation"] for each in labels.records if each.contents.kind == "confirmed"}
        assert met == {each.relation for each in vault.spaces(me) if each.area == "contact"}, role
    worker = sign_in(browse(live.url), cast["jobcenter_worker"], "/eingang")
    for name in ("Deniz K.", "Samira A."):
        line = worker.get_by_role("link", name=re.compile(name))
        expect(line).to_be_visible(timeout=PATIENCE)
        expect(line).not_to_contain_text("noch nicht geprüft")


def test_the_job_centre_never_learns_of_other_helpers(by_sdk: Devices) -> None:
    worker = by_sdk("jobcenter_worker")
    welfare = by_sdk("jugendwerk_worker")
    secret = welfare.memberships[0]
    told: list[Any] = [worker.transport.call("GET", "/spaces"), worker.transport.call("GET", "/relations")]
    told += [worker.transport.call("GET", f"/spaces/{each.space}") for each in vault.spaces(worker)]
    everything = json.dumps(told)
    assert secret["institution"] not in everything
    assert secret["team"] not in everything


def test_ending_the_networking_is_one_tap(
    live: Live, browse: Browse, cast: Cast, by_sdk: Devices, relation: str
) -> None:
    owner = by_sdk("client")
    before = messaging.thread(owner, relation).opened.newest.epoch
    client = sign_in(browse(live.url, width=390), cast["client"], f"/helfernetz/{relation}")
    client.get_by_role("button", name="Mitlesen beenden").click()
    expect(client.get_by_role("button", name="Mitlesen beenden")).to_have_count(0, timeout=PATIENCE)
    thread = messaging.thread(owner, relation)
    assert thread.opened.newest.epoch > before
    messaging.write(thread, "Kanarienvogel-Danach")
    youth = by_sdk("jugendamt_worker")
    assert thread.id not in {each.space for each in vault.spaces(youth)}
    assert said_in(by_sdk, "jobcenter_worker", relation, "Kanarienvogel-Danach")


CANARIES = ("Kanarienvogel", "Deniz K", "Tischlerei", "Lebenslauf", "Samira")


def test_what_was_typed_stands_nowhere_on_the_server(live: Live, postgres: Cluster, cast: Cast) -> None:
    words = cast["client"]["words"]
    forms = {canary: list(written(canary)) for canary in (*CANARIES, words)}
    login = cast["client"]["login"].encode()
    looked, login_found = 0, False
    for place, found in everything_on_the_server(live, postgres):
        looked += 1
        login_found |= login in found
        for canary, ways in forms.items():
            assert not [way for way in ways if way in found], f"{canary} in {place}"
    assert looked > 20
    assert login_found, "what the server may know must be found, or the search finds nothing at all"
    assert any("/api/v1/spaces/" in address for address in asked), "the scene has to be played before"
    assert [address for address in asked for canary in (*CANARIES, words) if canary in address] == []


def written(canary: str) -> Iterator[bytes]:
    """How it might lie there: two encodings, hexadecimal, base64 at each of its three alignments."""
    plain = canary.encode()
    yield from (plain, canary.encode("utf-16-le"), plain.hex().encode())
    for shift in range(3):
        whole = base64.b64encode(bytes(shift) + plain)
        inner = whole[-(-8 * shift // 6) : len(whole) - 4]
        yield from (inner, inner.translate(bytes.maketrans(b"+/", b"-_")))


def everything_on_the_server(live: Live, postgres: Cluster) -> Iterator[tuple[str, bytes]]:
    """Every table, every blob, the log, and what else lies in the server's folder."""
    with psycopg.connect(postgres.url(SUPERUSER, live.database)) as connection:
        tables = connection.execute(
            "SELECT schemaname, tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        for schema, table in tables:
            name = sql.Identifier(schema, table)
            with connection.cursor().copy(sql.SQL("COPY {} TO STDOUT (FORMAT binary)").format(name)) as copy:
                yield table, b"".join(bytes(piece) for piece in copy)
    for file in (*live.blobs.parent.rglob("*"), *postgres.data.glob("pg_wal/*")):
        if file.is_file():
            yield str(file), file.read_bytes()
