"""Table of the kinds of question: how each is posed and how many marks it has.

docs/design.md lists what a new kind of question needs besides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from content import Question
from content.kinds import complete
from engine import EngineError
from quiz.kinds import choice, convention, find, judge, number, order, result, shapes, spoken, steps
from quiz.posed import Posed


def _marks(question: Question) -> float:
    return question.marks


@dataclass(frozen=True)
class Kind:
    """One kind of question: how it is posed, its total marks, and whether it can be marked without the learner."""

    pose: Callable[..., Posed[Any]]
    worth: Callable[[Any], float] = _marks
    marked_alone: bool = True


KINDS: Mapping[str, Kind] = complete(
    {
        "steps": Kind(steps.pose, steps.worth),
        "number": Kind(number.pose),
        "shapes": Kind(shapes.pose),
        "find": Kind(find.pose),
        "order": Kind(order.pose),
        "choice": Kind(choice.pose),
        "judge": Kind(judge.pose),
        "result": Kind(result.pose),
        "convention": Kind(convention.pose),
        "spoken": Kind(spoken.pose, spoken.worth, marked_alone=False),
    },
    "quiz/kinds/__init__.py",
)


def pose(question: Question, seed: int, drawn: dict[str, Any] | None = None) -> Posed[Any]:
    """An instance of the question on newly drawn numbers, or with `drawn` on the numbers stored with an earlier one."""
    return KINDS[question.kind].pose(question, seed, drawn)


def worth(question: Question) -> float:
    """Total marks of a question."""
    return KINDS[question.kind].worth(question)


def put_again(question: Question, seed: int, drawn: dict[str, Any]) -> Posed[Any] | None:
    """The question on stored data of an earlier instance; None if the data no longer fits the question."""
    try:
        posed = pose(question, seed, drawn)
        return posed if posed.fits else None
    except (EngineError, LookupError, TypeError, ValueError):
        return None
