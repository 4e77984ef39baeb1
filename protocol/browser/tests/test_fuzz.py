# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The two implementations agree on random histories: rights, recipients, the verdict on every chain, and whole scenes
with a lying server.

Every run draws a new seed; a failure names it. `SOCIALLOOK_FUZZ_SEED` repeats a run, `SOCIALLOOK_FUZZ_TIMES` makes it
longer. Whether the generators make cases that are worth it is asked of the same histories each time: what chance left
out of one run says nothing about them.
"""

import os
from collections import Counter
from typing import Any

import pytest
from sociallook_protocol.chains import EpochRecord, read_institution, read_space, read_statements
from sociallook_protocol.encoding import b64u, unb64u
from sociallook_protocol.errors import Refusal
from sociallook_protocol.evaluate import Moment, Plan, counting, first_epochs, recipients, rights, starters
from sociallook_protocol.formats import Signed
from sociallook_vectors.calls import rights_json
from sociallook_vectors.case import outcome

from protocol.browser.tests.engines import Engine
from protocol.browser.tests.histories import KINDS, Dice

SEED = os.environ.get("SOCIALLOOK_FUZZ_SEED") or os.urandom(4).hex()
TIMES = int(os.environ.get("SOCIALLOOK_FUZZ_TIMES", "1"))
ALWAYS = "always the same"


@pytest.mark.browser
@pytest.mark.parametrize("kind", KINDS)
def test_both_implementations_agree(chromium_engine: Engine, kind: str) -> None:
    count, make = KINDS[kind]
    seeds = [f"{ALWAYS}/{kind}/{number}" for number in range(count)]
    seeds += [f"{SEED}/{kind}/{number}" for number in range(count * TIMES // 2)]
    cases = [make(Dice(seed)) for seed in seeds]
    found = chromium_engine.call("outcomes", [{"call": call, "in": given} for call, given in cases])
    expected = [reference(call, given) for call, given in cases]
    differing = [
        f"{seed}: {wanted} != {got}" for seed, wanted, got in zip(seeds, expected, found, strict=True) if wanted != got
    ]
    assert not differing, "\n".join(differing[:3])
    _check_that_cases_are_worth_it(kind, expected[:count])


def reference(call: str, given: Any) -> Any:
    """What Python makes of a case."""
    return {"out": _recipients(given)} if call == "fuzz.recipients" else outcome(call, given)


def _check_that_cases_are_worth_it(kind: str, outcomes: list[Any]) -> None:
    """A generator that only makes refusals, or none, would find nothing."""
    seen = Counter(each.get("refusal", "accepted") for each in outcomes)
    if kind.endswith("chains"):
        assert seen["accepted"] >= len(outcomes) // 20
        assert {"E_CHAIN_CTX", "E_CHAIN_UNSIGNED", "E_FORK", "E_SCHEMA", "E_SIG", "E_SUITE"} <= seen.keys()
    if kind == "whole scenes":
        assert seen["accepted"] >= len(outcomes) // 8
        assert len(seen) >= 4
    if kind == "rights":
        assert sum(bool(each["out"]) for each in outcomes) > len(outcomes) // 4
    if kind == "recipients":
        moments = [moment for each in outcomes for moment in each["out"]]
        assert any(to["team"] for moment in moments for to in moment.get("recipients", ()))
        assert any(moment == {"refusal": "E_ROLLBACK"} for moment in moments)


def _recipients(given: Any) -> list[Any]:
    people = {
        unb64u(each["person"]): read_statements(unb64u(each["person"]), map(Signed.read, each["statements"]))
        for each in given["statements"]
    }
    institutions = {
        unb64u(each["institution"]): read_institution(
            unb64u(each["institution"]), map(Signed.read, each["entries"]), people
        )
        for each in given["institutions"]
    }
    teams = {each["team"]: [EpochRecord.read(Signed.read(one)) for one in each["epochs"]] for each in given["teams"]}
    chain = read_space(given["vault"], given["space"], map(Signed.read, given["chain"]), people)
    found = []
    for pick in given["moments"]:
        moment = Moment(
            given["vault"],
            chain.states[pick["chain"] - 1],
            {
                name: each.states[n - 1]
                for name, each in institutions.items()
                if (n := pick["institutions"][b64u(name)])
            },
            {name: each[n - 1] for name, each in teams.items() if (n := pick["teams"][name])},
            {name: each[n - 1] for name, each in people.items() if (n := pick["people"][b64u(name)])},
        )
        found.append(_judgement(moment, pick["at"]))
    return found


def _judgement(moment: Moment, at: int) -> Any:
    assert moment.space
    held = {
        "rights": rights_json(rights(moment.space, moment.members, at)),
        "first": {b64u(name): n for name, n in first_epochs(moment.space, moment.members, at).items()},
        "counting": [grant.grant for grant in counting(moment.space, at)],
        "starters": sorted(map(b64u, starters(moment, at))),
    }
    try:
        return {**held, **_plan_json(recipients(moment, at))}
    except Refusal as refusal:
        return {"refusal": refusal.code}


def _plan_json(plan: Plan) -> Any:
    heads = plan.heads
    return {
        "heads": {
            "chain": b64u(heads.chain),
            "institutions": {b64u(name): b64u(head) for name, head in heads.institutions.items()},
            "teams": {team: b64u(record) for team, record in heads.teams.items()},
            "statements": {b64u(person): b64u(each) for person, each in heads.statements.items()},
        },
        "recipients": [
            {"team": to.team, "person": b64u(to.person), "generation": to.generation} for to in plan.recipients
        ],
    }
