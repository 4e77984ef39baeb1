# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""One attack after the other against people at real browsers: nothing false is shown, nothing is uploaded, the refusal
is named. Together they meet every refusal of the protocol (SPEC section 11).
"""

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sociallook_protocol.changes import revoke, write
from sociallook_protocol.encoding import b64u, unb64u
from sociallook_protocol.errors import CODES
from sociallook_sdk import institutions, messaging
from sociallook_sdk.accounts import register
from sociallook_sdk.errors import Stale
from sociallook_sdk.transport import HttpTransport

from tests.adversary import accomplices
from tests.adversary.accomplices import SLIPPED, Json
from tests.adversary.attacks import ATTACKS, RECORDS, SPACE, added
from tests.adversary.stage import LAST, PATIENCE, SAID, Stage, Victim

pytestmark = pytest.mark.browser


# A page that is opened while the server attacks -----------------------------------------------------


def puppet(stage: Stage) -> Json:
    with HttpTransport(stage.live.url) as transport:
        member, _sheet = register(transport, "professional")
        admin, (institution, team) = stage.device("jobcenter_admin"), young_team(stage)
        return accomplices.puppet(admin, stage.sheet("jobcenter_admin"), member, institution, team)


def young_team(stage: Stage) -> tuple[bytes, str]:
    """Institution and team that the thread is with."""
    chain = stage.thread("client").opened.view.chain
    assert chain
    subject = next(iter(chain.newest.grants.values())).subject
    return subject.institution, subject.team


def other_institution_chain(stage: Stage) -> Json:
    sheet = stage.sheet("jobcenter_admin")
    return accomplices.other_institution_chain(stage.device("jobcenter_admin"), sheet, young_team(stage)[0])


GIVEN: dict[str, Callable[[Stage], Json]] = {
    "written_by_a_reader": lambda stage: accomplices.slipped(
        stage.thread("jugendamt_worker"), accomplices.newest_row(stage.thread("client"))
    ),
    "written_in_my_name": lambda stage: accomplices.written_in_my_name(stage.thread("jobcenter_worker")),
    "epoch_for_a_stranger": lambda stage: accomplices.epoch_for_a_stranger(
        stage.thread("jobcenter_worker"), stage.device("stranger_worker").keys.statements[-1]
    ),
    "puppet": puppet,
    "other_institution_chain": other_institution_chain,
    "other_space_chain": lambda stage: accomplices.other_space_chain(stage.thread("client")),
}
"""What accomplices hand to the server for an attack on the thread with the job centre."""

ON_THE_CLIENT = (
    *("altered_text", "swapped_key", "loose_header", "other_suite_record", "moved_record", "held_back"),
    *("foreign_chain", "widened_grant", "unsigned_member", "other_root", "bad_epoch_signature"),
    *("old_bundle", "old_institutions", "other_suite"),
    *("written_by_a_reader", "written_in_my_name", "epoch_for_a_stranger", "puppet", "other_institution_chain"),
)
ON_A_PROFESSIONAL = (
    *("altered_text", "held_back", "unsigned_member", "other_root", "old_bundle", "old_institutions"),
    *("written_by_a_reader", "epoch_for_a_stranger", "puppet", "other_space_chain"),
)
SHOWN_AS = {"E_GAP": "Hier fehlt etwas."}
"""A missing link has a sentence of its own."""


@pytest.mark.parametrize("name", ON_THE_CLIENT)
def test_a_client_is_not_deceived(stage: Stage, client: Victim, name: str) -> None:
    assert_refused(stage, client, name)


@pytest.mark.parametrize("name", ON_A_PROFESSIONAL)
def test_a_professional_is_not_deceived(stage: Stage, worker: Victim, name: str) -> None:
    assert_refused(stage, worker, name)


def assert_refused(stage: Stage, victim: Victim, name: str) -> None:
    attack = ATTACKS[name]
    given = GIVEN[name](stage) if name in GIVEN else None
    victim.is_attacked(name, given)
    victim.sees(SHOWN_AS.get(attack.refusal, attack.refusal))
    if attack.path == SPACE:  # nothing of it is shown, and there is no box to write
        victim.sees_nothing_of(SAID)
        expect(victim.page.locator("[data-compose]")).to_be_hidden()
    elif name == "held_back":
        victim.sees(LAST)
        victim.sees_nothing_of(SAID)
    else:  # one false record hides no other
        victim.sees(SAID)
        victim.sees_nothing_of(SLIPPED if attack.alter is added else LAST)
    assert victim.sent == []


# A page that is open already ------------------------------------------------------------------------

TYPED = "Halb getippt, als es geschah"


@pytest.mark.parametrize("name", ["other_institution_chain", "other_root", "old_bundle"])
def test_an_open_page_raises_the_alarm_and_sends_nothing_more(
    stage: Stage,
    client: Victim,
    name: str,
) -> None:
    assert_frozen(stage, client, name)


@pytest.mark.parametrize("name", ["other_space_chain"])
def test_so_does_that_of_a_professional(stage: Stage, worker: Victim, name: str) -> None:
    assert_frozen(stage, worker, name)


def assert_frozen(stage: Stage, victim: Victim, name: str) -> None:
    given = GIVEN[name](stage) if name in GIVEN else None
    victim.reads()
    field = victim.page.get_by_role("textbox").first
    field.fill(TYPED)
    victim.is_attacked_while_open(name, given)
    expect(victim.page.locator("[data-alarm]")).to_contain_text(ATTACKS[name].refusal, timeout=PATIENCE)
    victim.sees(SAID)  # it was checked before
    field.press("Control+Enter")
    expect(victim.page.locator("[data-compose] [type=submit]")).to_be_disabled()
    expect(field).to_have_value(TYPED)
    assert victim.sent == []
    stage.stop()
    victim.reads()
    expect(field).to_have_value(TYPED, timeout=PATIENCE)  # nothing typed is lost
    expect(victim.page.locator("[data-compose] [type=submit]")).to_be_enabled()
    field.fill("")


def test_an_open_folder_raises_it_too(stage: Stage, client: Victim) -> None:
    client.reads("Lebenslauf", "/dokumente")
    client.is_attacked_while_open("other_institution_chain", other_institution_chain(stage))
    client.sees("E_FORK")
    assert client.sent == []


def test_nothing_is_written_at_another_time(client: Victim) -> None:
    client.is_attacked("other_time")
    client.sees(SAID)
    field = client.page.get_by_role("textbox").first
    field.fill(TYPED)
    client.page.get_by_role("button", name="Senden", exact=True).click()
    client.sees("Die Uhr Ihres Geräts geht falsch.")
    expect(field).to_have_value(TYPED)
    assert client.sent == []
    field.fill("")


# Two parties ------------------------------------------------------------------------------------------


def test_an_answer_does_not_count_for_another_text(stage: Stage, client: Victim) -> None:
    helper, mine = (stage.thread(role, "jugendwerk_worker") for role in ("jugendwerk_worker", "client"))
    proposal = messaging.write(helper, "Treffen am Montag?")
    row = accomplices.newest_row(mine)
    ref = {"record": proposal, "version": 1, "hash": accomplices.tail_of(row)}
    at = mine.me.clock()
    answer = write(mine.me.act(), mine.ground(), [accomplices.message(at, "Einverstanden mit Montag.", refs=[ref])])
    mine.me.transport.call("POST", f"/spaces/{mine.id}/records", answer.plain()["records"][0])
    path = f"/nachrichten/{stage.relation('jugendwerk_worker')}"
    client.reads("Einverstanden mit Montag.", path)

    client.is_attacked("bait_and_switch", accomplices.bait_and_switch(helper, row), path)
    client.sees("E_FORK")
    client.sees("Hier fehlt etwas.")
    client.sees_nothing_of("Einverstanden mit Montag.")


def test_old_heads_after_a_right_was_withdrawn(stage: Stage, client: Victim) -> None:
    path = f"/nachrichten/{stage.relation('jugendwerk_worker')}"
    before = stage.thread("jugendwerk_worker", "jugendwerk_worker")  # from now on it knows no more
    mine = stage.thread("client", "jugendwerk_worker")
    grant = next(iter(mine.ground().state.grants))
    mine.me.change(revoke(mine.me.act(), mine.ground(), {grant: ["write"]}).plain())
    mine.refresh()
    client.reads("Hallo Deniz", path)

    client.is_attacked("written_after_the_end", accomplices.slipped(before, accomplices.newest_row(mine)), path)
    client.sees("E_ROLLBACK")
    client.sees_nothing_of(SLIPPED)
    client.is_attacked("epoch_at_old_heads", accomplices.epoch_at_old_heads(before, mine.opened.newest), path)
    client.sees("E_ROLLBACK")
    client.sees_nothing_of("Hallo Deniz")
    assert client.sent == []


def test_who_has_left_writes_nothing_more_and_reads_nothing_more(stage: Stage, client: Victim) -> None:
    before = stage.thread("jobcenter_standin")
    leaver, (institution, team) = before.me, young_team(stage)
    team_key = institutions.known(leaver, institution).teams[team][-1].epoch
    assert leaver.person in {each.person for each in before.opened.newest.recipients}
    institutions.leave(leaver, institution, team)
    client.reads()  # the device learns of it; it starts no epoch for that
    stayed = stage.thread("jobcenter_worker")
    newest = accomplices.newest_row(stayed)

    # a false record at the end, and then one of the leaver behind the true end: the device knows how far it had read
    client.is_attacked("altered_text")
    client.sees("E_AEAD")
    client.is_attacked("backdated_by_a_leaver", accomplices.slipped(before, newest, days_ago=1))
    client.sees("E_ROLLBACK")
    client.sees_nothing_of(SLIPPED)
    assert client.sent == []

    # an accomplice who stays behind with the old key is named by the honest part of the server
    late = accomplices.slipped(stayed, newest)["record"]
    with pytest.raises(Stale, match="E_STALE"):
        stayed.me.transport.call("POST", f"/spaces/{stayed.id}/records", {**late, "blobs": []})

    client.is_attacked("stale_denied")
    client.sees(SAID)
    client.page.get_by_role("textbox").first.fill("Nur noch für die anderen")
    with client.page.expect_request(lambda request: request.method == "POST") as posted:
        client.page.get_by_role("button", name="Senden", exact=True).click()
    assert posted.value.url.endswith("/changes")  # never a record alone: that would be under the stale key
    client.sees("Nur noch für die anderen")
    change = json.loads(posted.value.post_data or "")
    (started,) = [each["record"] for each in change["epochs"]]
    named = json.loads(unb64u(started["bytes"]))["recipients"]
    assert b64u(leaver.person) not in {each["person"] for each in named}
    assert all(each["generation"] > team_key for each in named if each["team"] == team)  # the leaver has the older ones


# Codes, new devices, and browsers that lose keys -----------------------------------------------------------


def test_an_answer_to_another_code_confirms_nobody(stage: Stage, worker: Victim) -> None:
    worker.page.goto("/team/kontakt")
    expect(worker.page.locator("[data-offer]")).to_be_visible(timeout=PATIENCE)
    given = accomplices.relayed_answer(stage.device("second_client"), stage.relation("jobcenter_worker"))
    stage.attack("relayed_answer", given)
    worker.sent.clear()
    with worker.page.expect_response(re.compile(ATTACKS["relayed_answer"].path)):
        worker.page.reload()
    worker.page.wait_for_load_state("networkidle")
    worker.sees_nothing_of("ist verbunden und geprüft")
    assert worker.sent == []  # nothing is confirmed, and the code stays open for the right person


ON_A_NEW_DEVICE = ("swapped_wraps", "without_wraps")
"""A device that has opened a key before keeps it and needs no wrap again."""


@pytest.mark.parametrize("name", ON_A_NEW_DEVICE)
def test_a_key_that_is_not_mine_opens_nothing(stage: Stage, stranger: Victim, name: str) -> None:
    stage.attack(name)
    stranger.sign_in()
    stranger.sees(ATTACKS[name].refusal)
    stranger.sees_nothing_of(SAID)
    assert stranger.sent == []  # above all no new keys


def test_weaker_parameters_are_refused_before_anything_is_sent(stage: Stage, stranger: Victim) -> None:
    asked: list[str] = []
    stranger.page.on("request", lambda request: asked.append(request.url))
    stage.attack("weaker_words")
    stranger.sign_in()
    stranger.sees("E_KDF_FLOOR")
    assert not [url for url in asked if url.endswith("/api/v1/sign-in")]


def test_a_browser_that_loses_keys_keeps_nothing_and_says_so(stranger: Victim) -> None:
    stranger.page.add_init_script(
        "const get = IDBObjectStore.prototype.get;"
        "IDBObjectStore.prototype.get = function (name) { return get.call(this, name === 'D' ? 'lost' : name) }"
    )
    stranger.page.goto("/anmelden")  # a browser on its first visit has no worker yet that could hold the keys
    stranger.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    stranger.path = "/konto"
    stranger.sign_in()
    stranger.sees("Ihr Browser behält keine Schlüssel.")
    assert kept(stranger.page) == 0
    assert stranger.sent == []


def test_a_device_that_lost_its_key_leads_to_the_sheet(client: Victim) -> None:
    client.reads()
    assert kept(client.page) > 0
    client.page.evaluate(
        """() => new Promise((done) => {
            const opening = indexedDB.open('sociallook-device')
            opening.onsuccess = () => {
                const keys = opening.result.transaction('keys', 'readwrite')
                keys.objectStore('keys').clear()
                keys.oncomplete = done
            }
        })"""
    )
    client.sent.clear()
    client.page.goto(client.path)
    client.sees("E_STORE")
    client.sees_nothing_of(SAID)
    client.sign_in()
    client.sees(SAID)
    assert client.sent == []  # the keys of the account are the old ones


def kept(page: Page) -> int:
    """How many values lie on the device."""
    count: int = page.evaluate(
        """() => new Promise((done) => {
            const opening = indexedDB.open('sociallook-device')
            opening.onsuccess = () => {
                const counting = opening.result.transaction('values').objectStore('values').count()
                counting.onsuccess = () => done(counting.result)
            }
        })"""
    )
    return count


# Nothing is left out ----------------------------------------------------------------------------------

TWO_PARTIES = {
    "bait_and_switch",
    "written_after_the_end",
    "epoch_at_old_heads",
    "backdated_by_a_leaver",
    "stale_denied",
}
ALONE = {"other_time", "relayed_answer", "weaker_words"}
BY_THE_BROWSER = {"E_STORE"}
"""The server has no part in it."""


def test_every_refusal_of_the_protocol_is_met() -> None:
    met = {*ON_THE_CLIENT, *ON_A_PROFESSIONAL, *ON_A_NEW_DEVICE, *TWO_PARTIES, *ALONE}
    assert met == set(ATTACKS)
    assert {attack.refusal for attack in ATTACKS.values()} | BY_THE_BROWSER == CODES
    assert {name for name in GIVEN if ATTACKS[name].path in {SPACE, RECORDS}} == set(GIVEN)
