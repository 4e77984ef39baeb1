# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The second fence: raw SQL as the application's role, past every line of Python."""

import json
import uuid
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from sociallook.base.clock import now
from sociallook.rights import letters, statements, transfer
from sociallook.rights.tests import world
from sociallook.rights.tests.world import Person, Town

TABLES = [
    *("vault_space", "vault_relation", "vault_entry", "vault_epoch", "vault_dependency", "vault_wrap"),
    *("vault_record", "vault_blob", "vault_blobreference", "rights_access", "rights_opening"),
]


@pytest.fixture
def space(town: Town) -> str:
    """A thread with a record that refers to a document, an access log and a relation."""
    space = town.thread()
    blob = world.upload(town.client, space, bytes(100))
    world.say(town.client, space, "Guten Tag", blobs=[blob])
    world.records(town.worker, space)
    return space


def rows(person: Person | None, statement: str, *values: Any, at: int | None = None) -> list[tuple[Any, ...]]:
    """What PostgreSQL hands out when this person is the actor."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.actor', %s, true), set_config('app.now', %s, true),"
            " set_config('app.space', '', true)",
            [person.person.hex() if person else "", str(at or now()) if person else ""],
        )
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def count(person: Person | None, table: str, vault: str) -> int:
    return int(rows(person, f"SELECT count(*) FROM {table} WHERE vault = %s", vault)[0][0])  # noqa: S608


@pytest.mark.usefixtures("space")
@pytest.mark.parametrize("table", TABLES)
def test_nobody_and_strangers_see_no_row(town: Town, table: str) -> None:
    assert count(town.client, table, town.client.vault) > 0 or table == "vault_dependency"
    for nobody in (None, town.colleague, town.stranger, town.admin, town.former, town.other_client):
        assert count(nobody, table, town.client.vault) == 0, nobody


@pytest.mark.usefixtures("space")
@pytest.mark.parametrize("table", TABLES)
def test_unset_settings_see_no_row(town: Town, table: str) -> None:
    """Not even the setting exists: a job or a script that forgot to say who it is."""
    with connection.cursor() as cursor:
        cursor.execute("RESET ALL")
    assert count(None, table, town.client.vault) == 0


def test_a_helper_sees_its_spaces_and_not_the_owners_tables(town: Town, space: str) -> None:
    other = town.thread([])
    seen = {
        str(found) for (found,) in rows(town.worker, "SELECT id FROM vault_space WHERE vault = %s", town.client.vault)
    }
    assert seen == {space}
    assert other not in seen
    assert count(town.worker, "rights_access", town.client.vault) == 0
    assert count(town.worker, "rights_opening", town.client.vault) == 0


def test_a_wrap_is_seen_by_its_recipient_alone(town: Town, space: str) -> None:
    wraps = "SELECT team, person FROM vault_wrap WHERE space = %s"
    assert rows(town.client, wraps, space) == [(None, town.client.person)]
    assert rows(town.worker, wraps, space) == [(uuid.UUID(town.team_a.id), None)]


def test_what_lies_before_the_first_epoch_is_not_there(town: Town, space: str) -> None:
    world.grant(town, space, world.giving(town.youth.subject, ["read"]))
    world.say(town.client, space, "jetzt")
    for table in ("vault_epoch", "vault_record", "vault_wrap", "vault_blobreference"):
        column = "number" if table == "vault_epoch" else "epoch"
        asked = f"SELECT {column} FROM {table} WHERE space = %s"  # noqa: S608
        found = {number for (number,) in rows(town.reader, asked, space)}
        assert found == (set() if table == "vault_blobreference" else {2}), table


def test_an_end_is_judged_by_the_time_that_is_set(town: Town) -> None:
    end = now() + 60_000
    space = town.thread([world.giving(town.team_a.subject, ["read"], until=end)])
    asked = "SELECT count(*) FROM vault_record WHERE space = %s"
    assert rows(town.worker, asked, space, at=end - 1) == [(1,)]
    assert rows(town.worker, asked, space, at=end) == [(0,)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.now', '', true)")
        cursor.execute(asked, [space])
        assert cursor.fetchone() == (0,)


def test_the_entered_space_is_a_hint_and_no_right(town: Town, space: str) -> None:
    rows(town.stranger, "SELECT set_config('app.space', %s, true)", space)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM vault_record WHERE space = %s", [space])
        assert cursor.fetchone() == (0,)


WRITES = {
    "vault_space": "INSERT INTO vault_space (vault, id, area, owner, seq, closed, epoch, stale, position)"
    " VALUES (%(vault)s, gen_random_uuid(), 'messages', '', 0, false, 0, false, 0)",
    "vault_relation": "INSERT INTO vault_relation (vault, id) VALUES (%(vault)s, gen_random_uuid())",
    "vault_entry": "INSERT INTO vault_entry (vault, space, seq, bytes, signature)"
    " VALUES (%(vault)s, %(space)s, 9, '', '')",
    "vault_epoch": "INSERT INTO vault_epoch (vault, space, number, hash, bytes, signature)"
    " VALUES (%(vault)s, %(space)s, 9, '', '', '')",
    "vault_dependency": "INSERT INTO vault_dependency (vault, space, kind, key)"
    " VALUES (%(vault)s, %(space)s, 'team', '')",
    "vault_wrap": "INSERT INTO vault_wrap (vault, space, epoch, place, person, generation, bytes)"
    " VALUES (%(vault)s, %(space)s, 1, 9, '', 1, '')",
    "vault_record": "INSERT INTO vault_record"
    " (vault, space, position, record, version, epoch, role, verb, header, sealed, hash, hand)"
    " VALUES (%(vault)s, %(space)s, 99, gen_random_uuid(), 1, 1, 'helper', 'write', '', '', '', '')",
    "vault_blob": "INSERT INTO vault_blob (vault, id, space, size, received, hand, since)"
    " VALUES (%(vault)s, gen_random_uuid(), %(space)s, 1, 0, '', now())",
    "vault_blobreference": "INSERT INTO vault_blobreference (vault, space, blob, record, epoch)"
    " VALUES (%(vault)s, %(space)s, gen_random_uuid(), gen_random_uuid(), 1)",
    "rights_access": 'INSERT INTO rights_access (vault, space, "grant", verbs, since, until)'
    " VALUES (%(vault)s, %(space)s, gen_random_uuid(), '{read}', 1, 0)",
    "rights_opening": "INSERT INTO rights_opening"
    " (vault, seq, at, person, space, act, outcome, day, position, prev, hash)"
    " VALUES (%(vault)s, 99, 0, '', %(space)s, 'blob', 'opened', 0, 0, '', '')",
}


@pytest.mark.parametrize("table", TABLES)
def test_nobody_strangers_and_readers_cannot_write(town: Town, space: str, table: str) -> None:
    world.grant(town, space, world.giving(town.youth.subject, ["read"]))
    for nobody in (None, town.stranger, town.reader, town.former, town.admin):
        rows(nobody, "SELECT 1")
        refused = pytest.raises(ProgrammingError, match=r"row-level security|permission denied")
        with connection.cursor() as cursor, refused, transaction.atomic():
            cursor.execute(WRITES[table], {"vault": town.client.vault, "space": space})


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE vault_space SET stale = false WHERE id = %s",
        "UPDATE vault_record SET sealed = NULL WHERE space = %s",
        "UPDATE vault_blob SET received = 0 WHERE space = %s",
        "DELETE FROM vault_blobreference WHERE space = %s",
        "DELETE FROM vault_dependency WHERE space = %s",
        "DELETE FROM rights_access WHERE space = %s",
    ],
)
def test_readers_and_strangers_change_no_row(town: Town, space: str, statement: str) -> None:
    world.grant(town, space, world.giving(town.youth.subject, ["read"]))
    for nobody in (None, town.stranger, town.reader):
        rows(nobody, "SELECT 1")
        with connection.cursor() as cursor:
            cursor.execute(statement, [space])
            assert cursor.rowcount == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE vault_entry SET bytes = '' WHERE space = %s",
        "DELETE FROM vault_entry WHERE space = %s",
        "UPDATE vault_epoch SET bytes = '' WHERE space = %s",
        "DELETE FROM vault_epoch WHERE space = %s",
        "UPDATE vault_record SET header = '' WHERE space = %s",
        "DELETE FROM vault_record WHERE space = %s",
        "UPDATE vault_space SET owner = '' WHERE id = %s",
        "UPDATE vault_wrap SET bytes = '' WHERE space = %s",
        "UPDATE rights_opening SET outcome = '' WHERE space = %s",
        "DELETE FROM rights_opening WHERE space = %s",
        "SELECT * FROM rights_logbook WHERE vault = %s",
    ],
)
def test_not_even_the_owner_rewrites_what_was_signed_or_noted(town: Town, space: str, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        rows(town.client, statement, space)


def test_the_way_of_a_record_believes_only_the_actor(town: Town, space: str) -> None:
    """`rights_append` runs past the policies, so it must refuse by itself."""
    sealed = world.letter(town.worker, space)
    letter = transfer.letter(json.dumps(sealed).encode())
    for nobody in (None, town.stranger, town.colleague):
        rows(nobody, "SELECT 1")
        found = statements.row(letters.APPEND, *letter.values(town.worker.person), None)
        assert found[0] == "not_available"
    rows(town.worker, "SELECT 1")
    assert statements.row(letters.APPEND, *letter.values(town.worker.person), None)[0] == "appended"
