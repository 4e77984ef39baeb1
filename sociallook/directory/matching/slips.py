# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Typing errors, made by chance from a seed: what hasty fingers, half-known spelling and small screens do to a text.

Training shows them to the model, the benchmark makes its misspelt questions with another seed.
"""

from random import Random

NEIGHBOURS = dict(
    zip(
        "abcdefghijklmnopqrstuvwxyz",
        "sqw,vn,xv,sfer,wr,dg,fhtz,gjz,uo,hk,jlu,k,n,bm,ip,o,wa,et,ad,rz,zi,cb,qe,yc,x,tu".split(","),  # noqa: SIM905
        strict=True,
    )
)
"""Keys beside each key of a German keyboard."""

BY_EAR = (
    *[("ss", "s"), ("mm", "m"), ("nn", "n"), ("ll", "l"), ("tt", "t"), ("ff", "f"), ("pp", "p"), ("ck", "k")],
    *[("ie", "i"), ("ei", "ai"), ("eu", "oi"), ("äu", "eu"), ("ä", "e"), ("ü", "u"), ("ö", "o"), ("ß", "s")],
    *[("eh", "e"), ("ah", "a"), ("oh", "o"), ("ih", "i"), ("tz", "z"), ("z", "tz"), ("v", "f"), ("ph", "f")],
    *[("d", "t"), ("t", "d"), ("g", "k"), ("b", "p"), ("m", "mm"), ("t", "tt"), ("sch", "ch"), ("ch", "sch")],
    *[("ig", "ich"), ("chs", "x"), ("qu", "kw"), ("er", "a"), ("dt", "t"), ("s", "z"), ("y", "i"), ("th", "t")],
)
"""German spelling as it sounds."""


def misspelt(text: str, chance: Random, errors: int = 1) -> str:
    """`text` with that many errors, fewer when it is too short."""
    for _ in range(errors):
        text = chance.choice(SLIPS)(text, chance)
    return text


def _anywhere(text: str, chance: Random) -> int:
    """The place of some letter; -1 if there are too few to make an error in."""
    letters = [place for place, letter in enumerate(text) if letter.isalpha()]
    return chance.choice(letters) if len(letters) > 3 else -1


def _swap(text: str, chance: Random) -> str:
    at = _anywhere(text, chance)
    return text if at < 0 else text[:at] + text[at : at + 2][::-1] + text[at + 2 :]


def _drop(text: str, chance: Random) -> str:
    at = _anywhere(text, chance)
    return text if at < 0 else text[:at] + text[at + 1 :]


def _double(text: str, chance: Random) -> str:
    at = _anywhere(text, chance)
    return text if at < 0 else text[:at] + text[at] + text[at:]


def _neighbour(text: str, chance: Random) -> str:
    at = _anywhere(text, chance)
    keys = NEIGHBOURS.get(text[at].lower()) if at >= 0 else None
    return text[:at] + chance.choice(keys) + text[at + 1 :] if keys else text


def _by_ear(text: str, chance: Random) -> str:
    fitting = [pair for pair in BY_EAR if pair[0] in text]
    return text.replace(*chance.choice(fitting), 1) if fitting else text


def _split(text: str, chance: Random) -> str:
    at = _anywhere(text, chance)
    return text if at < 0 else f"{text[:at]} {text[at:]}"


def _join(text: str, chance: Random) -> str:
    gaps = [place for place, letter in enumerate(text) if letter == " "]
    if not gaps:
        return text
    at = chance.choice(gaps)
    return text[:at] + text[at + 1 :]


SLIPS = (_swap, _drop, _drop, _double, _neighbour, _by_ear, _by_ear, _by_ear, _split, _join)
