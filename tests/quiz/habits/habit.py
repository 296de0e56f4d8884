"""One mistake of the catalogue: in which question it is made, how, and what the examiner should call it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from tests.quiz.families import Numbers
from tests.quiz.learners import Array, Steps


class Habit(NamedTuple):
    """A mistake by its key in docs/mistakes.md; `called` is "" where the examiner has no name for it.

    `steps` are the steps that are worked wrongly; the name is expected in each.
    """

    key: str
    question: str
    called: str
    steps: Steps


def habit(key: str, question: str, called: str, **wrong: Callable[[Numbers], Array]) -> Habit:
    """A mistake in steps whose names have no path."""
    return Habit(key, question, called, wrong)
