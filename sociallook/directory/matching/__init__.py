# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""From a question in everyday words to the needs it may mean. Pure Python and numpy: no Django, no database.

>>> understand("Wie bekomme ich einen Platz in der Krippe?").categories[0]
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sociallook.directory.matching import crisis, intents, places
from sociallook.directory.matching.crisis import Crisis
from sociallook.directory.matching.letters import fold
from sociallook.directory.matching.model import Model
from sociallook.directory.matching.vocabulary import general

__all__ = ["Crisis", "Ranked", "Understanding", "understand"]

ROOM = Path(__file__).resolve().parent.parent
SURE = 0.2
"""From this belief in the best need on, it is right in 86 of 100 questions by somebody whose words were not learnt."""


@dataclass(frozen=True)
class Ranked:
    category: str
    score: float
    """0 to 1: how much of the belief falls to this need; all together 1."""


@dataclass(frozen=True)
class Understanding:
    categories: tuple[Ranked, ...]
    """Every need, the likeliest first."""
    confident: bool
    """False: show general advice and a phone number first. What none of the needs is about is never sure."""
    crisis: Crisis | None
    intent: str
    """What to show first: "help", "forms", "authority" or "place"."""
    place: str
    """Postcode or town named in the question, or ""."""
    language: str
    """BCP 47, best guess; "und" for one that is not understood yet."""


def understand(question: str, model: Model | None = None) -> Understanding:
    """Takes any text and never raises; about 2 ms. `model`: another one than that of this version."""
    model = model or shipped_model()
    place, rest = places.without_place(question, model.ambiguous)
    folded = fold(rest)
    read = model.read(folded)
    language = next(iter(read.languages))
    ranked = tuple(Ranked(category, round(belief, 4)) for category, belief in read.categories.items())
    if not folded:  # nothing is known, so advice for every need comes first
        ranked = tuple(sorted(ranked, key=lambda each: each.category not in general()))
    return Understanding(
        categories=ranked,
        confident=bool(folded) and ranked[0].score >= max(SURE, read.outside),
        crisis=crisis.recognised(read) if folded else None,
        intent=intents.intent(folded, language),
        place=place,
        language=language,
    )


@cache
def shipped_model() -> Model:
    """The model of this version, as the build left it (`prepare`)."""
    beside = ROOM / "model"
    return Model.load(beside if beside.is_dir() else ROOM.parent.parent / "build" / "directory")
