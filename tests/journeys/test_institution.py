# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""An institution in real browsers, from the operator's link on: begun, staffed, standing in, left, and handed on.

Each step is looked at by axe by day and by night, because these pages are reached once and by nobody else.
"""

import re
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect
from sociallook_protocol.encoding import b64u, unb64u
from sociallook_protocol.pairing import read_offer
from sociallook_sdk import institutions, messaging, rights
from sociallook_sdk.accounts import Me, Sheet, register
from sociallook_sdk.accounts import sign_in as enter
from sociallook_sdk.rights import Terms
from sociallook_sdk.transport import HttpTransport

from tests.accessibility.checks import assert_accessible_in_both_lights, assert_fits
from tests.browse import Browse
from tests.live import Live
from tests.musterstadt import Musterstadt, until

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("patience")]

NAME = "Volkshochschule Musterstadt"
WORK = Terms("Ausbildung oder Arbeit finden", "Text der Einwilligung, Fassung 1")


def path_of(link: str) -> str:
    parts = urlsplit(link.rsplit(maxsplit=1)[-1])
    return f"{parts.path}#{parts.fragment}"


def open_account(page: Page, invitation: str) -> Sheet:
    """From a page that asks for an account to the sheet and back."""
    page.goto(invitation)
    expect(page.get_by_role("heading", name="Erst ein Konto für Ihre Arbeit")).to_be_visible()
    assert_accessible_in_both_lights(page)
    assert "#" not in page.url, "the secret stays in no address"
    page.get_by_role("link", name="Konto anlegen").click()
    page.get_by_label("Ja, es ist mein Gerät").check()
    page.get_by_role("button", name="Konto anlegen").click()
    words = page.locator("[data-words] li")
    expect(words).to_have_count(6)
    sheet = Sheet(page.locator(".login").inner_text(), " ".join(words.all_inner_texts()))
    page.get_by_role("button", name="Ja, ich habe das Blatt").click()
    page.wait_for_url(f"**{urlsplit(invitation).path}")
    expect(page.locator("[data-step]:visible").get_by_role("heading", level=1)).not_to_have_text(
        "Hier fehlt die Einladung"
    )
    return sheet


def prove(within: Page | Locator, sheet: Sheet, button: str) -> None:
    within.get_by_label("Ihre sechs Wörter").fill(sheet.words)
    within.get_by_role("button", name=button).click()


def offered(within: Locator) -> str:
    """The link of a code on the screen."""
    field = within.get_by_label("Der Link")
    expect(field).to_have_value(re.compile("#p="))
    return path_of(field.input_value())


def answer_invitation(page: Page, name: str) -> None:
    page.get_by_role("button", name="Einladung annehmen").click()
    expect(page.get_by_role("link", name="Bitte geben Sie Ihren Namen an.")).to_be_visible()
    page.get_by_label("Ihr Name bei der Arbeit").fill(name)
    assert_accessible_in_both_lights(page)
    assert_fits(page)
    page.get_by_role("button", name="Einladung annehmen").click()
    expect(page.get_by_role("heading", name="Ihre Antwort ist da")).to_be_visible()


def take_in(boss: Page, sheet: Sheet, wish: str, *, look: bool = False) -> None:
    """The administrator hears of the answer without doing anything, and signs."""
    request = boss.get_by_role("listitem").filter(has_text=wish)
    expect(request).to_have_count(1)
    request.get_by_role("button", name=re.compile("Aufnehmen")).click()
    dialog = boss.get_by_role("dialog", name="Sind Sie es?")
    expect(dialog).to_be_visible()
    if look:
        assert_accessible_in_both_lights(boss)
    prove(dialog, sheet, "Mit sechs Wörtern bestätigen")
    expect(dialog).to_be_hidden()
    expect(request).to_have_count(0)


def newest_key(me: Me, fingerprint: bytes, team: str) -> tuple[int, set[bytes]]:
    """Number of the team's newest key and who holds it, checked by the SDK."""
    newest = institutions.known(me, fingerprint).teams[team][-1]
    return newest.epoch, {recipient.person for recipient in newest.recipients}


def begin(live: Live, boss: Page) -> tuple[Sheet, bytes]:
    """From the operator's link to an institution that the operator has checked; returns sheet and fingerprint."""
    sheet = open_account(boss, path_of(live.sociallook("institution", "add", NAME, "--kind", "training")))
    expect(boss.get_by_role("heading", name=NAME)).to_be_visible()
    prove(boss, sheet, "Mit sechs Wörtern eröffnen")
    expect(boss.get_by_role("link", name="Bitte geben Sie dem ersten Team einen Namen.")).to_be_visible()
    expect(boss.get_by_role("link", name="Bitte wählen Sie, ob Sie selbst beraten.")).to_be_visible()
    boss.get_by_label("Wie heißt das erste Team?").fill("Kurse")
    boss.get_by_role("radio", name=re.compile("Ja")).check()
    boss.get_by_label("Ihr Name bei der Arbeit").fill("Ines Vogt")
    assert_accessible_in_both_lights(boss)
    prove(boss, sheet, "Mit sechs Wörtern eröffnen")
    boss.wait_for_url("**/stelle")
    expect(boss.get_by_text("Noch nicht geprüft. Bitte melden Sie sich beim Betreiber.")).to_be_visible()
    fingerprint = unb64u((boss.locator("[data-slot=fingerprint]").text_content() or "").replace(" ", ""))
    live.sociallook("institution", "verify", b64u(fingerprint))
    boss.reload()
    expect(boss.get_by_text("Geprüft: Der Betreiber kennt diese Stelle.")).to_be_visible()
    return sheet, fingerprint


def invite(boss: Page) -> str:
    boss.goto("/stelle")
    boss.get_by_role("button", name=re.compile("Person einladen.*Kurse")).click()
    return offered(boss.locator("[data-offer]"))


def connect(live: Live, code: Page, doors: ExitStack) -> tuple[Me, str, str]:
    """A client scans the code of a professional and writes; returns device, relation and team."""
    me, sheet = register(doors.enter_context(HttpTransport(live.url)), "client")
    me.confirm_sheet()
    code.goto("/team/kontakt")
    offer = read_offer(offered(code.locator("[data-offer]")).partition("#")[2])
    areas = {"messages": ("read", "write")}
    relation = rights.connect_helper(me, sheet.words, offer, areas, WORK, name="Jana M.").relation
    expect(code.get_by_text("Jana M. ist verbunden und geprüft.").first).to_be_visible()
    messaging.write(messaging.thread(me, relation), "Kanarienvogel-Kurs: Wann beginnt er?")
    return me, relation, offer.team


def test_from_the_operators_link_to_standing_in_to_leaving(musterstadt: Musterstadt, browse: Browse) -> None:
    live = musterstadt.live
    boss, lena, omar = (browse(live.url, width=width) for width in (1280, 390, 1280))
    boss_sheet, fingerprint = begin(live, boss)

    # Lena is taken in, and reads only once somebody who knows her says so. Nobody else can use her invitation.
    invitation = invite(boss)
    assert_accessible_in_both_lights(boss)
    lena_sheet = open_account(lena, invitation)
    expect(lena.get_by_role("heading", name=NAME)).to_be_visible()
    answer_invitation(lena, "Lena Hartmann")
    take_in(boss, boss_sheet, "Lena Hartmann möchte ins Team Kurse.", look=True)
    expect(boss.get_by_text("Lena Hartmann gehört jetzt dazu.").first).to_be_visible()
    lena.wait_for_url("**/eingang")
    omar_sheet = open_account(omar, invitation)
    omar.get_by_label("Ihr Name bei der Arbeit").fill("Omar Said")
    omar.get_by_role("button", name="Einladung annehmen").click()
    expect(omar.get_by_role("heading", name="Diese Einladung gilt nicht mehr")).to_be_visible()
    lena.goto("/team")
    expect(lena.get_by_text("Sie können noch nichts lesen.")).to_be_visible()
    confirm(boss, "Lena Hartmann")
    expect(lena.get_by_text("Sie können noch nichts lesen.")).to_be_hidden()

    # Omar stands in: confirmed by Lena, he reads what was written to her.
    omar.goto(invite(boss))
    answer_invitation(omar, "Omar Said")
    take_in(boss, boss_sheet, "Omar Said möchte ins Team Kurse.")
    confirm(lena, "Omar Said")
    with ExitStack() as doors:
        client, relation, team = connect(live, lena, doors)
        for page in (lena, omar):
            page.goto(f"/eingang/{relation}")
            expect(page.get_by_text("Kanarienvogel-Kurs: Wann beginnt er?")).to_be_visible()

        # Lena leaves. Her page is empty at once, and the team goes on under a key that she does not have.
        mate = enter(doors.enter_context(HttpTransport(live.url)), omar_sheet.login, omar_sheet.words)
        before, holders = newest_key(mate, fingerprint, team)
        assert len(holders) == 3
        leave(lena)
        omar.goto("/team")  # whoever of the others is first starts the next key
        expect(omar.get_by_text("Ines Vogt")).to_be_visible()
        until(lambda: newest_key(mate, fingerprint, team)[0] > before, "the team's next key")
        remaining = newest_key(mate, fingerprint, team)[1]
        assert len(remaining) == 2
        assert remaining < holders
        messaging.write(messaging.thread(client, relation), "Kanarienvogel-Danach")
        omar.goto(f"/eingang/{relation}")
        expect(omar.get_by_text("Kanarienvogel-Danach")).to_be_visible()
    assert_reads_nothing(lena, relation)

    hand_on(boss, boss_sheet, lena, lena_sheet)
    assert_reads_nothing(lena, relation)
    assert_reads_nothing(omar, relation)


def confirm(page: Page, name: str) -> None:
    page.goto("/team")
    newcomer = page.get_by_role("listitem").filter(has_text=name)
    expect(newcomer.get_by_text("Neu im Team. Kennen Sie diese Person?")).to_be_visible()
    newcomer.get_by_role("button", name=re.compile("Ja, bestätigen")).click()
    expect(page.get_by_text(f"{name} kann jetzt lesen").first).to_be_visible()


def leave(page: Page) -> None:
    page.goto("/team")
    page.get_by_role("button", name="Team verlassen").click()
    dialog = page.get_by_role("dialog", name="Team verlassen?")
    expect(dialog).to_be_visible()
    assert_accessible_in_both_lights(page)
    dialog.get_by_role("button", name="Nein, bleiben").click()
    expect(page.get_by_role("button", name="Team verlassen")).to_be_visible()
    page.get_by_role("button", name="Team verlassen").click()
    page.get_by_role("dialog", name="Team verlassen?").get_by_role("button", name="Ja, verlassen").click()
    expect(page.get_by_text("Sie gehören nicht mehr zum Team.").first).to_be_visible()
    expect(page.get_by_text("Sie sind in keinem Team.")).to_be_visible()


def assert_reads_nothing(page: Page, relation: str) -> None:
    """Neither a name nor a word of what she could read before."""
    page.goto("/eingang")
    expect(page.get_by_text("Noch hat niemand Ihrem Team etwas erlaubt.")).to_be_visible()
    page.goto(f"/eingang/{relation}")
    expect(page.get_by_text("Nicht verfügbar.").first).to_be_visible()
    expect(page.locator("[data-loading]:visible")).to_have_count(0)
    for gone in ("Jana M.", "Kanarienvogel"):
        expect(page.get_by_text(gone)).to_have_count(0)


def hand_on(boss: Page, boss_sheet: Sheet, lena: Page, lena_sheet: Sheet) -> None:
    """Somebody who is in no team becomes the second administrator, changes the institution, and still reads nothing."""
    boss.goto("/stelle")
    boss.get_by_role("button", name="Verwaltung einladen").click()
    lena.goto(offered(boss.locator("[data-offer]")))
    answer_invitation(lena, "Lena Hartmann")
    take_in(boss, boss_sheet, "Lena Hartmann möchte mitverwalten.")
    lena.wait_for_url("**/eingang")
    lena.goto("/stelle")
    lena.get_by_role("button", name="Team anlegen").click()
    expect(lena.get_by_role("link", name="Bitte geben Sie dem Team einen Namen.")).to_be_visible()
    lena.get_by_label("Name des Teams").fill("Beratung")
    lena.get_by_role("button", name="Team anlegen").click()
    prove(lena.get_by_role("dialog", name="Sind Sie es?"), lena_sheet, "Mit sechs Wörtern bestätigen")
    expect(lena.get_by_text("Das Team Beratung ist da.").first).to_be_visible()
    expect(lena.get_by_role("heading", name="Beratung", exact=True)).to_be_visible()
    assert_accessible_in_both_lights(lena)
    member = lena.get_by_role("listitem").filter(has_text="Omar Said")
    member.get_by_role("button", name=re.compile("Entfernen")).click()
    expect(lena.get_by_text("Omar Said gehört nicht mehr dazu und liest nichts Neues.").first).to_be_visible()
    expect(member).to_have_count(0)
