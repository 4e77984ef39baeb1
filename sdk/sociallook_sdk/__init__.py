# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""The Python SDK: does what the browser does, for tools and for people who prefer a terminal."""
