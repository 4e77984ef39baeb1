# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Letters, certificates and pictures that a client files or a helper deposits.

The server can see: padded sizes of sealed blobs and who may fetch them.

It is never told: titles, file names, types and contents.
"""
