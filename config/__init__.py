# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Composition only: settings, addresses, servers, the database process and the command line."""
