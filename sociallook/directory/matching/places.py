# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Finds the place that a question names: a postcode, or one of the towns that the caller has told us."""

import re

POSTCODE = re.compile(r"(?<![\d.,])\d{5}(?![\d.,]*\d)")


def without_place(question: str) -> tuple[str, str]:
    """The place ("" if none) and the question without it."""
    if found := POSTCODE.search(question):
        return found[0], question[: found.start()] + " " + question[found.end() :]
    return "", question
