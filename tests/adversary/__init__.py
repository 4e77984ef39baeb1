# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The real server, turned against its own users: each attack must end in its named refusal, in a real browser."""
