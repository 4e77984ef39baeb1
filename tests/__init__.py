# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""What no single room owns: journeys through a browser, house rules, the installation itself."""
