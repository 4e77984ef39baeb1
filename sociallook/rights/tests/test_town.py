# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""A thread with a team: keys of teams, colleagues, networking, leaving."""

from sociallook.rights.tests import world
from sociallook.rights.tests.world import Town


def test_the_scene(town: Town) -> None:
    space = town.thread()
    world.say(town.worker, space, "Guten Tag, hier ist das Jobcenter.")
    world.say(town.client, space, "Danke.")
    both = ["Guten Tag, hier ist das Jobcenter.", "Danke."]
    assert world.texts(town.client, space) == both
    assert world.texts(town.standin, space) == both
    for nobody in (town.colleague, town.stranger, town.admin, town.reader):
        assert nobody.get(f"/spaces/{space}").status_code == 404
