# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The calls that vectors make: each takes JSON and gives JSON, or refuses. ``protocol/vectors/README.md`` lists them.

The browser has the same table under the same names.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from sociallook_protocol import passphrase, verify
from sociallook_protocol.blobs import BlobReference, open_blob, padme
from sociallook_protocol.chains import (
    EpochRecord,
    InstitutionState,
    People,
    Recipient,
    SpaceEntry,
    SpaceState,
    read_institution,
    read_space,
    read_statements,
)
from sociallook_protocol.encoding import (
    Part,
    b64u,
    fingerprint,
    id_bytes,
    pae,
    salted,
    structure_hash,
    team_space,
    unb64u,
    vault_of,
)
from sociallook_protocol.epochs import check_commitment, commitment, open_wrap, team_seed
from sociallook_protocol.evaluate import evaluate
from sociallook_protocol.formats import RecordHeader, Signed, decode, encode, plain
from sociallook_protocol.keys import Keys, Working, open_account, step_up
from sociallook_protocol.pairing import Offer, answer, check_answer, read_offer, write_offer
from sociallook_protocol.pins import Pins, read_checkpoint, write_checkpoint
from sociallook_protocol.reader import DeletedRecord, OpenedRecord, Read, open_records, open_space, read_up_to
from sociallook_protocol.records import open_sealed
from sociallook_protocol.seal import derive, hkdf, seal, unseal
from sociallook_protocol.wraps import kem_public, unwrap

Json = Any
Given = Mapping[str, Json]


def part(value: Json) -> Part:
    """``{"text"}``, ``{"int"}``, ``{"id"}`` or ``{"bytes"}``."""
    ((kind, content),) = value.items()
    if kind == "bytes":
        return unb64u(content)
    return id_bytes(content) if kind == "id" else content


def parts(given: Given) -> list[Part]:
    """All parts of a case."""
    return [part(value) for value in given["parts"]]


def signed_list(values: Json) -> list[Signed]:
    """Signed things from JSON."""
    return [Signed.read(value) for value in values]


def people_of(values: Json) -> People:
    """``[{"person", "statements"}]``."""
    return {
        unb64u(each["person"]): read_statements(unb64u(each["person"]), signed_list(each["statements"]))
        for each in values
    }


def keys_of(value: Json) -> Keys:
    """``{"person", "statements", "working": [{"kem", "sign"}]}``."""
    person = unb64u(value["person"])
    working = tuple(Working(n, unb64u(w["kem"]), unb64u(w["sign"])) for n, w in enumerate(value["working"], 1))
    return Keys(person, read_statements(person, signed_list(value["statements"])), working)


def keys_json(keys: Keys) -> Json:
    """The inverse of ``keys_of``."""
    return {
        "person": b64u(keys.person),
        "statements": [each.signed.plain() for each in keys.statements],
        "working": [{"kem": b64u(each.kem), "sign": b64u(each.sign)} for each in keys.working],
    }


def institution_json(state: InstitutionState) -> Json:
    """A state, everything in the order of its text."""
    return {
        "institution": b64u(state.institution),
        "seq": state.seq,
        "head": b64u(state.head),
        "name": state.name,
        "kind": state.kind,
        "administrators": sorted(map(b64u, state.administrators)),
        "teams": {
            team: {"name": named.name, "members": sorted(map(b64u, named.members))}
            for team, named in sorted(state.teams.items())
        },
        "roots": {
            b64u(person): b64u(root) for person, root in sorted(state.roots.items(), key=lambda item: b64u(item[0]))
        },
    }


def space_json(state: SpaceState) -> Json:
    """A state; grants in the order they were given."""
    return {
        "vault": state.vault,
        "space": state.space,
        "area": state.area,
        "relation": state.relation,
        "owner": b64u(state.owner),
        "seq": state.seq,
        "head": b64u(state.head),
        "closed": state.closed,
        "grants": [plain({**vars(grant), "subject": vars(grant.subject)}) for grant in state.grants.values()],
    }


def rights_json(rights: Mapping[bytes, tuple[str, ...]]) -> Json:
    """Person to verbs, by text."""
    return {b64u(person): list(verbs) for person, verbs in sorted(rights.items(), key=lambda item: b64u(item[0]))}


def read_json(found: Read) -> Json:
    """One line of a run of records."""
    if isinstance(found, OpenedRecord):
        return {
            "record": found.header.record,
            "version": found.header.version,
            "role": found.header.role,
            "author": b64u(found.author),
            "epoch": found.epoch,
            "hash": b64u(found.hash),
            "contents": plain(vars(found.contents)),
        }
    if isinstance(found, DeletedRecord):
        return {"deleted": found.header.record}
    return {"refused": found.code, "record": found.record}


def pins_of(value: Json) -> Pins:
    """From the body of a checkpoint as JSON; empty: nothing pinned."""
    if not value:
        return Pins()
    body = {"spaces": [], "institutions": [], "teams": [], "people": [], **value}
    return read_checkpoint(_checkpoint(body))


def _checkpoint(body: Json) -> Json:
    inner = {
        "author": b64u(bytes(32)),
        "generation": 1,
        "kind": "checkpoint",
        "at": 0,
        "body": body,
        "refs": [],
        "blobs": [],
        "proof": "",
    }
    return decode("record-inner", encode("record-inner", inner))["body"]


def pins_json(pins: Pins) -> Json:
    """The body of a checkpoint as JSON."""
    return plain(write_checkpoint(pins))


def _open_space(given: Given) -> Json:
    opened = open_space(given["bundle"], keys_of(given["keys"]), pins_of(given["pins"]), given["clock"])
    out = {
        "area": opened.area,
        "owner": opened.is_owner,
        "epoch": opened.newest.epoch,
        "stale": opened.is_stale,
        "readable": sorted(opened.keys),
        "unreadable": {str(number): code for number, code in sorted(opened.unreadable.items())},
        "pins": pins_json(opened.pins),
    }
    if "records" in given:
        after = None if given["after"] is None else unb64u(given["after"])
        earlier = open_records(opened, given.get("earlier", ()))
        out["records"] = [read_json(each) for each in open_records(opened, given["records"], after, earlier)]
    if "tail" in given:
        out["pins"] = pins_json(read_up_to(opened, unb64u(given["tail"])))
    return out


def _may_write(given: Given) -> Json:
    open_space(given["bundle"], keys_of(given["keys"]), pins_of(given["pins"]), given["clock"]).may_write()


def _open_sealed(given: Given) -> Json:
    inner = open_sealed(RecordHeader.read(unb64u(given["header"])), unb64u(given["sealed"]), unb64u(given["key"]))
    return plain({"author": inner.author, "generation": inner.generation, **vars(inner.contents), "proof": inner.proof})


def _open_account(given: Given) -> Json:
    account = open_account(given["rows"], given["method"], unb64u(given["kek"]))
    return {"keys": keys_json(account.keys), "root": b64u(step_up(account).root)}


def _unlock(given: Given) -> Json:
    unlocked = passphrase.unlock_by_words(given["words"], given["login"], given["installation"], given["offered"])
    return plain(vars(unlocked))


def _offer(given: Given) -> Offer:
    return read_offer(
        write_offer(Offer(**{**given, **{key: unb64u(given[key]) for key in ("institution", "issuer", "token")}}))
    )


def _open_wrap(given: Given) -> Json:
    to = given["to"]
    recipient = Recipient(to["team"], unb64u(to["person"]), to["generation"])
    record = EpochRecord.read(Signed.read(given["record"]))
    keys = open_wrap(record, recipient, unb64u(given["seed"]), unb64u(given["wrap"]))
    return {str(number): b64u(key) for number, key in sorted(keys.items())}


def _read_institution(given: Given) -> Json:
    people = people_of(given["statements"])
    chain = read_institution(unb64u(given["institution"]), signed_list(given["entries"]), people)
    return institution_json(chain.newest)


def _read_space(given: Given) -> Json:
    people = people_of(given["statements"])
    return space_json(read_space(given["vault"], given["space"], signed_list(given["entries"]), people).newest)


def _evaluate(given: Given) -> Json:
    entries = [SpaceEntry.read(each) for each in signed_list(given["entries"])]
    teams = {(unb64u(each["institution"]), each["team"]): set(map(unb64u, each["members"])) for each in given["teams"]}
    return rights_json(evaluate(entries, teams, given["at"]))


def _read_statements(given: Given) -> Json:
    statements = read_statements(unb64u(given["person"]), signed_list(given["statements"]))
    return [{"generation": each.generation, "hash": b64u(each.hash)} for each in statements]


def _open_blob(given: Given) -> Json:
    reference = BlobReference(given["blob"], unb64u(given["key"]), given["length"], unb64u(given["hash"]))
    return b64u(open_blob(given["vault"], reference, unb64u(given["data"])))


def _nothing(_: object) -> None:
    return None


CALLS: Final[Mapping[str, Callable[[Given], Json]]] = {
    "encoding.pae": lambda g: b64u(pae(*parts(g))),
    "encoding.unb64u": lambda g: unb64u(g["text"]).hex(),
    "encoding.id": lambda g: id_bytes(g["id"]).hex(),
    "encoding.hash": lambda g: b64u(structure_hash(g["type"], *map(unb64u, g["bytes"]))),
    "encoding.salted": lambda g: b64u(salted(unb64u(g["salt"]), g["text"])),
    "encoding.fingerprint": lambda g: b64u(fingerprint(unb64u(g["root"]))),
    "encoding.vault": lambda g: vault_of(unb64u(g["person"])),
    "encoding.team_space": lambda g: team_space(g["team"], g["area"]),
    "formats.decode": lambda g: plain(decode(g["format"], unb64u(g["bytes"]))),
    "formats.encode": lambda g: b64u(encode(g["format"], g["values"])),
    "verify.admit": lambda g: _nothing(verify.admit(unb64u(g["public"]))),
    "verify.admit_kem": lambda g: _nothing(verify.admit_kem(unb64u(g["public"]))),
    "verify.verify": lambda g: verify.verify_strict(unb64u(g["public"]), g["type"], unb64u(g["signature"]), *parts(g)),
    "seal.hkdf": lambda g: b64u(hkdf(unb64u(g["key"]), unb64u(g["salt"]), unb64u(g["info"]), g["length"])),
    "seal.derive": lambda g: b64u(derive(unb64u(g["key"]), g["label"], *parts(g))),
    "seal.seal": lambda g: b64u(
        seal(
            unb64u(g["key"]),
            g["label"],
            unb64u(g["header"]),
            unb64u(g["plaintext"]),
            g["size"],
            lambda _: unb64u(g["salt"]),
        )
    ),
    "seal.unseal": lambda g: b64u(unseal(unb64u(g["key"]), g["label"], unb64u(g["header"]), unb64u(g["sealed"]))),
    "wraps.kem_public": lambda g: b64u(kem_public(unb64u(g["seed"]))),
    "wraps.unwrap": lambda g: b64u(unwrap(unb64u(g["seed"]), unb64u(g["info"]), unb64u(g["wrap"]))),
    "passphrase.normal_form": lambda g: passphrase.normal_form(g["text"]),
    "passphrase.unlock": _unlock,
    "passphrase.prf_input": lambda g: b64u(passphrase.prf_input(g["installation"])),
    "passphrase.passkey_kek": lambda g: b64u(passphrase.passkey_kek(unb64u(g["prf"]), unb64u(g["person"]))),
    "passphrase.wordlist": lambda _: {"sha256": passphrase.WORDLIST_SHA256, "words": len(passphrase.wordlist())},
    "passphrase.read_sheet": lambda g: list(passphrase.read_sheet(g["text"])),
    "passphrase.write_sheet": lambda g: passphrase.write_sheet(g["login"], g["words"]),
    "keys.open_account": _open_account,
    "chains.read_statements": _read_statements,
    "chains.read_institution": _read_institution,
    "chains.read_space": _read_space,
    "evaluate.evaluate": _evaluate,
    "epochs.commitment": lambda g: b64u(commitment(unb64u(g["key"]), g["vault"], g["space"], g["epoch"])),
    "epochs.check_commitment": lambda g: check_commitment(EpochRecord.read(Signed.read(g["record"])), unb64u(g["key"])),
    "epochs.team_seed": lambda g: b64u(team_seed(unb64u(g["key"]), g["team"], g["generation"])),
    "epochs.open_wrap": _open_wrap,
    "records.open_sealed": _open_sealed,
    "blobs.padme": lambda g: padme(g["length"]),
    "blobs.open_blob": _open_blob,
    "pairing.read_offer": lambda g: plain(vars(read_offer(g["fragment"]))),
    "pairing.write_offer": lambda g: write_offer(_offer(g["offer"])),
    "pairing.answer": lambda g: b64u(answer(_offer(g["offer"]), unb64u(g["scanner"]))),
    "pairing.check_answer": lambda g: check_answer(
        _offer(g["offer"]), unb64u(g["scanner"]), unb64u(g["answer"]), g["now"], used=g["used"]
    ),
    "pins.checkpoint": lambda g: pins_json(pins_of(g["body"])),
    "reader.open_space": _open_space,
    "reader.may_write": _may_write,
}
