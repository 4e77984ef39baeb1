# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The matrix, the ledger, the access log, and the door to every vault.

The server can see: the signed chains: which team may do which verb in which space until when.

It is never told: why a right was given, and the names of the persons concerned.
"""
