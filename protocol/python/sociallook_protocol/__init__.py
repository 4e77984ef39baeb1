# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Protocol ``sociallook/1``: how a person's rights matrix is enforced by keys.

The normative text is ``protocol/SPEC.md``. Public modules, safe for a server: ``encoding errors formats areas
verify chains evaluate``. All others touch secret keys.
"""
