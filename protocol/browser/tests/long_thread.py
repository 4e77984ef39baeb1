# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""A thread as a client gets it: what the server offers for it, all its records, and the keys to read them."""

from typing import Any

from sociallook_protocol.changes import give, open_area, write
from sociallook_protocol.records import Contents
from sociallook_vectors.calls import keys_json
from sociallook_vectors.world import World


def long_thread(count: int) -> dict[str, Any]:
    """`begin` and so many messages of 1 KiB, signed by a worker of a team of three."""
    world = World("long thread")
    for name in ("client", "admin", "worker", "standin", "colleague"):
        world.person(name)
    world.institution("jobcenter", "admin")
    world.team("jobcenter", "A", "admin", ["worker", "standin", "colleague"])
    world.team_key("A", "worker", ["standin", "colleague"])
    act = world.act("client")
    giving = give(act, world.subject("A"), ("read", "write"), purpose="Arbeit", text="Ja.")
    world.accept(open_area(act, world.parties("client"), "messages", act.new_id(), (giving,)))
    (space,) = (each for each in world.spaces.values() if each.area == "messages")
    act = world.act("worker")
    said = [Contents("message", act.at, {"text": "ä" * 512, "lang": "de", "files": []}) for _ in range(count)]
    world.accept(write(act, world.ground(space.space, "worker"), said))
    return {
        "bundle": world.bundle(space.space, "client"),
        "records": [dict(each) for each in space.records],
        "keys": keys_json(world.keys["client"]),
        "pins": {},
        "clock": world.now,
    }
