# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""A few shared types and the one clock that tests may set. Imports no room.

The server can see: nothing about anybody.

It is never told: anything about a person.
"""
