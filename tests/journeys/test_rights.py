# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Rights in real browsers: connect by a code, review, allow less at once, let others read along, end it.

The institutions and their staff act through the SDK where the test is not about their pages.
"""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from sociallook_protocol.encoding import b64u
from sociallook_protocol.pairing import Offer, new_token, write_offer
from sociallook_sdk import documents, institutions, messaging, rights
from sociallook_sdk.accounts import Me, Role, Sheet, now_ms, register
from sociallook_sdk.errors import Refused
from sociallook_sdk.messaging import File
from sociallook_sdk.rights import Helper, Terms
from sociallook_sdk.transport import HttpTransport

from tests.accessibility.checks import (
    assert_accessible,
    assert_accessible_in_both_lights,
    assert_fits,
    assert_touchable,
)
from tests.browse import Browse
from tests.journeys.test_offline_and_push import keep_for_later
from tests.live import Live

pytestmark = pytest.mark.browser

PATIENCE = 60_000
"""Ms. Six words cost a second of arithmetic, on a busy machine several."""
TERMS = Terms("Ausbildung oder Arbeit finden", "Text der Einwilligung, Fassung 1")
JOIN = ("read", "write")


@dataclass
class Person:
    """Somebody with an account and a sheet of paper."""

    me: Me = field(repr=False)
    sheet: Sheet = field(repr=False)

    @classmethod
    def enter(cls, live: Live, role: Role, doors: ExitStack) -> "Person":
        me, sheet = register(doors.enter_context(HttpTransport(live.url)), role)
        me.confirm_sheet()
        return cls(me, sheet)


@dataclass
class Office:
    """An institution with one team and one person in it."""

    name: str
    fingerprint: bytes
    team: str
    worker: Person

    @classmethod
    def open(cls, live: Live, name: str, kind: str, worker: str, doors: ExitStack) -> "Office":
        person = Person.enter(live, "professional", doors)
        token = live.sociallook("institution", "add", name, "--kind", kind).rpartition("#i=")[2].strip()
        founding = institutions.Founding(name, kind, ("Beratung",), worker)
        fingerprint, teams = institutions.begin(person.me, person.sheet.words, token, founding)
        live.sociallook("institution", "verify", b64u(fingerprint))
        institutions.start_labels(person.me, fingerprint, teams["Beratung"])
        return cls(name, fingerprint, teams["Beratung"], person)

    def code(self) -> Offer:
        """What the worker's screen shows."""
        return institutions.invite_client(self.worker.me, self.fingerprint, self.team)

    def connect(self, client: Person, **areas: tuple[str, ...]) -> Helper:
        return rights.connect_helper(client.me, client.sheet.words, self.code(), areas, TERMS)


@dataclass
class Town:
    """A server with two offices."""

    live: Live
    jobcenter: Office
    youth: Office
    doors: ExitStack

    def client(self) -> Person:
        return Person.enter(self.live, "client", self.doors)


@pytest.fixture(scope="module")
def town(live: Live) -> Iterator[Town]:
    with ExitStack() as doors:
        yield Town(
            live,
            Office.open(live, "Jobcenter Musterstadt", "jobcenter", "Sabine Brandt", doors),
            Office.open(live, "Jugendamt Musterstadt", "youth_office", "Torsten Lindner", doors),
            doors,
        )


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    expect.set_options(timeout=PATIENCE)
    yield
    expect.set_options(timeout=None)


def link(offer: Offer) -> str:
    return f"/verbinden#{write_offer(offer)}"


def sign_in(page: Page, person: Person, to: str = "/helfernetz") -> Page:
    page.set_default_timeout(PATIENCE)
    page.goto(f"/anmelden#weiter={to}")
    page.get_by_label("Ja, es ist mein Gerät").check()
    page.get_by_label("Anmeldename").fill(person.sheet.login)
    page.get_by_label("Ihre sechs Wörter").first.fill(person.sheet.words)
    page.get_by_role("button", name="Mit sechs Wörtern anmelden").click()
    page.wait_for_url(re.compile(rf"^[^#]*{re.escape(to)}$"))
    shown(page)
    return page


def visit(page: Page, path: str) -> None:
    page.goto(path)
    shown(page)


def shown(page: Page) -> None:
    """Everything that is fetched and opened is there."""
    expect(page.locator("[data-loading][hidden]").first).to_be_attached(timeout=PATIENCE)


def allow(page: Page, person: Person) -> None:
    """The review: say what for and how long, prove it, and come back."""
    shown(page)
    page.get_by_label("Ihre sechs Wörter").fill(person.sheet.words)
    page.get_by_role("button", name="Mit sechs Wörtern erlauben").click()
    page.wait_for_url(re.compile(r"/helfernetz(/[0-9a-f-]{36})?(#erlaubt)?$"))
    shown(page)


def agree(page: Page, purpose: str = "work", end: str = "half") -> None:
    shown(page)
    page.get_by_label("Wofür ist das?").select_option(purpose)
    page.get_by_label("Wie lange gilt das?").select_option(end)


def level(page: Page, area: str, word: str) -> Locator:
    return page.get_by_role("radio", name=re.compile(rf": {area} {word}$"))


def people_of(office: Office) -> set[str]:
    """The relations this worker can see anything of."""
    return {each["relation"] for each in office.worker.me.transport.call("GET", "/spaces")["spaces"]} - {""}


def areas_of(office: Office, relation: str) -> dict[str, list[str]]:
    spaces = office.worker.me.transport.call("GET", "/spaces")["spaces"]
    return {each["area"]: each["verbs"] for each in spaces if each["relation"] == relation}


def read_by(office: Office, relation: str) -> list[str]:
    """What the worker can open."""
    return [message.text for message in messaging.messages(messaging.thread(office.worker.me, relation))]


def epoch_of(client: Person, relation: str) -> int:
    """Of the messages of this relation."""
    spaces = client.me.transport.call("GET", "/spaces")["spaces"]
    return int(next(each["epoch"] for each in spaces if (each["relation"], each["area"]) == (relation, "messages")))


def relation_in(page: Page) -> str:
    return page.url.rpartition("/")[2].partition("#")[0]


# --- Connecting ---


def test_connect_by_code_and_allow_after_the_review(town: Town, browse: Browse) -> None:
    client, office = town.client(), town.jobcenter
    page = sign_in(browse(town.live.url, width=390), client)
    expect(page.get_by_text("Noch hilft Ihnen hier niemand.").first).to_be_visible()

    page.goto(link(office.code()))
    expect(page.get_by_role("heading", name="Ist das die richtige Stelle?")).to_be_visible()
    assert "#" not in page.url, "the secret of the code stays in no address"
    expect(page.get_by_text("Jobcenter Musterstadt", exact=True).first).to_be_visible()
    expect(page.get_by_text("Vom Betreiber geprüft.", exact=True).first).to_be_visible()
    assert page.locator("input:checked:visible").count() == 0, "nothing is preselected"
    assert_accessible(page)
    page.get_by_label("Das Team Beratung").check()
    page.get_by_role("button", name="Ja, das ist sie").click()

    expect(page.get_by_role("heading", name="Was soll Jobcenter Musterstadt dürfen?")).to_be_visible()
    page.get_by_role("button", name="Weiter zum Prüfen").click()
    expect(page.get_by_role("link", name="Bitte wählen Sie, was die Stelle dürfen soll.")).to_be_visible()
    assert page.locator("input:checked:visible").count() == 0
    page.get_by_label("Selbst festlegen").check()
    level(page, "Nachrichten", "mitmachen").check()
    level(page, "Dokumente", "lesen").check()
    page.get_by_label("Wie soll die Stelle Sie nennen?").fill("Samira A.")
    assert_accessible(page)
    page.get_by_role("button", name="Weiter zum Prüfen").click()

    page.wait_for_url("**/helfernetz/pruefen")
    shown(page)
    assert people_of(office) == set(), "before the review nobody learns anything"
    expect(page.get_by_text("Jobcenter Musterstadt darf Dokumente lesen, die Sie zeigen").first).to_be_visible()
    page.get_by_text("Was das Gesetz dieser Stelle sagt").click()
    expect(page.get_by_text("§ 35 SGB I").first).to_be_visible()
    page.get_by_label("Ja", exact=True).check()
    expect(page.get_by_text("Sie müssen nicht.").first).to_be_visible()
    assert_accessible_in_both_lights(page)
    assert_fits(page)
    page.get_by_label("Ihre sechs Wörter").fill(client.sheet.words)
    page.get_by_role("button", name="Mit sechs Wörtern erlauben").click()
    expect(page.get_by_role("link", name="Bitte wählen Sie, wofür das gilt.")).to_be_visible()
    agree(page)
    allow(page, client)

    expect(page.get_by_text("Erlaubt. Das gilt jetzt.").first).to_be_visible()
    expect(level(page, "Nachrichten", "mitmachen")).to_be_checked()
    expect(level(page, "Dokumente", "lesen")).to_be_checked()
    relation = relation_in(page)
    assert areas_of(office, relation) == {
        "contact": ["read", "write"],
        "messages": ["read", "write"],
        "documents": ["read"],
    }
    assert people_of(town.youth) == set(), "nobody else learns of it"

    worker = sign_in(browse(town.live.url), office.worker, "/eingang")
    person = worker.get_by_role("link", name=re.compile("Samira A."))
    expect(person).to_be_visible()
    person.click()
    expect(worker.get_by_text("Sie dürfen Nachrichten lesen und schreiben.").first).to_be_visible()
    expect(worker.get_by_text("Sie dürfen Dokumente lesen, aber keine hinzufügen.").first).to_be_visible()


def test_the_code_of_a_stranger_leads_through_registration(town: Town, browse: Browse) -> None:
    page = browse(town.live.url, width=390)
    page.set_default_timeout(PATIENCE)
    page.goto(link(town.jobcenter.code()))
    expect(page.get_by_role("heading", name="Sie haben den Code einer Stelle")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Konto anlegen").click()
    page.wait_for_url("**/konto/anlegen*")
    assert "p=" not in page.url
    page.get_by_label("Ja, es ist mein Gerät").check()
    page.get_by_role("button", name="Konto anlegen").click()
    page.get_by_role("button", name="Ja, ich habe das Blatt").click()
    expect(page.get_by_role("heading", name="Ist das die richtige Stelle?")).to_be_visible()


def test_a_code_is_typed_and_a_bad_one_is_explained(town: Town, browse: Browse) -> None:
    client = town.client()
    page = sign_in(browse(town.live.url, width=390), client)
    page.goto("/helfernetz/hinzufuegen")
    field = page.get_by_label("Oder den Link einfügen")
    send = page.get_by_role("button", name="Weiter mit dem Link")
    send.click()
    expect(page.get_by_role("link", name="Bitte fügen Sie den Link ein")).to_be_visible()
    field.fill("https://example.org/irgendwas")
    send.click()
    expect(page.get_by_role("link", name="Das ist kein Code einer Stelle.")).to_be_visible()
    expect(field).to_have_value("https://example.org/irgendwas")
    poster = Offer("", "helper", town.youth.fingerprint, "", b"", b"", 0)
    field.fill(f"{town.live.url}{link(poster)}")
    send.click()
    expect(page.get_by_text("Jugendamt Musterstadt", exact=True).first).to_be_visible()
    assert "#" not in page.url

    old = town.jobcenter.code()
    page.goto(link(Offer(old.pairing, "helper", old.institution, old.team, old.issuer, new_token(), now_ms() - 1)))
    expect(page.get_by_role("heading", name="Dieser Code gilt nicht mehr")).to_be_visible()
    page.goto("/verbinden#p=eyJraXN0ZSI6ImthcHV0dCIsInVuZCI6InZvbGwifQ")
    expect(page.get_by_role("heading", name="Diesen Code können wir nicht lesen")).to_be_visible()
    page.goto(link(Offer("", "helper", bytes(32), "", b"", b"", 0)))
    expect(page.get_by_role("heading", name="Diesen Code können wir nicht lesen")).to_be_visible()


# --- More, less, nothing, again ---


def test_less_holds_at_once_and_more_after_the_review(town: Town, browse: Browse) -> None:
    client, office = town.client(), town.jobcenter
    relation = office.connect(client, messages=JOIN, documents=("read",)).relation
    page = sign_in(browse(town.live.url, width=390), client, f"/helfernetz/{relation}")
    shown(page)

    level(page, "Dokumente", "mitmachen").check()
    expect(page.get_by_text("Eine Änderung gilt noch nicht:").first).to_be_visible()
    assert areas_of(office, relation)["documents"] == ["read"]
    page.reload()
    shown(page)
    expect(level(page, "Dokumente", "mitmachen")).to_be_checked()  # a wish is kept on the device
    page.get_by_role("link", name="Änderung prüfen").click()
    shown(page)
    expect(page.get_by_text("Ab wann?").first).to_be_visible()
    page.get_by_label("Nur Neues, ab jetzt").check()
    agree(page, end="month")
    allow(page, client)
    assert areas_of(office, relation)["documents"] == ["add", "read"]

    level(page, "Dokumente", "nichts").check()
    expect(page.get_by_text("Jobcenter Musterstadt sieht keine Dokumente von Ihnen.").last).to_be_visible()
    expect(page.get_by_role("button", name="Wieder erlauben")).to_be_visible()
    assert "documents" not in areas_of(office, relation)
    page.get_by_role("button", name="Wieder erlauben").click()
    page.wait_for_url("**/helfernetz/pruefen")
    shown(page)
    page.get_by_role("button", name="Nicht erlauben").click()
    page.wait_for_url(f"**/helfernetz/{relation}")
    assert "documents" not in areas_of(office, relation)


def test_pause_resume_and_end(town: Town, browse: Browse) -> None:
    client, office = town.client(), town.jobcenter
    relation = office.connect(client, messages=JOIN).relation
    space = messaging.thread(office.worker.me, relation).opened.view.space
    page = sign_in(browse(town.live.url, width=390), client, f"/helfernetz/{relation}")
    shown(page)
    page.get_by_role("button", name="Anhalten").click()
    expect(page.get_by_text("Alles ruht.").first).to_be_visible()
    assert areas_of(office, relation) == {}
    with pytest.raises(Refused, match="Nicht verfügbar"):
        office.worker.me.transport.call("GET", f"/spaces/{space}")
    page.locator("[data-resume]").click()
    page.wait_for_url("**/helfernetz/pruefen")
    allow(page, client)
    assert areas_of(office, relation) == {"contact": ["read", "write"], "messages": ["read", "write"]}
    page.get_by_role("button", name="Alle Freigaben beenden").click()
    expect(page.get_by_text("Dieser Helfer darf nichts mehr.").first).to_be_visible()
    assert areas_of(office, relation) == {}
    assert_accessible(page)


# --- Reading along ---


def test_let_somebody_read_along_and_end_it_with_one_tap(town: Town, browse: Browse) -> None:
    client = town.client()
    relation = town.jobcenter.connect(client, messages=JOIN).relation
    messaging.write(messaging.thread(town.jobcenter.worker.me, relation), "Von früher")
    town.youth.connect(client, messages=JOIN)
    page = sign_in(browse(town.live.url, width=390), client, f"/helfernetz/{relation}")
    shown(page)
    page.get_by_text("Jemanden mitlesen lassen").click()
    page.get_by_label("Wer soll was mitlesen?").select_option(label="Jugendamt Musterstadt: Nachrichten")
    page.get_by_role("button", name="Mitlesen prüfen").click()
    page.wait_for_url("**/helfernetz/pruefen")
    shown(page)
    expect(page.get_by_text("Jugendamt Musterstadt liest mit, was Sie und Jobcenter Musterstadt").first).to_be_visible()
    page.get_by_label("Nur Neues, ab jetzt").check()
    agree(page)
    assert areas_of(town.youth, relation) == {}
    allow(page, client)
    assert areas_of(town.youth, relation) == {"messages": ["read"]}
    messaging.write(messaging.thread(client.me, relation), "Ab jetzt")
    assert read_by(town.youth, relation) == ["Ab jetzt"]

    visit(page, "/helfernetz")
    expect(
        page.get_by_text("Jugendamt Musterstadt liest Ihre Nachrichten mit Jobcenter Musterstadt mit.")
    ).to_be_visible()
    visit(page, f"/helfernetz/{relation}")
    before = epoch_of(client, relation)
    page.get_by_role("button", name="Mitlesen beenden").click()
    expect(page.get_by_role("button", name="Wieder erlauben")).to_be_visible()
    assert areas_of(town.youth, relation) == {}
    assert areas_of(town.jobcenter, relation)["messages"] == ["read", "write"]
    after = epoch_of(client, relation)
    assert after > before, "what is written from now on is under another key"

    page.get_by_role("button", name="Wieder erlauben").click()
    page.wait_for_url("**/helfernetz/pruefen")
    shown(page)
    page.get_by_label("Auch die Nachrichten von früher").check()
    agree(page)
    allow(page, client)
    assert read_by(town.youth, relation) == ["Von früher", "Ab jetzt"]


# --- Table, log, receipts ---


def test_the_table_by_keyboard(town: Town, browse: Browse) -> None:
    client = town.client()
    town.jobcenter.connect(client, messages=("read",))
    town.youth.connect(client, messages=JOIN, documents=("read",))
    page = sign_in(browse(town.live.url), client, "/helfernetz/tabelle")
    shown(page)
    names = page.get_by_role("combobox").evaluate_all("(all) => all.map((each) => each.getAttribute('aria-label'))")
    assert len(set(names)) == len(names) == 4
    assert page.locator("th[scope=row]").count() == 2
    assert page.locator("th[scope=col]").count() == 3
    cell = page.get_by_role("combobox", name="Jobcenter Musterstadt: Nachrichten")
    cell.focus()
    page.keyboard.press("ArrowDown")
    expect(cell).to_have_value("join")
    expect(page.get_by_text("Eine Änderung gilt noch nicht:").first).to_be_visible()
    expect(cell).to_be_focused()
    assert_accessible(page)
    page.get_by_role("link", name="Änderung prüfen").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/helfernetz/pruefen")
    shown(page)
    for name, key in (("Wofür ist das?", "Ausb"), ("Wie lange gilt das?", "6 Mo")):
        page.get_by_label(name).focus()
        page.keyboard.type(key)
    page.get_by_label("Nur Neues, ab jetzt").focus()
    page.keyboard.press("Space")
    page.get_by_label("Ihre sechs Wörter").focus()
    page.keyboard.type(client.sheet.words)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/helfernetz/[0-9a-f-]{36}"))
    shown(page)
    expect(level(page, "Nachrichten", "mitmachen")).to_be_checked()


def test_who_looked_in(town: Town, browse: Browse) -> None:
    client, office = town.client(), town.jobcenter
    relation = office.connect(client, messages=JOIN).relation
    page = sign_in(browse(town.live.url, width=390), client, "/helfernetz/einblicke")
    messaging.messages(messaging.thread(office.worker.me, relation))
    visit(page, "/helfernetz/einblicke")
    expect(page.get_by_text("Sabine Brandt (Jobcenter Musterstadt) hat gelesen: Nachrichten.").first).to_be_visible()
    expect(page.get_by_text("In dieser Liste fehlt etwas.")).to_be_hidden()
    assert_accessible(page)


def test_receipts_can_be_kept(town: Town, browse: Browse, tmp_path: Path) -> None:
    client, office = town.client(), town.jobcenter
    relation = office.connect(client, messages=JOIN).relation
    page = sign_in(browse(town.live.url, width=390), client, f"/helfernetz/{relation}")
    shown(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Als Datei speichern").click()
    file = tmp_path / "protokoll.txt"
    download.value.save_as(file)
    text = file.read_text()
    for fact in ("Jobcenter Musterstadt, Beratung", TERMS.purpose, TERMS.text, "lesen und Ihnen schreiben", "Uhr"):
        assert fact in text


def test_rights_can_be_read_without_a_network_and_not_changed(town: Town, browse: Browse) -> None:
    client = town.client()
    relation = town.jobcenter.connect(client, messages=JOIN).relation
    page = sign_in(browse(town.live.url, width=390), client, f"/helfernetz/{relation}")
    shown(page)
    page.context.set_offline(True)
    level(page, "Nachrichten", "nichts").check()
    expect(page.get_by_text("Es gilt noch alles wie vorher.").first).to_be_visible()
    expect(level(page, "Nachrichten", "mitmachen")).to_be_checked()
    page.context.set_offline(False)
    assert areas_of(town.jobcenter, relation)["messages"] == ["read", "write"]


def test_a_document_is_shown_to_whom_the_page_says_and_not_before_it_says_so(town: Town, browse: Browse) -> None:
    client = town.client()
    helper = town.jobcenter.connect(client, documents=("read",))
    reader = town.youth.connect(client, messages=JOIN)
    rights.network(client.me, client.sheet.words, helper, "documents", reader, TERMS)
    own = documents.folder(client.me)
    documents.add(own, File("Lebenslauf", "Lebenslauf.txt", "text/plain", b"Schule, zwei Praktika"))
    page = sign_in(browse(town.live.url, width=390, may_fail=True), client, "/dokumente")
    keep_for_later(page)
    mine, theirs = page.locator("#own"), page.locator(f"[id='{helper.relation}']")
    both = "Jobcenter Musterstadt, Jugendamt Musterstadt"
    said, dialog = page.locator("[data-said]"), page.get_by_role("dialog")
    expect(theirs.get_by_text("Liest dort mit: Jugendamt Musterstadt")).to_be_visible()

    page.context.set_offline(True)
    mine.get_by_role("button", name=re.compile("Einem Helfer zeigen ?: Lebenslauf")).click()
    dialog.get_by_role("button", name=re.compile("Jobcenter.* Liest dort mit: Jugendamt")).click()
    expect(said).to_contain_text("Noch nicht gesendet: Lebenslauf.")
    expect(theirs.get_by_text("Noch nicht gesendet.")).to_be_visible()
    expect(page.get_by_text("Sieht auch:")).to_have_count(0)
    mine.get_by_role("button", name=re.compile("Namen ändern ?: Lebenslauf")).click()
    dialog.get_by_label("Neuer Name").fill("Mein Lebenslauf")
    dialog.get_by_role("button", name="Namen speichern").click()
    expect(said).to_contain_text("Noch nicht gesendet: Mein Lebenslauf.")
    expect(mine.get_by_text("Noch nicht gesendet.")).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator("[data-sections]").get_by_text("Noch nicht gesendet.")).to_have_count(0)
    expect(mine.get_by_text(f"Sieht auch: {both}")).to_be_visible()
    assert [each.title for each in documents.documents(own)] == ["Mein Lebenslauf"]

    mine.get_by_role("button", name=re.compile("Löschen ?: Mein Lebenslauf")).click()
    expect(dialog).to_contain_text(f"Wem Sie es gezeigt haben, sieht es weiter: {both}.")
    dialog.get_by_role("button", name="Nein, behalten").click()
    theirs.get_by_role("button", name=re.compile("Löschen ?: Lebenslauf")).click()
    expect(dialog).to_contain_text("Das Dokument wird für alle gelöscht, die es hier sehen.")
    dialog.get_by_role("button", name="Nein, behalten").click()
    mine.get_by_role("button", name=re.compile("Nicht mehr zeigen ?: Jobcenter Musterstadt")).click()
    expect(said).to_contain_text(f"Sieht dieses Dokument nicht mehr: {both}.")
    mine.get_by_role("button", name=re.compile("Einem Helfer zeigen ?: Mein Lebenslauf")).click()
    dialog.get_by_role("button", name=re.compile("^Jobcenter Musterstadt")).click()
    expect(said).to_contain_text(f"Sieht jetzt Mein Lebenslauf: {both}.")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_pages_with_helpers_are_for_everybody(town: Town, browse: Browse, width: int, dark: bool) -> None:
    client = town.client()
    relation = town.jobcenter.connect(client, messages=JOIN, documents=("read",)).relation
    town.youth.connect(client, messages=JOIN)
    page = sign_in(browse(town.live.url, width=width, dark=dark), client)
    for path in ("/helfernetz", f"/helfernetz/{relation}", "/helfernetz/tabelle", "/helfernetz/einblicke"):
        visit(page, path)
        assert_accessible(page)
        assert_fits(page)
        assert_touchable(page)
