# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Statements on the ways taken most often: prepared once for each connection, bytes sent and received as bytes.

Django writes parameters into the text of a statement, bytes as hexadecimal digits. That is fine where it is rare.
"""

from typing import Any, LiteralString

import psycopg
from django.db import connection

Row = tuple[Any, ...]


def rows(statement: LiteralString, *values: object) -> list[Row]:
    """All rows. Runs in the transaction of the request, or as one of its own if there is none."""
    connection.ensure_connection()
    connection.connection.prepare_threshold = 0  # Django turns preparing off; its own cursors never do it anyway
    with psycopg.Cursor(connection.connection) as cursor:
        return cursor.execute(statement, values, prepare=True, binary=True).fetchall()


def row(statement: LiteralString, *values: object) -> Row:
    """The one row."""
    (found,) = rows(statement, *values)
    return found
