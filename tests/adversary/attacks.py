# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""What a malicious server can do with the answers it gives. Each attack names what it alters and how.

It has no key of anybody: it can swap, alter, hold back, repeat and invent, and sign with keys it made up itself. In the
second half it has accomplices, who hand it what they made with keys they really have (`accomplices.py`).
"""

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sociallook_protocol.encoding import b64u, structure_hash, unb64u
from sociallook_protocol.formats import Signed
from sociallook_protocol.keys import Method, create_account
from sociallook_protocol.sign import sign

LISTING = "/api/v1/spaces"
SPACE = LISTING + r"/[0-9a-f-]{36}"
RECORDS = SPACE + "/records"
PAIRING = r"/api/v1/pairings/[0-9a-f-]{36}"
COMMITMENT, CIPHERTEXT = 40, 90
"""Places within sealed bytes: salt (32), commitment (32), ciphertext."""
Json = Any


@dataclass(frozen=True)
class Attack:
    """`path`: whose answers are altered; `alter(answer, given)`: how; `refusal`: what the browser must call it.

    `given` comes from accomplices; a server on its own has none.
    """

    path: str
    alter: Callable[[Json, Json], Json]
    refusal: str


def flipped(text: str, at: int) -> str:
    """The same bytes with one bit turned over."""
    data = bytearray(unb64u(text))
    data[at] ^= 1
    return b64u(bytes(data))


def rewritten(signed: Json, change: Callable[[Json], None]) -> Json:
    """Signed bytes with other contents; the signature stays, so it no longer fits."""
    values = json.loads(unb64u(signed["bytes"]))
    change(values)
    data = json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()
    return {"bytes": b64u(data), "signature": signed["signature"]}


def last_record(alter: Callable[[Json], None]) -> Callable[[Json, Json], Json]:
    """An attack on the newest record of every page."""

    def attack(answer: Json, _given: Json) -> Json:
        if answer["records"]:
            alter(answer["records"][-1])
        return answer

    return attack


def in_header(key: str, value: object) -> Callable[[Json], None]:
    """Another value in a record's visible header."""

    def alter(record: Json) -> None:
        header = json.loads(unb64u(record["header"]))
        header[key] = value
        record["header"] = b64u(json.dumps(header, separators=(",", ":")).encode())

    return alter


def in_sealed(at: int) -> Callable[[Json], None]:
    """One bit of a record's sealed bytes."""

    def alter(record: Json) -> None:
        record["sealed"] = flipped(record["sealed"], at)

    return alter


def without_white_space_rule(record: Json) -> None:
    """A header that says the same in another form."""
    record["header"] = b64u(unb64u(record["header"]).replace(b'":', b'": ', 1))


def held_back(answer: Json, _given: Json) -> Json:
    """One record in the middle is missing."""
    if len(answer["records"]) > 2:
        del answer["records"][-2]
    return answer


def foreign_chain(answer: Json, _given: Json) -> Json:
    """The chain of a space that the server claims is another one."""
    if answer["chain"]:
        answer["space"] = "00000000-0000-4000-8000-000000000000"
    return answer


def widened(answer: Json, _given: Json) -> Json:
    """The newest grant reaches further than what was signed."""
    if answer["chain"]:
        answer["chain"][-1] = rewritten(answer["chain"][-1], lambda entry: entry.update(at=entry["at"] + 1))
    return answer


def unsigned_member(answer: Json, _given: Json) -> Json:
    """Somebody is in the team by an entry that nobody of the institution signed."""
    for institution in answer["institutions"]:
        _append_foreign(institution["entries"])
    return answer


def _append_foreign(entries: list[Json]) -> None:
    stranger = create_account([Method("00000000-0000-4000-8000-000000000001", "words", secrets.token_bytes(32))])
    last = Signed.read(entries[-1])
    values = json.loads(last.data)
    entry = {
        "suite": values["suite"],
        "institution": values["institution"] or b64u(structure_hash("institution-entry", last.data)),
        "seq": values["seq"] + 1,
        "prev": b64u(structure_hash("institution-entry", last.data)),
        "issuer": b64u(stranger.keys.person),
        "generation": 0,
        "at": values["at"],
        "op": "team_add",
        "team": "00000000-0000-4000-8000-000000000002",
        "name": "Team des Servers",
    }
    data = json.dumps(entry, ensure_ascii=False, separators=(",", ":")).encode()
    signature = sign(secrets.token_bytes(32), "institution-entry", data)
    entries.append({"bytes": b64u(data), "signature": b64u(signature)})


def other_root(answer: Json, _given: Json) -> Json:
    """The keys of somebody else under a known fingerprint."""
    stranger = create_account([Method("00000000-0000-4000-8000-000000000001", "words", secrets.token_bytes(32))])
    for each in answer["statements"]:
        each["statements"] = [statement.signed.plain() for statement in stranger.keys.statements]
    return answer


def bad_epoch_signature(answer: Json, _given: Json) -> Json:
    """An epoch that its starter did not sign."""
    answer["epochs"][-1]["signature"] = flipped(answer["epochs"][-1]["signature"], 3)
    return answer


def without_wraps(answer: Json, _given: Json) -> Json:
    """No key for me."""
    return answer | {"wraps": [], "teams": [team | {"wraps": []} for team in answer["teams"]]}


def swapped_wraps(answer: Json, _given: Json) -> Json:
    """Wraps of other keys."""
    for wrap in answer["wraps"]:
        wrap["wrap"] = flipped(wrap["wrap"], 1130)
    return answer


def old_bundle(answer: Json, _given: Json) -> Json:
    """The chain as it was before its newest entry."""
    return answer | {"chain": answer["chain"][:-1]}


def other_suite(answer: Json, _given: Json) -> Json:
    """A version of the protocol that nobody here knows."""
    if answer["chain"]:
        answer["chain"][0] = rewritten(answer["chain"][0], lambda entry: entry.update(suite="sociallook/9"))
    return answer


def weaker_words(answer: Json, _given: Json) -> Json:
    """Cheap parameters, so that the words can be guessed from the verifier."""
    return answer | {"kdf": {"m": 8, "t": 1, "p": 1}}


def old_institutions(answer: Json, _given: Json) -> Json:
    """The chains of institutions as they were before their newest entry: whoever left is back."""
    for institution in answer["institutions"]:
        institution["entries"] = institution["entries"][:-1]
    return answer


def says_nothing_is_stale(answer: Json, _given: Json) -> Json:
    """Rights have moved, and the server denies that a new key is needed."""
    return answer | {"stale": False}


def other_time(answer: Json, _given: Json) -> Json:
    """Ten minutes from now, so that an end that has come seems far away, or is long past."""
    return answer | {"now": answer["now"] - 10 * 60 * 1000}


def says_all_has_moved(answer: Json, _given: Json) -> Json:
    """Makes an open page ask for its spaces again."""
    for listed in answer["spaces"]:
        listed["stale"] = True
    return answer


# With accomplices ---------------------------------------------------------------------------------


def added(answer: Json, given: Json) -> Json:
    """One more record after the newest one, which the honest part of the server would never have taken."""
    records = answer["records"]
    if records and records[-1]["position"] == given["after"]:
        records.append({**records[-1], **given["record"], "position": given["after"] + 1})
    return answer


def exchanged(answer: Json, given: Json) -> Json:
    """Another text at the place of one that somebody has answered meanwhile."""
    for record in answer["records"]:
        if record["position"] == given["position"]:
            record.update(given["record"])
    return answer


def offered(answer: Json, given: Json) -> Json:
    """Chains and epochs with what accomplices signed. Only in the space they are about, if it is about one."""
    if given.get("space", answer["space"]) != answer["space"]:
        return answer
    answer["statements"] += given.get("statements", [])
    for institution in answer["institutions"]:
        institution["entries"] = given.get("institutions", {}).get(institution["institution"], institution["entries"])
    for team in answer["teams"]:
        team["epochs"] += given.get("teams", {}).get(team["team"], [])
    answer["chain"] = given.get("chain", answer["chain"])
    answer["epochs"] += given.get("epochs", [])
    return answer | {"epoch": answer["epoch"] + len(given.get("epochs", []))}


def answered(answer: Json, given: Json) -> Json:
    """Somebody who never saw the code is said to have answered it."""
    return answer | {"answers": [*answer["answers"], given]}


ATTACKS = {
    "weaker_words": Attack("/api/v1/sign-in/start", weaker_words, "E_KDF_FLOOR"),
    "swapped_key": Attack(RECORDS, last_record(in_sealed(COMMITMENT)), "E_COMMIT"),
    "altered_text": Attack(RECORDS, last_record(in_sealed(CIPHERTEXT)), "E_AEAD"),
    "loose_header": Attack(RECORDS, last_record(without_white_space_rule), "E_SCHEMA"),
    "other_suite_record": Attack(RECORDS, last_record(in_header("suite", "sociallook/9")), "E_SUITE"),
    "moved_record": Attack(
        RECORDS, last_record(in_header("space", "00000000-0000-4000-8000-000000000003")), "E_CHAIN_CTX"
    ),
    "held_back": Attack(RECORDS, held_back, "E_GAP"),
    "foreign_chain": Attack(SPACE, foreign_chain, "E_CHAIN_CTX"),
    "widened_grant": Attack(SPACE, widened, "E_SIG"),
    "unsigned_member": Attack(SPACE, unsigned_member, "E_CHAIN_UNSIGNED"),
    "other_root": Attack(SPACE, other_root, "E_KEY_PIN"),
    "bad_epoch_signature": Attack(SPACE, bad_epoch_signature, "E_EPOCH_SIG"),
    "without_wraps": Attack(SPACE, without_wraps, "E_NO_WRAP"),
    "swapped_wraps": Attack(SPACE, swapped_wraps, "E_COMMIT"),
    "old_bundle": Attack(SPACE, old_bundle, "E_ROLLBACK"),
    "other_suite": Attack(SPACE, other_suite, "E_SUITE"),
    "old_institutions": Attack(SPACE, old_institutions, "E_ROLLBACK"),
    "other_time": Attack(SPACE, other_time, "E_CLOCK"),
    "stale_denied": Attack(SPACE, says_nothing_is_stale, "E_STALE"),
    # with accomplices
    "written_by_a_reader": Attack(RECORDS, added, "E_AUTHOR_NOT_GRANTED"),
    "written_in_my_name": Attack(RECORDS, added, "E_FORGED"),
    "epoch_for_a_stranger": Attack(SPACE, offered, "E_EPOCH_RECIPIENTS"),
    "puppet": Attack(SPACE, offered, "E_EPOCH_SIG"),
    "other_institution_chain": Attack(SPACE, offered, "E_FORK"),
    "other_space_chain": Attack(SPACE, offered, "E_FORK"),
    "bait_and_switch": Attack(RECORDS, exchanged, "E_FORK"),
    "written_after_the_end": Attack(RECORDS, added, "E_ROLLBACK"),
    "epoch_at_old_heads": Attack(SPACE, offered, "E_ROLLBACK"),
    "backdated_by_a_leaver": Attack(RECORDS, added, "E_ROLLBACK"),
    "relayed_answer": Attack(PAIRING, answered, "E_PAIR"),
}
