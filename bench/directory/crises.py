# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""How surely danger is recognised in the words of a writer from whom nothing was learnt, how often without cause."""

from collections import Counter
from collections.abc import Sequence

from bench.directory import questions as given
from sociallook.directory.matching import crisis, shipped_model, understand
from sociallook.directory.matching.letters import fold
from sociallook.directory.matching.model import Model
from sociallook.directory.matching.vocabulary import Term, close_to_danger, shipped


def leave_one_out() -> None:
    """Of each writer of crisis sentences: recall, precision, the kind, and by language."""
    known = shipped()
    print("\nDanger, a writer left out  recall precision  kind right")
    for writer in sorted({term.author for term in known if term.crisis is not None}):
        learnt = [term for term in known if term.crisis is None or term.author != writer]
        asked = [term for term in known if term.crisis is not None and term.author == writer]
        _report(writer, Model.trained(learnt, shipped_model().needs), asked)


def unseen() -> None:
    """Sentences of writers from whom nothing was learnt, and how often ordinary questions are taken for danger."""
    print("\nDanger, unseen             recall precision  kind right")
    for author, asked in given.unseen_danger().items():
        _report(author, shipped_model(), asked)
    questions = {"development": given.development(), "OMoS-QA": given.elsewhere()} | given.unseen()
    for name, asked_for in questions.items():
        ordinary = [each for each in asked_for if not each.needs & close_to_danger()]
        flagged = [found for question in ordinary if (found := understand(question.text).crisis)]
        sure = sum(found.sure for found in flagged)
        print(f"ordinary questions, {name}: {len(flagged)} of {len(ordinary)} taken for danger, {sure} of them surely")


def _report(writer: str, model: Model, asked: Sequence[Term]) -> None:
    found = [crisis.recognised(model.read(fold(term.text))) for term in asked]
    pairs = list(zip(asked, found, strict=True))
    right = [(term, each) for term, each in pairs if term.crisis and each]
    if not any(term.crisis for term in asked):
        print(f"{writer} ({len(asked)})     wrote of no danger; {sum(map(bool, found))} taken for it")
        return
    recall = len(right) / sum(bool(term.crisis) for term in asked)
    precision = len(right) / sum(each is not None for each in found)
    kinds = sum(each.kind == term.crisis for term, each in right if each) / len(right)
    print(f"{writer} ({len(asked)})     {recall:.4f}   {precision:.3f}      {kinds:.3f}")
    crises = Counter(term.language for term in asked if term.crisis)
    heard = Counter(term.language for term, _each in right)
    print("  " + "  ".join(f"{code} {heard[code]}/{count}" for code, count in sorted(crises.items())))
    for term, each in pairs:
        if term.crisis and not each:
            print(f"  missed ({term.language}, {term.crisis}): {term.text}")
