# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Sealed records and blobs, spaces, epochs and wrapped keys. Knows sizes and versions, no meaning.

The server can see: pseudonymous ids, padded sizes, times, and ciphertext.

It is never told: any text, name, file name or key.
"""
