# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Benchmarks. Each prints figures and ratios of one run on one machine; ratios compare better than milliseconds."""
