# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""`sociallook ask` as a process of its own, without any database: it answers all the same, one object for each line."""

import json
import os
import subprocess
import sys

import pytest

LINES = (
    b"wohngeld antrag\n\n\xff\xfe broken\r\n'; DROP TABLE offers; --\n"
    + b"Kita " * 2_000
    + b"\nIch will nicht mehr leben"
)


def run(*arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("SOCIALLOOK", "DJANGO"))}
    return subprocess.run(  # noqa: S603
        [sys.executable, "-m", "config.command_line", "ask", *arguments],
        input=given,
        capture_output=True,
        check=True,
        env=clean | {"DATABASE_URL": "postgresql://nobody@/none?host=/nonexistent"},
    )


def test_every_line_has_its_object_also_without_a_database() -> None:
    done = run("-", "--json", "--place", "99734", given=LINES)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == LINES.count(b"\n") + 1
    first, last = answers[0], answers[-1]
    assert first["categories"][0] == "wohngeld"
    assert first["offers"] == []
    assert "Nordhausen" in first["authority"][0]["name"]
    assert not first["crisis"]
    assert (last["crisis"], last["crisis_kind"]) == (True, "suicide")
    assert len(answers[1]["categories"]) == len(set(answers[1]["categories"])) == len(first["categories"])
    assert b"no offers" in done.stderr


@pytest.mark.django_db
def test_the_answer_in_words_names_need_authority_and_form() -> None:
    from sociallook.directory.command_line import Answers, in_words  # noqa: PLC0415

    answer = Answers("99734", with_offers=True).answer("Welche Formulare brauche ich für Wohngeld?")
    said = "\n".join(in_words(answer))
    assert answer["intent"] == "forms"
    assert "Zuständig: " in said
    assert "Formular: " in said
