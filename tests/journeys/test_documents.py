# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Documents on both sides of the line: deposited, named, shown to one helper and no more, kept, fetched, deleted.
Then what people send by mistake: the page says what is wrong, what was typed stays, no record names an unfinished one.
"""

import hashlib
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Locator, Page, expect

from config.postgres import SUPERUSER, Cluster
from tests.accessibility.checks import assert_accessible_in_both_lights
from tests.musterstadt import KNOWN, PATIENCE, Musterstadt, People, send, until

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("patience")]

LARGEST = 20_000_000
OFFICE = "Jobcenter Musterstadt"


@pytest.fixture
def client(people: People) -> Page:
    """The client's folder, with everything in it."""
    page = people("client", "/dokumente", width=390)
    expect(shelf(page, "Mein Ordner").get_by_text("Zeugnis Praktikum", exact=True)).to_be_visible()
    return page


@pytest.fixture
def worker(people: People, musterstadt: Musterstadt) -> Page:
    """The case at the job centre, where the client shows documents."""
    page = people("jobcenter_worker", f"/eingang/{musterstadt.relation}/dokumente")
    expect(page.get_by_role("button", name="Ablegen")).to_be_visible()
    return page


def shelf(page: Page, name: str) -> Locator:
    return page.locator("document-folder section", has=page.get_by_role("heading", name=name, exact=True))


def row(within: Page | Locator, title: str) -> Locator:
    return within.get_by_role("listitem").filter(has_text=title)


def deposit(page: Page, file: Path, title: str = "", field: str = "#file") -> None:
    page.locator(field).set_input_files(file)
    if title:
        page.get_by_label("Wie heißt das Dokument?").fill(title)
    page.get_by_role("button", name="Ablegen").click()


def fetched(page: Page, within: Locator) -> bytes:
    """What the person gets."""
    with page.expect_download(timeout=PATIENCE) as download:
        within.get_by_role("button", name="Herunterladen").click()
    return download.value.path().read_bytes()


def answer(page: Page, act: Locator, dialog: str, button: str, typed: str = "") -> None:
    """Press `act`, look at the dialog that asks, and answer it."""
    act.click()
    asked = page.get_by_role("dialog", name=dialog)
    expect(asked).to_be_visible()
    assert_accessible_in_both_lights(page)
    if typed:
        asked.get_by_role("textbox").fill(typed)
    asked.get_by_role("button", name=button, exact=True).click()
    expect(asked).to_have_count(0)


def test_a_photo_is_filed_named_shown_to_one_helper_and_no_more(
    client: Page, worker: Page, people: People, musterstadt: Musterstadt, tmp_path: Path
) -> None:
    photo = tmp_path / "IMG_4711.jpg"
    client.screenshot(path=photo, type="jpeg")
    deposit(client, photo, "Brief vom Vermieter", "#photo")
    own = row(shelf(client, "Mein Ordner"), "Brief vom Vermieter")
    expect(own).to_have_count(1)
    expect(client.get_by_label("Wie heißt das Dokument?")).to_have_value("")
    own.get_by_role("button", name=re.compile("Öffnen.*Brief vom Vermieter")).click()
    viewer = client.get_by_role("dialog", name="Brief vom Vermieter")
    expect(viewer.get_by_role("img", name="Brief vom Vermieter")).to_be_visible()
    assert_accessible_in_both_lights(client)
    viewer.get_by_role("button", name="Schließen").click()

    rename = own.get_by_role("button", name=re.compile("Namen ändern"))
    answer(client, rename, "Namen ändern", "Namen speichern", typed="Mietvertrag")
    own = row(shelf(client, "Mein Ordner"), "Mietvertrag")
    expect(own).to_have_count(1)
    expect(client.get_by_text("Brief vom Vermieter", exact=True)).to_have_count(0)

    share = own.get_by_role("button", name=re.compile("Einem Helfer zeigen"))
    answer(client, share, "Wem wollen Sie dieses Dokument zeigen?", OFFICE)
    expect(own.get_by_text(re.compile(f"Sieht auch: .*{OFFICE}"))).to_be_visible()
    shown = row(worker, "Mietvertrag")
    expect(shown).to_have_count(1)
    assert fetched(worker, shown) == photo.read_bytes()
    youth = people("jugendamt_worker", f"/eingang/{musterstadt.relation}/dokumente")
    expect(youth.locator("document-folder").get_by_text("Nicht verfügbar.")).to_be_visible()

    own.get_by_role("button", name=re.compile(f"Nicht mehr zeigen: {OFFICE}")).click()
    expect(own.get_by_text("Sieht auch:")).to_have_count(0)
    expect(shown).to_have_count(0)
    expect(own).to_have_count(1)

    delete = own.get_by_role("button", name=re.compile("Löschen"))
    answer(client, delete, "Mietvertrag", "Nein, behalten")
    expect(own).to_have_count(1)
    answer(client, delete, "Mietvertrag", "Ja, löschen")
    expect(own).to_have_count(0)
    client.reload()
    expect(shelf(client, "Mein Ordner").get_by_text("Zeugnis Praktikum", exact=True)).to_be_visible()
    expect(client.get_by_text("Mietvertrag")).to_have_count(0)


def test_a_helper_deposits_and_the_client_keeps_it(
    client: Page, worker: Page, musterstadt: Musterstadt, tmp_path: Path
) -> None:
    letter = tmp_path / "Stellenangebot.pdf"
    letter.write_bytes(musterstadt.pdf)
    deposit(worker, letter)  # the name of the file is a good first name
    expect(row(worker, "Stellenangebot")).to_have_count(1)
    given = row(shelf(client, f"{OFFICE} sieht"), "Stellenangebot")
    given.get_by_role("button", name=re.compile("Öffnen.*Stellenangebot")).click()
    pages = client.frame_locator("iframe").get_by_role("img", name="Seite 1 von 1")
    expect(pages).to_be_visible()
    client.keyboard.press("Escape")
    given.get_by_role("button", name="In meinen Ordner").click()
    kept = row(shelf(client, "Mein Ordner"), "Stellenangebot")
    expect(kept).to_have_count(1)
    assert fetched(client, kept) == musterstadt.pdf
    expect(row(worker, "Stellenangebot").get_by_role("button", name=re.compile("In meinen Ordner"))).to_be_hidden()


FOLLOW_PROGRESS = """() => {
    const bar = document.querySelector('[data-add] progress')
    window.progressed = []
    new MutationObserver(() => window.progressed.push(bar.value)).observe(bar, { attributes: true })
}"""


def test_twenty_megabytes_go_up_with_progress_and_come_back_whole(client: Page, tmp_path: Path) -> None:
    film = tmp_path / "Film.bin"
    film.write_bytes(secrets.token_bytes(LARGEST))
    client.evaluate(FOLLOW_PROGRESS)
    deposit(client, film)
    expect(client.get_by_text("Dokument wird verschlüsselt und gesendet.")).to_be_visible()
    own = row(shelf(client, "Mein Ordner"), "Film")
    expect(own).to_have_count(1)
    steps = client.evaluate("window.progressed")
    up = steps[: steps.index(100) + 1]
    assert up == sorted(up)
    assert len(set(up)) > 4, "so that nobody thinks it hangs"
    expect(own.get_by_role("button", name=re.compile("Öffnen"))).to_be_hidden()  # nothing a browser could show
    back = fetched(client, own)
    assert hashlib.sha256(back).digest() == hashlib.sha256(film.read_bytes()).digest()


# --- What people send by mistake ---


def positions(musterstadt: Musterstadt) -> dict[str, int]:
    """How many records each space of the client has."""
    spaces = musterstadt.device("client").transport.call("GET", "/spaces")["spaces"]
    return {each["space"]: each["position"] for each in spaces}


TOO_LARGE = "zu-gross.pdf ist zu groß. Ein Dokument darf höchstens 20 MB haben."
TOO_LONG = "Der Text ist zu lang für eine Nachricht. Speichern Sie ihn als Dokument oder teilen Sie ihn in mehrere"
STOPPED = "Das Hochladen wurde unterbrochen. Ihr Text ist noch da. Bitte senden Sie noch einmal."


@dataclass(frozen=True)
class Mistake:
    """What is in the box, which file is chosen (its size in bytes), and the sentence that must come."""

    sentence: str
    typed: str = "Kanarienvogel: Hier ist der Brief."
    file: str = ""
    size: int = 0


MISTAKES = {
    "too large": Mistake(TOO_LARGE, file="zu-gross.pdf", size=LARGEST + 1),
    "empty file": Mistake("leer.txt ist leer.", file="leer.txt"),
    "empty message": Mistake("Bitte schreiben Sie erst etwas oder hängen Sie ein Dokument an.", typed="  \n "),
    "1 MB of text": Mistake(TOO_LONG, typed=("Kanarie " * 9 + "\n") * 14_000),
}


PASTE = """(box, text) => {
    box.value = text
    box.dispatchEvent(new Event('input', { bubbles: true }))
}"""
"""The browser's own way takes a minute for 1 MB."""


EVERYWHERE = [(side, name) for side in ("client", "jobcenter_worker") for name in MISTAKES]


@pytest.mark.parametrize(("side", "name"), EVERYWHERE[:-1])  # 1 MB once is enough: it takes seconds
def test_a_mistake_in_a_message(people: People, musterstadt: Musterstadt, tmp_path: Path, side: str, name: str) -> None:
    mistake, before = MISTAKES[name], positions(musterstadt)
    page = people(side, f"/{'nachrichten' if side == 'client' else 'eingang'}/{musterstadt.relation}")
    box = page.locator("message-thread textarea")
    expect(box).to_be_visible()
    box.evaluate(PASTE, mistake.typed)
    if mistake.file:
        file = tmp_path / mistake.file
        file.touch()
        os.truncate(file, mistake.size)
        expect(page.locator("label[for=file]")).to_be_visible()
        page.locator("#file").set_input_files(file)
    else:
        page.get_by_role("button", name=re.compile("^(Antwort s|S)enden")).click()
    expect(page.locator("[data-errors]").get_by_role("link", name=mistake.sentence)).to_be_visible()
    expect(page.locator("[data-errors]")).to_be_focused()
    assert box.input_value() == mistake.typed
    expect(page.get_by_role("list", name="Angehängte Dokumente").get_by_role("listitem")).to_have_count(0)
    if name == "empty file" and side == "client":
        assert_accessible_in_both_lights(page)
    assert positions(musterstadt) == before
    box.fill("")


def test_a_mistake_in_the_folder(client: Page, musterstadt: Musterstadt, tmp_path: Path) -> None:
    before = positions(musterstadt)
    errors = client.locator("[data-errors]")
    client.get_by_role("button", name="Ablegen").click()
    expect(errors.get_by_role("link", name="Bitte wählen Sie zuerst eine Datei.")).to_be_visible()
    expect(errors.get_by_role("link", name="Bitte geben Sie dem Dokument einen Namen.")).to_be_visible()
    client.get_by_label("Wie heißt das Dokument?").fill("Kanarienvogel-Name")
    large = tmp_path / "zu-gross.pdf"
    large.touch()
    os.truncate(large, LARGEST + 1)
    deposit(client, large)
    expect(errors.get_by_role("link", name="Bitte wählen Sie zuerst eine Datei.")).to_be_visible()
    expect(client.get_by_label("Wie heißt das Dokument?")).to_have_value("Kanarienvogel-Name")
    client.get_by_label("Wie heißt das Dokument?").fill("")
    assert positions(musterstadt) == before


BROKEN = {
    "Halbes Bild.png": b"\x89PNG\r\n\x1a\n" + bytes(200),
    "Kein Bild.jpg": b"<script>alert(1)</script>",
    "Halbes PDF.pdf": b"%PDF-1.7\n" + bytes(200),
    "Kein PDF.pdf": b"MZ" + bytes(200),
}


def test_a_broken_file_is_not_shown_but_can_be_fetched(
    people: People, musterstadt: Musterstadt, tmp_path: Path
) -> None:
    worker = people("jobcenter_worker", f"/eingang/{musterstadt.relation}")
    for name, content in BROKEN.items():
        (tmp_path / name).write_bytes(content)
    expect(worker.locator("label[for=file]")).to_be_visible()  # not before the office knows whom it writes to
    worker.locator("#file").set_input_files([tmp_path / name for name in BROKEN])
    send(worker, "Kanarienvogel: Vier Anhänge.")
    client = people("client", f"/nachrichten/{musterstadt.relation}", width=390)
    message = client.get_by_role("article").filter(has_text="Vier Anhänge.")
    for name, content in BROKEN.items():
        title = name.rpartition(".")[0]
        message.get_by_role("button", name=re.compile(f"Öffnen.*{title}")).click()
        viewer = client.get_by_role("dialog", name=title)
        expect(viewer.get_by_text("Dieses Dokument kann hier nicht angezeigt werden.")).to_be_visible()
        viewer.get_by_role("button", name="Schließen").click()
        file = message.locator("[data-file]").filter(has_text=title)
        assert fetched(client, file) == content


def test_an_upload_cut_off_leaves_nothing_behind(
    people: People, musterstadt: Musterstadt, postgres: Cluster, tmp_path: Path
) -> None:
    before = positions(musterstadt)
    client = people("client", f"/nachrichten/{musterstadt.relation}", width=390)
    expect(client.get_by_text(KNOWN)).to_be_visible()
    file = tmp_path / "Ordner.zip"
    file.write_bytes(secrets.token_bytes(2_500_000))
    client.locator("#file").set_input_files(file)
    second_part = re.compile(r"/blobs/[^/]+/parts/1$")
    client.route(second_part, lambda route: route.abort())
    with client.expect_event("requestfailed", lambda request: bool(second_part.search(request.url))):
        send(client, "Kanarienvogel: Der ganze Ordner.")
    client.get_by_role("button", name="Abbrechen").click()
    expect(client.locator("[data-errors]").get_by_role("link", name=STOPPED)).to_be_visible()
    expect(client.locator("message-thread textarea")).to_have_value("Kanarienvogel: Der ganze Ordner.")
    attached = client.get_by_role("list", name="Angehängte Dokumente").get_by_role("listitem")
    expect(attached.filter(has_text="Ordner.zip")).to_have_count(1)
    assert positions(musterstadt) == before
    client.unroute(second_part)

    client.get_by_role("button", name="Senden", exact=True).click()
    message = client.get_by_role("article").filter(has_text="Der ganze Ordner.")
    expect(message).to_have_count(1)
    expect(attached).to_have_count(0)
    assert fetched(client, message.locator("[data-file]")) == file.read_bytes()
    assert musterstadt.said("jobcenter_worker", "Der ganze Ordner.") == 1
    assert_swept(musterstadt, postgres)
    client.reload()
    assert fetched(client, message.locator("[data-file]")) == file.read_bytes(), "what is named stays"


UNNAMED = "SELECT id FROM vault_blob AS b WHERE NOT EXISTS (SELECT FROM vault_blobreference AS r WHERE r.blob = b.id)"
SWEEP = """SELECT procrastinate_defer_jobs_v1(ARRAY[ROW(
    'default', 'sociallook.vault.jobs.sweep', 0, NULL, NULL, '{"timestamp": 0}'::jsonb, NULL
)]::procrastinate_job_to_defer_v1[])"""


def assert_swept(musterstadt: Musterstadt, postgres: Cluster) -> None:
    """A day later the server's own job deletes what no record names, and nothing else."""
    files = musterstadt.live.blobs
    url = postgres.url(SUPERUSER, musterstadt.live.database)
    with psycopg.connect(url, autocommit=True) as connection:
        unnamed = [str(blob) for (blob,) in connection.execute(UNNAMED).fetchall()]
        assert any(files.rglob(f"{unnamed[0]}/*")), "the first part had arrived"
        connection.execute("UPDATE vault_blob SET since = since - interval '25 hours'")
        connection.execute(SWEEP)
        until(lambda: not connection.execute(UNNAMED).fetchall(), "nothing unnamed is left")
    until(lambda: not [each for each in unnamed if any(files.rglob(f"{each}/*"))], "nor a part of it")
