# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""A person's start page. The only room that looks into several others.

The server can see: which spaces the page asks for.

It is never told: what stands in them.
"""
