# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Counts without persons. Rooms push numbers in; this room cannot look out.

The server can see: totals.

It is never told: anything that belongs to one person.
"""
