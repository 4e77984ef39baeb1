# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""How often the right need comes first, or among the first three."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bench.directory import questions as given
from bench.directory import yardsticks
from bench.directory.questions import Question
from bench.directory.yardsticks import Ranker
from sociallook.directory.matching import SURE, shipped_model, understand
from sociallook.directory.matching.letters import fold
from sociallook.directory.matching.model import Layer, Model
from sociallook.directory.matching.training import Example
from sociallook.directory.matching.vocabulary import described, shipped

NOWHERE = 1_000


@dataclass(frozen=True)
class Found:
    """The place of the right need for each question, from 1 on."""

    places: tuple[int, ...]

    def __str__(self) -> str:
        return f"{self.within(1):.3f}  {self.within(3):.3f}  {sum(1 / p for p in self.places) / len(self.places):.3f}"

    def within(self, most: int) -> float:
        return sum(place <= most for place in self.places) / len(self.places)


def measured(rank: Ranker, asked: Sequence[Question]) -> Found:
    return Found(tuple(_place(rank(question.text), question.needs) for question in asked))


def _place(ranked: Sequence[str], needs: frozenset[str]) -> int:
    return next((place for place, need in enumerate(ranked, 1) if need in needs), NOWHERE)


def ranker(model: Model) -> Ranker:
    return lambda text: [ranked.category for ranked in understand(text, model).categories]


def sets() -> dict[str, list[Question]]:
    """Every set of questions by its name."""
    all_ = given.development()
    german = [each for each in all_ if each.language == "de"]
    clean = [each for each in german if not each.typed]
    return {
        "all": all_,
        "German": clean,
        "own slips": [each for each in german if each.typed],
        "1 slip": given.with_errors(clean, 1),
        "3 slips": given.with_errors(clean, 3),
        "foreign": [each for each in all_ if each.language != "de"],
        "OMoS-QA": given.elsewhere(),
    }


def compare() -> None:
    """Ours beside other ways, on every set."""
    plain = yardsticks.documents(list(described()))
    everything = yardsticks.documents(shipped())
    asked = sets()
    print(
        "Development questions (German without errors; with those of their author; with errors made; not German), and"
    )
    print("OMoS-QA: how often the right need comes first / among the first three.\n")
    print(f"{'':44}" + "".join(f"{name:>14}" for name in asked))
    print(f"{'questions':44}" + "".join(f"{len(each):14}" for each in asked.values()))
    for name, documents in (("descriptions", plain), ("and everyday words", everything)):
        with yardsticks.postgres(documents) as ways:
            for way, rank in ways.items():
                _line(f"{way}, {name}", rank, asked)
        _line(f"BM25, {name}", yardsticks.bm25(documents), asked)
        _line(f"char n-grams, {name}", yardsticks.pieces(documents), asked)
    _line("this search", ranker(shipped_model()), asked)
    for language in sorted({question.language for question in asked["all"]}):
        found = measured(ranker(shipped_model()), [each for each in asked["all"] if each.language == language])
        print(f"  development, {language:6} ({len(found.places):3}): recall@1, recall@3, MRR {found}")
    known = {fold(term.text) for term in shipped() if term.category}
    same = sum(fold(question.text) in known for question in asked["all"])
    print(f"Of the development questions {same} stand in the vocabulary word for word, by chance.")


def unseen() -> None:
    """Questions of writers from whom nothing was learnt."""
    print("\nUnseen questions           recall@1 recall@3 MRR")
    for author, asked in given.unseen().items():
        groups = {
            "German": [each for each in asked if each.language == "de" and not each.typed],
            "German with errors": [each for each in asked if each.typed],
            "not German": [each for each in asked if each.language != "de"],
            "all": asked,
        }
        for name, group in groups.items():
            print(f"{author}, {name:19} ({len(group):3}) {measured(ranker(shipped_model()), group)}")


def _line(name: str, rank: Ranker, asked: dict[str, list[Question]]) -> None:
    found = [measured(rank, questions) for questions in asked.values()]
    print(f"{name:44}" + "".join(f"   {each.within(1):.3f}/{each.within(3):.3f}" for each in found), flush=True)


def leave_one_out() -> None:
    """Each writer asks a model that has learnt only from the others: the honest estimate for somebody new."""
    print("\nA writer left out       recall@1 recall@3 MRR     sure, then right")
    for writer in given.writers():
        terms = [term for term in given.without(writer) if term.category is not None]
        layer = Layer.trained([Example(term.text, (term.category, term.language)) for term in terms])
        model = replace(shipped_model(), needs=layer)
        asked = list(given.of(writer))
        answers = [understand(question.text, model) for question in asked]
        found = Found(
            tuple(
                _place([ranked.category for ranked in answer.categories], question.needs)
                for answer, question in zip(answers, asked, strict=True)
            )
        )
        sure = [place == 1 for place, answer in zip(found.places, answers, strict=True) if answer.confident]
        print(
            f"{writer} ({len(asked):4}) {found}   {len(sure) / len(asked):.2f} {sum(sure) / len(sure):.2f}   "
            + " ".join(sorted({question.language for question in asked})),
            flush=True,
        )
    print(f"(sure: belief from {SURE} on)")


def latency() -> None:
    """Milliseconds for each question, in one thread."""
    asked = [question.text for question in (*given.development(), *given.elsewhere())]
    began = time.perf_counter()
    understand("Kita")
    print(f"\nFirst answer of a process after {1000 * (time.perf_counter() - began):.0f} ms")
    times = []
    for text in asked:
        began, used = time.perf_counter(), time.process_time()
        understand(text)
        times.append((1000 * (time.perf_counter() - began), 1000 * (time.process_time() - used)))
    for name, each in zip(("by the clock", "processor time"), zip(*times, strict=True), strict=True):
        ranked = sorted(each)
        middle, late = ranked[len(ranked) // 2], ranked[len(ranked) * 95 // 100]
        print(f"Understanding a question, {name}: p50 {middle:.2f} ms, p95 {late:.2f} ms")
