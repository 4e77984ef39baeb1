# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The rights matrix: connect a helper, give, network, take back, pause and resume. Only the client can."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sociallook_protocol.chains import Grant, Subject
from sociallook_protocol.changes import Act, Change, Giving, Ground, connect, consent, end_relation, give, open_area
from sociallook_protocol.changes import grant as grant_in
from sociallook_protocol.changes import network as network_in
from sociallook_protocol.changes import pause as pause_in
from sociallook_protocol.changes import resume as resume_in
from sociallook_protocol.changes import write as write_in
from sociallook_protocol.encoding import team_space, vault_of
from sociallook_protocol.errors import Refusal
from sociallook_protocol.evaluate import counting
from sociallook_protocol.pairing import Offer
from sociallook_protocol.reader import Parties
from sociallook_protocol.records import Contents

from sociallook_sdk import institutions, vault
from sociallook_sdk.accounts import Me

CONTACT = ("read", "write")


@dataclass(frozen=True)
class Terms:
    """What belongs to every grant: what for, the text that was shown, its language, the end (ms, 0: none).

    `since`: first epoch that may be read, 0 for "from now on", 1 for everything that is already there.
    """

    purpose: str
    text: str
    lang: str = "de"
    until: int = 0
    since: int = 0


@dataclass(frozen=True)
class Helper:
    """A relation and who it is with."""

    relation: str
    subject: Subject


def connect_helper(
    me: Me, words: str, offer: Offer, areas: Mapping[str, Iterable[str]], terms: Terms, *, name: str = ""
) -> Helper:
    """Connect the team of an offer and allow it what `areas` says (area to verbs), all in one change.

    An offer with a token proves to the helper who I am; a poster does not.
    """
    parties = institutions.known(me, offer.institution)
    helper = Helper(str(uuid.uuid4()), Subject(offer.institution, offer.team))
    with me.giving(words) as act:
        note = _note(parties, offer, helper, act.at)
        change = _connecting(act, parties, helper, areas, terms, name)
        own = next(each for each in vault.spaces(me) if each.area == "own")
        change += write_in(act, vault.Space.open(me, own.space).ground(), (Contents("helper", act.at, note),))
        me.change(change.plain())
    if not offer.is_poster:
        institutions.accept(me, offer, relation=helper.relation)
    return helper


def _connecting(
    act: Act, parties: Parties, helper: Helper, areas: Mapping[str, Iterable[str]], terms: Terms, name: str
) -> Change:
    givings = {area: _giving(act, helper.subject, verbs, terms) for area, verbs in areas.items()}
    contents = [Contents("name", act.at, {"name": name})] if name else []
    contents += [consent(giving, area, terms.lang, act.at) for area, giving in givings.items()]
    change = connect(act, parties, helper.relation, _giving(act, helper.subject, CONTACT, terms), contents)
    for area, giving in givings.items():
        change += open_area(act, parties, area, helper.relation, (giving,))
    return change


def confirm(me: Me, offer: Offer) -> str:
    """Judge the answers to a code of mine and note in the team's own space who was met; the code is used then.

    Returns the relation. Refuses E_PAIR when nobody proved the code for a relation of their own.
    """
    vaults = {(each.relation, each.vault) for each in vault.spaces(me) if each.area == "contact"}
    for statement, given in institutions.answers(me, offer):
        if (given["relation"], vault_of(statement.person)) in vaults:
            body = {"relation": given["relation"], "person": statement.person, "how": "code"}
            vault.Space.open(me, team_space(offer.team, "labels")).write("confirmed", body)
            me.transport.call("POST", f"/pairings/{offer.pairing}/close")
            return str(given["relation"])
    raise Refusal("E_PAIR", "nobody answered for a relation of their own")


def _note(parties: Parties, offer: Offer, helper: Helper, at: int) -> dict[str, object]:
    state = parties.institutions[offer.institution].newest
    return {
        "relation": helper.relation,
        "institution": offer.institution,
        "team": offer.team,
        "person": b"",
        "name": state.name,
        "team_name": state.teams[offer.team].name,
        "verified": 0 if offer.is_poster else at,
    }


def grant(me: Me, words: str, helper: Helper, area: str, verbs: Iterable[str], terms: Terms) -> None:
    """Allow a connected helper one more thing."""
    parties = institutions.known(me, helper.subject.institution)
    contact = _space(me, helper.relation, "contact")
    found = [each for each in vault.spaces(me) if (each.relation, each.area) == (helper.relation, area)]
    with me.giving(words) as act:
        giving = _giving(act, helper.subject, verbs, terms)
        if found:
            change = grant_in(act, vault.Space.open(me, found[0].space).ground().knowing(parties), (giving,))
        else:
            change = open_area(act, parties, area, helper.relation, (giving,))
        change += write_in(act, contact.ground(), (consent(giving, area, terms.lang, act.at),))
        me.change(change.plain())


def network(me: Me, words: str, helper: Helper, area: str, reader: Helper, terms: Terms) -> None:
    """Let another helper follow what this one and I exchange in an area."""
    parties = institutions.known(me, reader.subject.institution)
    space = _space(me, helper.relation, area)
    contact = _space(me, reader.relation, "contact")
    with me.giving(words) as act:
        giving = _giving(act, reader.subject, ("read",), terms)
        change = network_in(act, space.ground().knowing(parties), giving)
        change += write_in(act, contact.ground(), (consent(giving, area, terms.lang, act.at),))
        me.change(change.plain())


def end_networking(me: Me, helper: Helper, area: str, reader: Helper) -> None:
    """End what `network` gave. Needs no words; nothing new reaches the reader from now on."""
    me.change(pause_in(me.act(), [_space(me, helper.relation, area).ground()], reader.subject).plain())


def pause(me: Me, helper: Helper) -> dict[str, list[Grant]]:
    """Take everything back from a helper, at once. Returns what stood, by space, for `resume`."""
    grounds = _grounds(me, helper.relation)
    standing = {
        ground.view.space: [given for given in counting(ground.state, me.clock()) if given.subject == helper.subject]
        for ground in grounds
    }
    me.change(pause_in(me.act(), grounds, helper.subject).plain())
    return standing


def resume(me: Me, words: str, ended: Mapping[str, Sequence[Grant]], terms: Terms) -> None:
    """Allow again what `pause` took, from now on."""
    with me.giving(words) as act:
        change = Change()
        for space, grants in ended.items():
            if grants:
                said = [(terms.purpose, terms.text)] * len(grants)
                change += resume_in(act, vault.Space.open(me, space).ground(), grants, said)
        me.change(change.plain())


def end(me: Me, words: str, helper: Helper) -> None:
    """End the relation with everything in it."""
    with me.giving(words) as act:
        me.change(end_relation(act, _grounds(me, helper.relation)).plain())


def _giving(act: Act, subject: Subject, verbs: Iterable[str], terms: Terms) -> Giving:
    return give(act, subject, verbs, until=terms.until, since=terms.since, purpose=terms.purpose, text=terms.text)


def _space(me: Me, relation: str, area: str) -> vault.Space:
    found = next(each for each in vault.spaces(me) if (each.relation, each.area) == (relation, area))
    return vault.Space.open(me, found.space)


def _grounds(me: Me, relation: str) -> list[Ground]:
    listed = [each for each in vault.spaces(me) if each.relation == relation and each.role == "owner"]
    return [vault.Space.open(me, each.space).ground() for each in listed]
