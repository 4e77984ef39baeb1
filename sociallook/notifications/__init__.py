# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Tells people that something is waiting: live events, push, wake slots. Never what it is.

The server can see: push addresses and that a space has something new.

It is never told: content, sender or subject of what is waiting.
"""
