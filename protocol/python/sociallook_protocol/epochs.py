# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Starting an epoch and opening its wraps (SPEC section 7)."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sociallook_protocol.chains import EpochRecord, Heads, Recipient
from sociallook_protocol.encoding import Part, b64u, id_bytes, pae, sha256, structure_hash, u32
from sociallook_protocol.errors import Refusal
from sociallook_protocol.evaluate import Moment, Plan, counting, persons
from sociallook_protocol.formats import Signed, decode, encode
from sociallook_protocol.keys import Keys
from sociallook_protocol.seal import Random, derive, os_random
from sociallook_protocol.sign import sign
from sociallook_protocol.wraps import kem_public, unwrap, wrap

SpaceKeys = Mapping[int, bytes]
"""Number of an epoch to its key SK (32 bytes)."""

Wrapper = Callable[[bytes, bytes, bytes], bytes]
"""``wraps.wrap``, or something a test puts in its place."""


@dataclass(frozen=True)
class Started:
    """A new epoch: the signed record, one wrap for each recipient in its order, and the key (which stays here)."""

    signed: Signed
    wraps: tuple[bytes, ...]
    key: bytes = field(repr=False)

    @property
    def record(self) -> EpochRecord:
        """The record as everybody reads it."""
        return EpochRecord.read(self.signed)


@dataclass(frozen=True)
class Beginning:
    """What an epoch is started for: where, at which heads, when (ms), after which one and why."""

    vault: str
    space: str
    moment: Moment
    before: EpochRecord | None
    at: int
    reason: str


def start(
    beginning: Beginning,
    plan: Plan,
    keys: Keys,
    older: Mapping[Recipient, SpaceKeys],
    random: Random = os_random,
    wrapper: Wrapper = wrap,
) -> Started:
    """Start the next epoch with a fresh key for exactly the recipients of ``plan``, signed by the starter's newest W.

    ``plan`` comes from ``evaluate.recipients``; ``older``: which older keys each wrap carries (see ``older_keys``).
    """
    before = beginning.before
    number = before.epoch + 1 if before else 1
    at = max(beginning.at, before.at) if before else beginning.at
    key = random(32)
    is_team_key = beginning.vault == beginning.space
    record = {
        "vault": beginning.vault,
        "space": beginning.space,
        "epoch": number,
        "at": at,
        "starter": keys.person,
        "generation": keys.newest.generation,
        "reason": beginning.reason,
        "heads": _heads(plan.heads),
        "recipients": [vars(recipient) for recipient in plan.recipients],
        "commitment": commitment(key, beginning.vault, beginning.space, number),
        "public": kem_public(team_seed(key, beginning.vault, number)) if is_team_key else b"",
        "prev": before.hash if before else b"",
        "wraps": [],
    }
    context = encode("epoch", record)
    wraps = tuple(
        wrapper(_public(beginning.moment, to), wrap_info(context, to), wrapped_keys(number, key, older.get(to, {})))
        for to in plan.recipients
    )
    data = encode("epoch", {**record, "wraps": [structure_hash("wrap", each) for each in wraps]})
    return Started(Signed(data, sign(keys.newest.sign, "epoch", data)), wraps, key)


def _heads(heads: Heads) -> dict[str, object]:
    """As written, each list in its order."""
    return {
        "chain": heads.chain,
        "institutions": _named("institution", "head", heads.institutions),
        "teams": _named("team", "record", heads.teams),
        "statements": _named("person", "statement", heads.statements),
    }


def _named(key: str, value: str, mapping: Mapping[str, bytes] | Mapping[bytes, bytes]) -> list[dict[str, object]]:
    return [{key: name, value: named} for name, named in sorted(mapping.items(), key=_as_written)]


def _public(moment: Moment, to: Recipient) -> bytes:
    return moment.teams[to.team].public if to.team else moment.statements[to.person].kem


def older_keys(beginning: Beginning, plan: Plan, held: SpaceKeys) -> dict[Recipient, SpaceKeys]:
    """Which older keys each wrap carries: those from the recipient's first epoch on, unless it got the epoch before.

    Reason ``unreadable`` carries them for everybody again. A key space carries every older key to everybody.
    """
    before = {_holder(each) for each in beginning.before.recipients} if beginning.before else set()
    anew = beginning.reason == "unreadable" or beginning.vault == beginning.space
    return {
        to: {number: key for number, key in held.items() if number >= first_epoch(beginning.moment, to, beginning.at)}
        for to in plan.recipients
        if anew or _holder(to) not in before
    }


def _holder(recipient: Recipient) -> tuple[Part, ...]:
    """Who can open what: a person keeps every W, but a new team generation may have new members."""
    return (recipient.person,) if recipient.person else (recipient.team, recipient.generation)


def first_epoch(moment: Moment, recipient: Recipient, at: int) -> int:
    """The first epoch a recipient may open: 1 for owner and team spaces, else the lowest ``since`` that counts."""
    if moment.space is None or recipient.person == moment.space.owner:
        return 1
    grants = counting(moment.space, at)
    members = moment.members
    if recipient.team:
        return min(
            grant.since for grant in grants if grant.subject.form == "team" and grant.subject.team == recipient.team
        )
    return min(grant.since for grant in grants if recipient.person in persons(grant, members))


def commitment(key: bytes, vault: str, space: str, epoch: int) -> bytes:
    """Binds a record to its key and reveals nothing of it; 32 bytes."""
    return derive(key, "sociallook/1/epoch-key", id_bytes(vault), id_bytes(space), epoch)


def team_seed(key: bytes, team: str, generation: int) -> bytes:
    """The X-Wing seed of a team's generation, from the key of its key space's epoch of that number."""
    return derive(key, "sociallook/1/team-kem", id_bytes(team), generation)


def wrap_info(context: bytes, to: Recipient) -> bytes:
    """HPKE ``info``: the record without wraps, and for whom."""
    team: Part = id_bytes(to.team) if to.team else ""
    return sha256(pae("sociallook/1/wrap", context, team, to.person, to.generation))


def wrapped_keys(number: int, key: bytes, older: SpaceKeys) -> bytes:
    """Plaintext of a wrap: the key, then older ones with their numbers, strictly descending."""
    lower = sorted((each for each in older if each < number), reverse=True)
    return key + b"".join(u32(each) + older[each] for each in lower)


def open_wrap(record: EpochRecord, to: Recipient, seed: bytes, wrapped: bytes) -> dict[int, bytes]:
    """The keys a wrap carries, by epoch; the record's own is checked, older ones with ``check_commitment``.

    Refuses E_EPOCH_RECIPIENTS (not a recipient), E_COMMIT (another wrap, another key), E_AEAD, E_SCHEMA.
    """
    if to not in record.recipients:
        raise Refusal("E_EPOCH_RECIPIENTS", "not a recipient")
    if structure_hash("wrap", wrapped) != record.wraps[record.recipients.index(to)]:
        raise Refusal("E_COMMIT", "another wrap than the record names")
    context = encode("epoch", {**decode("epoch", record.signed.data), "wraps": []})
    keys = _parse_wrapped(record.epoch, unwrap(seed, wrap_info(context, to), wrapped))
    check_commitment(record, keys[record.epoch])
    return keys


def _parse_wrapped(number: int, plaintext: bytes) -> dict[int, bytes]:
    if len(plaintext) < 32 or (len(plaintext) - 32) % 36:
        raise Refusal("E_SCHEMA", "not the contents of a wrap")
    keys = {number: plaintext[:32]}
    lowest = number
    for start_of in range(32, len(plaintext), 36):
        older = int.from_bytes(plaintext[start_of : start_of + 4], "big")
        if not 1 <= older < lowest:
            raise Refusal("E_SCHEMA", "older keys not descending")
        keys[older] = plaintext[start_of + 4 : start_of + 36]
        lowest = older
    return keys


def check_commitment(record: EpochRecord, key: bytes) -> None:
    """Refuses E_COMMIT unless this is the key of this epoch (and, in a key space, of this public key)."""
    if not hmac.compare_digest(commitment(key, record.vault, record.space, record.epoch), record.commitment):
        raise Refusal("E_COMMIT", "another key than the epoch's")
    if record.is_team_key and kem_public(team_seed(key, record.vault, record.epoch)) != record.public:
        raise Refusal("E_COMMIT", "another key than the team's")


def collect_keys(
    records: Sequence[EpochRecord], opened: Sequence[Mapping[int, bytes]]
) -> tuple[dict[int, bytes], dict[int, str]]:
    """Join what several wraps carried, each checked against its own record; also which epochs had a false key."""
    good: dict[int, bytes] = {}
    false: dict[int, str] = {}
    known = {record.epoch: record for record in records}
    for number, key in (item for each in opened for item in each.items() if item[0] in known):
        try:
            check_commitment(known[number], key)
            good[number] = key
        except Refusal as refusal:
            false[number] = refusal.code
    return good, {number: code for number, code in false.items() if number not in good}


def _as_written(item: tuple[str | bytes, bytes]) -> str:
    name = item[0]
    return b64u(name) if isinstance(name, bytes) else name
