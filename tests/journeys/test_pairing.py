# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Who is who, in real browsers: a professional shows a code, their browser judges the answers, the team remembers.

What the server hands over is never enough: proof, time, and whose folder it is are checked where the code was shown.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect
from sociallook_protocol.encoding import b64u, team_space
from sociallook_protocol.pairing import Offer, answer, read_offer
from sociallook_sdk import institutions, rights, vault
from sociallook_sdk.accounts import Me
from sociallook_sdk.errors import Refused

from tests.browse import Browse
from tests.journeys.test_rights import (  # noqa: F401 - fixtures
    JOIN,
    PATIENCE,
    TERMS,
    Person,
    Town,
    agree,
    allow,
    link,
    patience,
    relation_in,
    shown,
    sign_in,
    town,
    visit,
)

pytestmark = pytest.mark.browser

ANSWERS = re.compile(r"/api/v1/pairings/[0-9a-f-]{36}$")
LISTING = re.compile(r"/api/v1/spaces$")
UNCHECKED = "noch nicht geprüft"


def at_the_code(page: Page, person: Person) -> Page:
    """Signed in, on the page that shows a code."""
    sign_in(page, person, "/eingang").goto("/team/kontakt")
    return page


def code_on(page: Page, button: str = "Code zeigen") -> Offer:
    """Show a new code on this screen and read it."""
    field = page.get_by_label("Der Link")
    before = field.input_value()  # the page shows one by itself
    page.get_by_role("button", name=button).click()
    expect(field).not_to_have_value(before)
    return read_offer(field.input_value().partition("#")[2])


def connect(client: Person, offer: Offer, name: str) -> str:
    """By the SDK, with a name under which the case is found. Returns the relation."""
    areas = {"messages": JOIN, "documents": ("add", "read")}
    return rights.connect_helper(client.me, client.sheet.words, offer, areas, TERMS, name=name).relation


def reply(me: Me, offer: Offer, relation: str, *, proof_of: Me | None = None) -> None:
    """An answer as the protocol has it; `proof_of`: whose proof it carries."""
    body = {
        "statements": [each.signed.plain() for each in me.keys.statements],
        "answer": b64u(answer(offer, (proof_of or me).person)),
        "relation": relation,
    }
    me.transport.call("POST", f"/pairings/{offer.pairing}/answers", body)


def met(page: Page) -> Locator:
    """Who was confirmed on the page of the code."""
    return page.locator("[data-connected] li")


def row(page: Page, name: str) -> Locator:
    """The line of a person in the list of cases."""
    return page.get_by_role("link", name=re.compile(name))


def unconfirmed(town: Town, name: str) -> tuple[Person, str]:  # noqa: F811
    """A client who came by a poster: connected, and nobody has met them."""
    client, office = town.client(), town.jobcenter
    poster = Offer("", "helper", office.fingerprint, office.team, b"", b"", 0)
    return client, connect(client, poster, name)


@contextmanager
def altered(page: Page, path: re.Pattern[str], alter: Callable[[dict[str, Any]], None]) -> Iterator[None]:
    """A server that hands over something else than it has."""

    def pass_on(route: Route) -> None:
        fetched = route.fetch()
        given = fetched.json()
        alter(given)
        route.fulfill(response=fetched, body=json.dumps(given))

    page.route(path, pass_on)
    yield
    page.unroute(path)


def about(relation: str) -> Callable[[dict[str, Any]], None]:
    """Every answer speaks of this relation."""

    def alter(given: dict[str, Any]) -> None:
        for each in given.get("answers", []):
            each["relation"] = relation

    return alter


def swapped(one: str, two: str) -> Callable[[dict[str, Any]], None]:
    """In the list of spaces the threads of two relations change places."""

    def alter(given: dict[str, Any]) -> None:
        for each in given["spaces"]:
            if each["area"] == "messages":
                each["relation"] = {one: two, two: one}.get(each["relation"], each["relation"])

    return alter


def test_only_a_genuine_answer_counts_and_only_for_its_person(town: Town, browse: Browse) -> None:  # noqa: F811
    other, others_relation = unconfirmed(town, "Rosa Fremd")
    client = town.client()
    worker = at_the_code(browse(town.live.url), town.jobcenter.worker)
    offer = code_on(worker)
    reply(other.me, offer, others_relation, proof_of=client.me)  # relayed
    with pytest.raises(Refused, match="E_PAIR"):
        reply(client.me, offer, others_relation)  # a genuine proof for somebody else's relation
    with altered(worker, ANSWERS, about(others_relation)):
        with worker.expect_response(ANSWERS):
            relation = connect(client, offer, "Deniz Echt")
        visit(worker, "/eingang")
        for name in ("Rosa Fremd", "Deniz Echt"):
            expect(row(worker, name)).to_contain_text(UNCHECKED)
    worker.goto("/team/kontakt")
    expect(met(worker)).to_have_text("Deniz Echt ist verbunden und geprüft.")
    visit(worker, "/eingang")
    expect(row(worker, "Deniz Echt")).not_to_contain_text(UNCHECKED)
    expect(row(worker, "Rosa Fremd")).to_contain_text(UNCHECKED)
    with pytest.raises(Refused, match="E_PAIR"):
        reply(other.me, offer, others_relation)  # reused

    # nor does the server lead into the thread of another person under this one's name
    with altered(worker, LISTING, swapped(relation, others_relation)):
        worker.goto(f"/eingang/{relation}")
        expect(worker.locator("message-thread").get_by_text("E_CHAIN_CTX")).to_be_visible()
    visit(worker, "/eingang")

    # a record that says it of the wrong person counts for nobody
    labels = vault.Space.open(town.jobcenter.worker.me, team_space(town.jobcenter.team, "labels"))
    labels.read()
    assert relation in {each.contents.body["relation"] for each in labels.records if each.contents.kind == "confirmed"}
    labels.write("confirmed", {"relation": others_relation, "person": client.me.person, "how": "code"})
    labels.write("label", {"relation": others_relation, "name": "Rosa Immernoch"})
    expect(row(worker, "Rosa Immernoch")).to_contain_text(UNCHECKED)


def test_an_answer_waits_for_staff_who_are_away_until_the_code_has_run_out(
    town: Town,  # noqa: F811
    browse: Browse,
) -> None:
    worker = at_the_code(browse(town.live.url), town.jobcenter.worker)
    screen, slip = code_on(worker), code_on(worker, "Zettel für 7 Tage")
    worker.goto("about:blank")
    connect(town.client(), slip, "Sami Zettel")
    visit(worker, "/eingang")
    expect(row(worker, "Sami Zettel")).not_to_contain_text(UNCHECKED)
    worker.goto("about:blank")
    connect(town.client(), screen, "Leo Spät")
    asked: list[str] = []
    worker.on("request", lambda request: asked.append(request.url))
    worker.clock.set_fixed_time(datetime.now(UTC) + timedelta(minutes=11))
    worker.goto("/team/kontakt")
    expect(worker.get_by_label("Der Link")).not_to_have_value("")  # everything that waited was judged before
    visit(worker, "/eingang")
    expect(row(worker, "Leo Spät")).to_contain_text(UNCHECKED)
    assert not [url for url in asked if screen.pairing in url], "what has run out is not even asked for"


def test_a_poster_connects_and_a_meeting_checks_it(town: Town, browse: Browse, tmp_path: Path) -> None:  # noqa: F811
    person, office = town.client(), town.jobcenter
    client = sign_in(browse(town.live.url, width=390), person)
    client.goto(link(Offer("", "helper", office.fingerprint, office.team, b"", b"", 0)))
    expect(client.get_by_text("Das ist der Code von einem Aushang.")).to_be_visible()
    expect(client.get_by_text("Vom Betreiber geprüft.")).to_be_visible()
    client.get_by_label("Das Team Beratung").check()
    client.get_by_role("button", name="Ja, das ist sie").click()
    client.get_by_label("Nachrichten und Dokumente").check()
    client.get_by_label("Wie soll die Stelle Sie nennen?").fill("Kim Aushang")
    client.get_by_role("button", name="Weiter zum Prüfen").click()
    client.wait_for_url("**/helfernetz/pruefen")
    agree(client)
    allow(client, person)
    relation = relation_in(client)
    unsure = client.get_by_text("Noch nicht geprüft, ob es diese Stelle wirklich ist.")
    expect(unsure).to_be_visible()  # what the operator says does not count here

    worker = sign_in(browse(town.live.url), office.worker, f"/eingang/{relation}")
    expect(worker.get_by_text("Noch keine Dokumente.")).to_be_visible()
    expect(worker.get_by_label("Dokument", exact=True)).to_be_hidden()
    letter = tmp_path / "Einladung.pdf"
    letter.write_bytes(b"%PDF-1.7 nobody reads this")
    worker.locator("#file").set_input_files(letter)  # also not by a way around the page
    expect(worker.get_by_text("Einladung.pdf")).to_have_count(0)
    worker.get_by_role("textbox").first.fill("Guten Tag, kommen Sie gern vorbei.")
    worker.get_by_role("button", name="Antwort senden").click()
    expect(worker.get_by_text("Guten Tag, kommen Sie gern vorbei.")).to_be_visible()
    visit(worker, f"/eingang/{relation}/dokumente")
    expect(worker.get_by_text("Noch keine Dokumente.")).to_be_visible()
    expect(worker.get_by_role("button", name="Ablegen")).to_be_hidden()

    desk = worker.context.new_page()
    desk.set_default_timeout(PATIENCE)
    desk.goto("/team/kontakt")
    client.goto(link(code_on(desk)))
    client.get_by_label("Das Team Beratung").check()
    client.get_by_role("button", name="Ja, das ist sie").click()
    client.get_by_role("button", name="Der Stelle zeigen, dass ich es bin").click()
    expect(met(desk)).to_have_text("Kim Aushang ist verbunden und geprüft.")
    expect(worker.get_by_role("button", name="Ablegen")).to_be_visible()  # at once, the page was open
    expect(worker.get_by_text("Noch keine Dokumente.")).to_be_hidden()
    client.wait_for_url("**/helfernetz")
    visit(client, f"/helfernetz/{relation}")
    expect(unsure).to_have_count(0)


def test_an_answer_is_kept_until_the_team_can_note_it(town: Town, browse: Browse) -> None:  # noqa: F811
    """Who is new in a team holds no key of it yet: what their code brought waits until somebody lets them in."""
    office = town.jobcenter
    newcomer = Person.enter(town.live, "professional", town.doors)
    invitation = institutions.invite(office.worker.me, office.fingerprint, office.team)
    institutions.accept(newcomer.me, invitation, "Torben Reuter")
    institutions.take_in(office.worker.me, office.worker.sheet.words, invitation)
    page = at_the_code(browse(town.live.url), newcomer)
    offer = code_on(page)
    with page.expect_response(ANSWERS):
        relation = connect(town.client(), offer, "Ada Geduld")
    page.reload()
    expect(page.get_by_label("Der Link")).to_be_visible()  # judged again, and still nowhere to note it
    expect(met(page)).to_have_count(0)
    institutions.start_key(office.worker.me, office.fingerprint, office.team, {newcomer.me.person})
    page.reload()
    expect(met(page)).to_have_text("Der Mensch ist verbunden und geprüft.")  # the name lies under an older key
    expect(met(page).get_by_role("link")).to_have_attribute("href", f"/eingang/{relation}")
