# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Threads between a client and a helper.

The server can see: that a sealed record was appended to a messages space.

It is never told: who is addressed by name and every word of it.
"""
