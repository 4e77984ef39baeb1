# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""What a browser signs, wraps and seals, with fresh randomness in every run, is opened by the reference."""

import os
from typing import Any

import pytest
from sociallook_protocol.blobs import BlobReference, open_blob
from sociallook_protocol.chains import EpochRecord, SpaceEntry
from sociallook_protocol.changes import give, open_area
from sociallook_protocol.encoding import b64u, team_space, unb64u
from sociallook_protocol.errors import Refusal
from sociallook_protocol.formats import RecordHeader, Signed, plain
from sociallook_protocol.keys import Keys, open_account, step_up
from sociallook_protocol.pairing import check_answer, read_offer
from sociallook_protocol.passphrase import PARAMETERS, unlock_by_words
from sociallook_protocol.reader import OpenedRecord, open_records
from sociallook_vectors.world import Stored, World

from protocol.browser.tests.engines import Engine

pytestmark = pytest.mark.browser


class Town(World):
    """A world in which some acts happen in a browser."""

    def __init__(self, engine: Engine) -> None:
        super().__init__("round trip")
        self.engine = engine
        for name in ("client", "admin", "worker", "standin", "friend"):
            self.person(name)
        self.institution("jobcenter", "admin")
        self.team("jobcenter", "A", "admin", ["worker"])
        self.team_key("A", "worker")
        act = self.act("client")
        giving = give(act, self.subject("A"), ("read", "write"), purpose="Arbeit", text="Ja.")
        self.accept(open_area(act, self.parties("client"), "messages", act.new_id(), (giving,)))
        (self.messages,) = (each.space for each in self.spaces.values() if each.area == "messages")

    def in_browser(self, name: str, /, **given: object) -> Any:
        """Ask the browser."""
        return self.engine.call("act", {"name": name, "given": given})

    def acting(self, who: str, what: str, **given: object) -> None:
        """Somebody changes the space of the messages in a browser; the server takes it."""
        self.act(who)
        own = {
            "keys": keys_json(self.keys[who]),
            "bundle": self.bundle(self.messages, who),
            "parties": plain(self.parties_json(self.keys[who])),
            "tail": b64u(self.spaces[self.messages].tail),
        }
        self.take(self.in_browser(what, **own, **given))

    def take(self, change: dict[str, Any]) -> None:
        """Store what a browser posted."""
        for signed in map(Signed.read, change["entries"]):
            entry = SpaceEntry.read(signed)
            self.spaces.setdefault(entry.space, Stored(entry.vault, entry.space, entry.area)).chain.append(signed)
        for each in change["epochs"]:
            record = EpochRecord.read(Signed.read(each["record"]))
            stored = self.spaces.setdefault(record.space, Stored(record.vault, record.space))
            stored.epochs.append((record, tuple(map(unb64u, each["wraps"]))))
        for each in change["records"]:
            header = RecordHeader.read(unb64u(each["header"]))
            stored = self.spaces[header.space]
            assert header.prev == stored.tail
            stored.records.append({"header": each["header"], "sealed": each["sealed"]})

    def texts(self, reader: str, space: str = "", first: int = 1) -> list[Any]:
        """What a reader sees by the reference: the bodies of all records, refusals as their codes."""
        opened = self.open(space or self.messages, reader, first)
        read = open_records(opened, self.spaces[space or self.messages].records)
        bodies = [each.contents.body if isinstance(each, OpenedRecord) else vars(each).get("code") for each in read]
        return [body.get("text", body) if isinstance(body, dict) else body for body in bodies if body != {}]


def keys_json(keys: Keys) -> dict[str, Any]:
    """Keys with the root seed, for the page."""
    return {
        "person": b64u(keys.person),
        "statements": [each.signed.plain() for each in keys.statements],
        "working": [{"kem": b64u(each.kem), "sign": b64u(each.sign)} for each in keys.working],
        "root": b64u(keys.root),
    }


@pytest.fixture
def town(engine: Engine) -> Town:
    return Town(engine)


def test_owner_and_helper_write(town: Town) -> None:
    town.acting("client", "write", texts=["Guten Tag", "ä" * 2000])
    town.acting("worker", "write", texts=["Gern 🙂"])
    everything = ["Guten Tag", "ä" * 2000, "Gern 🙂"]
    assert town.texts("client") == town.texts("worker") == everything


def test_grant_with_history_and_end(town: Town) -> None:
    town.acting("client", "write", texts=["vorher"])
    friend = plain(vars(town.subject(person="friend")))
    town.acting("client", "grant", subject=friend, verbs=["read"], since=1)
    assert town.texts("friend") == ["vorher"]
    town.acting("client", "revoke", subject=friend)
    town.acting("client", "write", texts=["danach"])
    assert town.texts("worker") == ["vorher", "danach"]
    assert "friend" not in {name for name in ("client", "worker", "friend") if _readable(town, name)}


def _readable(town: Town, name: str) -> bool:
    return town.open(town.messages, name).newest.epoch in town.open(town.messages, name).keys


def test_helper_starts_an_epoch_when_the_team_has_changed(town: Town) -> None:
    town.join("A", "standin", "admin")
    town.team_key("A", "worker", ["standin"])
    town.acting("worker", "write", texts=["mit Vertretung"])
    assert town.spaces[town.messages].epochs[-1][0].epoch == 2
    assert town.texts("standin") == ["mit Vertretung"]


def test_unreadable_epoch_is_started_again(town: Town) -> None:
    town.acting("worker", "unreadable", text="neu")
    assert [each.epoch for each, _ in town.spaces[town.messages].epochs] == [1, 2]
    assert town.texts("client") == town.texts("worker") == ["neu"]


def test_team_key_and_team_space(town: Town) -> None:
    town.join("A", "standin", "admin")
    _, team = town.teams["A"]
    parties = plain(town.parties_json(town.keys["worker"]))
    own = {"keys": keys_json(town.keys["worker"]), "at": town.now}
    confirmed = [b64u(town.keys[name].person) for name in ("worker", "standin")]
    institution = b64u(town.states["jobcenter"].institution)
    town.take(
        town.in_browser("teamKey", **own, parties=parties, team=team, institution=institution, confirmed=confirmed)
    )
    assert town.parties("standin").team_keys[team].keys() == {1, 2}
    parties = plain(town.parties_json(town.keys["standin"]))
    own = {"keys": keys_json(town.keys["standin"]), "at": town.now}
    label = {"relation": "00000000-0000-0000-0000-000000000001", "name": "Frau K."}
    town.take(town.in_browser("teamSpace", **own, parties=parties, team=team, **label))
    space = team_space(team, "labels")
    town.spaces[space].area = "labels"
    assert town.texts("worker", space) == [label]


def test_account(engine: Engine) -> None:
    installation, method = "7d9f3c1e-0000-4000-8000-000000000001", "0123abcd-4567-89ab-cdef-0123456789ab"
    kek = unlock_by_words("abend birne kreide lupe wolke zimt", "aal-zimt-0042", installation, PARAMETERS).kek
    made = engine.call("act", {"name": "register", "given": {"method": method, "kek": b64u(kek), "at": 1}})
    account = open_account(made["rows"], method, kek)
    assert len(account.keys.working) == 2
    assert step_up(account).root
    with pytest.raises(Refusal, match="E_COMMIT"):
        open_account(made["rows"], method, bytes(32))
    entries = [SpaceEntry.read(Signed.read(each)) for each in made["change"]["entries"]]
    assert [entry.area for entry in entries] == ["own", "documents"]


@pytest.mark.parametrize("length", [0, 1, 65_536, 200_001])
def test_files(engine: Engine, length: int) -> None:
    vault, blob, data = (
        "00000000-0000-0000-0000-00000000000a",
        "00000000-0000-0000-0000-00000000000b",
        os.urandom(length),
    )
    found = engine.call("act", {"name": "blob", "given": {"vault": vault, "blob": blob, "data": b64u(data)}})
    named = found["reference"]
    reference = {**named, "key": unb64u(named["key"]), "hash": unb64u(named["hash"])}
    assert open_blob(vault, BlobReference(**reference), unb64u(found["sealed"])) == data
    assert found["progress"][-1] == 1


def test_pairing(engine: Engine) -> None:
    scanner, other = os.urandom(32), os.urandom(32)
    offer = {
        "pairing": "0123abcd-4567-89ab-cdef-0123456789ab",
        "role": "helper",
        "institution": b64u(bytes(32)),
        "team": "0123abcd-4567-89ab-cdef-0123456789ab",
        "issuer": b64u(bytes(range(32))),
        "expires": 1_000,
    }
    found = engine.call("act", {"name": "answer", "given": {"offer": offer, "scanner": b64u(scanner)}})
    scanned = read_offer(found["fragment"])
    check_answer(scanned, scanner, unb64u(found["answer"]), 999, used=False)
    with pytest.raises(Refusal, match="E_PAIR"):
        check_answer(scanned, other, unb64u(found["answer"]), 999, used=False)
