# SPDX-FileCopyrightText: 2026 Sociallook contributors
# SPDX-License-Identifier: EUPL-1.2

"""A room may look down but not up. When it must know something that lies above, it asks a question.

In the lower room `memberships = Question[[bytes], list[Membership]](lambda person: [])`; in the upper room,
imported by its `AppConfig.ready`, a function under `@accounts.questions.memberships.answer`.
"""

from collections.abc import Callable
from typing import Generic, ParamSpec, TypeVar

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


class Question(Generic[Asked, Answer]):
    """A function whose body another room brings. Until then it gives the most careful answer."""

    def __init__(self, careful: Callable[Asked, Answer]) -> None:
        self._answer = careful

    def answer(self, function: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
        """Use as a decorator in the room that knows."""
        self._answer = function
        return function

    def __call__(self, *args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
        return self._answer(*args, **kwargs)
