# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""Other ways of finding a need, measured in the same run: full text and trigrams of PostgreSQL, BM25, n-grams.

Each knows the same documents: what the categories say about themselves, or also all everyday words of the vocabulary.
"""

import math
import re
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import numpy as np
import psycopg

from config.postgres import SUPERUSER, Cluster
from sociallook.directory.matching import grams
from sociallook.directory.matching.letters import fold
from sociallook.directory.matching.training import rarity, values
from sociallook.directory.matching.vocabulary import Term

Ranker = Callable[[str], list[str]]
"""Question → needs, best first; those without any sign are missing."""
ENDINGS = re.compile(r"(?<=\w{4})(ungen|ung|heit|keit|innen|isch|lich|ern|en|er|es|em|e|n|s)$")
SATURATION, LENGTH = 1.2, 0.75


def documents(terms: Sequence[Term]) -> dict[str, list[str]]:
    """Need → texts."""
    found: dict[str, list[str]] = defaultdict(list)
    for term in terms:
        if term.category:
            found[term.category].append(term.text)
    return found


@contextmanager
def postgres(documents: dict[str, list[str]]) -> Iterator[dict[str, Ranker]]:
    """One row for each text, in a PostgreSQL made for this."""
    with ExitStack() as stack:
        home = stack.enter_context(tempfile.TemporaryDirectory(prefix="sociallook-bench-"))
        address = stack.enter_context(Cluster(Path(home), durable=False).running()).url(SUPERUSER, "postgres")
        connection = stack.enter_context(psycopg.connect(address, autocommit=True))
        _fill(connection, documents)

        def ask(statement: str) -> Ranker:
            return lambda question: [need for (need,) in connection.execute(statement, {"q": question.lower()})]

        words = "SELECT need FROM whole, {} AS query WHERE words @@ query ORDER BY ts_rank_cd(words, query, 1) DESC"
        either = "CAST(replace(CAST(plainto_tsquery('german', %(q)s) AS text), '&', '|') AS tsquery)"
        near = "SELECT need FROM single GROUP BY need ORDER BY max(word_similarity(%(q)s, body)) DESC"
        yield {
            "PostgreSQL full text, AND": ask(words.format("websearch_to_tsquery('german', %(q)s)")),
            "PostgreSQL full text, OR": ask(words.format(either)),
            "PostgreSQL pg_trgm": ask(near),
        }


def _fill(connection: psycopg.Connection, documents: dict[str, list[str]]) -> None:
    connection.execute("CREATE EXTENSION pg_trgm")
    connection.execute("CREATE TABLE whole (need text, body text, words tsvector)")
    connection.execute("CREATE TABLE single (need text, body text)")
    with connection.cursor() as cursor:
        for need, texts in documents.items():
            row = [need, *["\n".join(texts)] * 2]
            cursor.execute("INSERT INTO whole VALUES (%s, %s, to_tsvector('german', %s))", row)
            cursor.executemany("INSERT INTO single VALUES (%s, lower(%s))", [(need, text) for text in texts])


def bm25(documents: dict[str, list[str]]) -> Ranker:
    """Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009; light stems, and parts of compounds."""
    bags = {need: Counter(_stems(" ".join(texts), set())) for need, texts in documents.items()}
    known = {stem for bag in bags.values() for stem in bag}
    bags = {need: Counter(_stems(" ".join(texts), known)) for need, texts in documents.items()}
    mean = sum(map(Counter.total, bags.values())) / len(bags)
    seen = Counter(stem for bag in bags.values() for stem in bag)

    def weigh(bag: Counter[str], stem: str) -> float:
        rare = math.log(1 + (len(bags) - seen[stem] + 0.5) / (seen[stem] + 0.5))
        long = SATURATION * (1 - LENGTH + LENGTH * bag.total() / mean)
        return rare * bag[stem] * (SATURATION + 1) / (bag[stem] + long)

    def rank(question: str) -> list[str]:
        asked = _stems(question, known)
        scores = {need: sum(weigh(bag, stem) for stem in asked) for need, bag in bags.items()}
        return [need for need in sorted(scores, key=lambda need: -scores[need]) if scores[need]]

    return rank


def _stems(text: str, known: set[str]) -> list[str]:
    """Words without endings; of a long word that nobody knows, the parts that somebody knows."""
    found = []
    for word in fold(text).split():
        stem = ENDINGS.sub("", word)
        parts = (
            part
            for cut in range(4, len(stem) - 3)
            for part in (stem[:cut], ENDINGS.sub("", stem[cut:]))
            if part in known
        )
        found += [stem, *parts] if known and len(stem) > 8 else [stem]
    return found


def pieces(documents: dict[str, list[str]]) -> Ranker:
    """Pieces of words weighed by their rarity, cosine with the text of each need."""
    needs = list(documents)
    texts = grams.of_texts([fold(" ".join(documents[need])) for need in needs])
    importance = rarity(texts)
    weights = np.zeros((grams.BUCKETS, len(needs)), np.float32)
    for number, text in enumerate(texts):
        weights[text, number] = values(text, importance)

    def rank(question: str) -> list[str]:
        buckets = grams.of_text(fold(question))
        scores = importance[buckets] @ weights[buckets]
        return [needs[i] for i in np.argsort(-scores)]

    return rank
