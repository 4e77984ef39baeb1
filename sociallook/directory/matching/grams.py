# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""What the model looks at: pieces of words, whole words, pairs of words, each as a number below `BUCKETS`.

Pieces of 2 to 5 letters never leave their word but know its ends (" ki", "nd "), as `char_wb` of scikit-learn. They
make typing errors, compounds and endings harmless. The numbers are hashes, so that no list of pieces has to be kept
(Weinberger et al., Feature Hashing for Large Scale Multitask Learning, 2009). Many texts are done at once by numpy.
"""

import zlib
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

BUCKETS = 1 << 18
SHORTEST, LONGEST = 2, 5
FACTOR = np.uint32(0x9E3779B1)
Buckets = NDArray[np.uint32]


def of_text(folded: str) -> Buckets:
    """The buckets of one folded text, each once, in ascending order."""
    return np.unique(np.concatenate([_pieces(folded)[0], _words(folded)]))


def of_texts(folded: Sequence[str]) -> list[Buckets]:
    """The same as `of_text` for each text, many times faster."""
    numbers, places = _pieces("  ".join(folded))
    words = [_words(text) for text in folded]
    texts = np.arange(len(folded), dtype=np.uint64)
    of_pieces = np.repeat(texts, [len(text) + 2 for text in folded])[places]
    of_words = np.repeat(texts, [len(found) for found in words])
    owners = np.concatenate([of_pieces, of_words])
    keys = np.sort(owners << np.uint64(32) | np.concatenate([numbers, *words]))
    keys = keys[np.concatenate([[True], keys[1:] != keys[:-1]])] if len(keys) else keys
    cuts = np.searchsorted(keys, np.arange(1, len(folded), dtype=np.uint64) << np.uint64(32))
    return np.split(keys.astype(np.uint32), cuts)


def of_names(names: Sequence[str]) -> Buckets:
    """A bucket for each name of something that is known about a text."""
    return np.array([zlib.crc32(f"={name}".encode()) % BUCKETS for name in names], dtype=np.uint32)


def _pieces(folded: str) -> tuple[Buckets, NDArray[np.int64]]:
    """All pieces of all words, and where in `folded` each begins (the space before a word counts to the word)."""
    letters = np.frombuffer(f" {folded} ".encode("utf-32-le"), dtype=np.uint32)
    inside = letters != 32
    hashed = letters * FACTOR
    unbroken = np.ones(len(letters), dtype=bool)  # no space between the first and the last letter of the piece
    numbers, places = [], []
    for length in range(2, LONGEST + 1):
        last = letters[length - 1 :]
        hashed = (hashed[: len(last)] ^ last) * FACTOR
        unbroken = unbroken[: len(last)] & (inside[length - 2 : len(letters) - 1] if length > 2 else True)
        whole = unbroken & (inside[: len(last)] | inside[length - 1 :])
        if length >= SHORTEST:
            numbers.append((hashed[whole] + np.uint32(length)) % np.uint32(BUCKETS))
            places.append(np.flatnonzero(whole))
    return np.concatenate(numbers), np.concatenate(places)


def _words(folded: str) -> Buckets:
    """Whole words, and each pair of neighbours."""
    words = folded.split()
    pairs = [f"{first} {second}" for first, second in pairwise(words)]
    return np.array([zlib.crc32(text.encode()) % BUCKETS for text in [*words, *pairs]], dtype=np.uint32)
