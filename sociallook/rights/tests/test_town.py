# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""A thread with a team: keys of teams, colleagues, networking, leaving."""

import uuid

from sociallook_protocol.encoding import b64u

from sociallook.base.clock import MINUTE, now
from sociallook.rights.tests import world
from sociallook.rights.tests.world import Person, Team, Town


def test_the_scene(town: Town) -> None:
    space = town.thread()
    world.say(town.worker, space, "Guten Tag, hier ist das Jobcenter.")
    world.say(town.client, space, "Danke.")
    both = ["Guten Tag, hier ist das Jobcenter.", "Danke."]
    assert world.texts(town.client, space) == both
    assert world.texts(town.standin, space) == both
    for nobody in (town.colleague, town.stranger, town.admin, town.reader):
        assert nobody.get(f"/spaces/{space}").status_code == 404


def test_a_code_is_answered_for_a_relation_of_ones_own_with_that_team(town: Town) -> None:
    relation = world.bundle(town.client, town.thread())["relation"]

    def answered(team: Team, issuer: Person, person: Person, given: str) -> tuple[int, str]:
        code = str(uuid.uuid4())
        institution = b64u(team.institution.fingerprint)
        offer = {"pairing": code, "role": "helper", "institution": institution, "team": team.id}
        assert issuer.post("/pairings", {**offer, "expires": now() + MINUTE}).status_code == 201
        statements = [each.signed.plain() for each in person.account.keys.statements]
        reply = {"statements": statements, "answer": b64u(bytes(32)), "relation": given}
        answer = person.post(f"/pairings/{code}/answers", reply)
        return answer.status_code, answer.json()["code"] if answer.content else ""

    assert answered(town.team_a, town.worker, town.other_client, relation) == (410, "E_PAIR")
    assert answered(town.youth, town.reader, town.client, relation) == (410, "E_PAIR")
    assert answered(town.team_a, town.worker, town.client, str(uuid.uuid4())) == (410, "E_PAIR")
    assert answered(town.team_a, town.worker, town.client, relation) == (201, "")
