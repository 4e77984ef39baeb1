# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Keeping the directory true: providers, editors, reminders, failed searches, imports, everyday words.

sheets     the forms in which an offer is entered by hand or line by line; `texts` says how lists are written
links      a provider's way in: a link that is good once, for one organisation
editors    who may check
proposals  what a provider wants to change, until an editor has looked at it
worklist   questions that nobody could answer, without persons
imports    HSDS, CSV, OpenStreetMap and XZuFi; `readers` turns each into the same items
wording    everyday words as reviewed data
"""
