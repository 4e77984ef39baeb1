# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Organisations, their signed chains of members and teams, verification and agreement.

The server can see: which public keys belong to an institution and its teams, and the work names of staff as
the institution publishes them.

It is never told: what a team's key opens, and who their clients are by name.
"""
