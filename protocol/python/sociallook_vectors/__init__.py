# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""For developers: a small world to try the protocol in, the shared vectors and fuzzing. Never shipped."""
