# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The town of the demo, so that pages are looked at with people in them."""

import json
import subprocess
import sys

import pytest

from tests.live import ROOT, Live

Cast = dict[str, dict[str, str]]


@pytest.fixture(scope="module")
def cast(live: Live, tmp_path_factory: pytest.TempPathFactory) -> Cast:
    """Role → login, words and the rest, for everybody the demo brings in."""
    file = tmp_path_factory.mktemp("cast") / "people.json"
    command = [sys.executable, "-m", "sociallook_sdk.demo", live.url, str(file)]
    subprocess.run(command, cwd=ROOT, env=live.environment, check=True)  # noqa: S603
    return {person["role"]: person for person in json.loads(file.read_text())}
