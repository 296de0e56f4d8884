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
from quiz.kinds import (
    choice,
    convention,
    debug,
    derivation,
    diagram,
    find,
    judge,
    number,
    order,
    result,
    shapes,
    spoken,
    steps,
)
from quiz.posed import Posed


def _marks(question: Question) -> float:
    return question.marks


@dataclass(frozen=True)
class QuestionKind:
    """One kind of question: how it is posed, its total marks, and whether it can be marked without the learner.

    `minutes` is how long an answer takes, as long as nothing is known of the learner.
    """

    pose: Callable[..., Posed[Any]]
    minutes: Callable[[Any], float]
    worth: Callable[[Any], float] = _marks
    marked_alone: bool = True


def _always(minutes: float) -> Callable[[Any], float]:
    return lambda _question: minutes


def _by_marks(question: Any) -> float:
    """A step has three marks and takes one and a half minutes."""
    return 0.5 * steps.worth(question)


def _aloud(question: Any) -> float:
    """Time to think, as long to speak, and to tick the key points; each follow-up takes another minute."""
    return 2 * float(question.seconds) / 60 + 1 + len(question.follow_ups)


KINDS: Mapping[str, QuestionKind] = complete(
    {
        "steps": QuestionKind(steps.pose, _by_marks, steps.worth),
        "number": QuestionKind(number.pose, _always(1.5)),
        "shapes": QuestionKind(shapes.pose, _always(2)),
        "find": QuestionKind(find.pose, _always(2.5)),
        "order": QuestionKind(order.pose, _always(1.5)),
        "diagram": QuestionKind(diagram.pose, _always(2.5)),
        "choice": QuestionKind(choice.pose, _always(0.75)),
        "judge": QuestionKind(judge.pose, _always(1)),
        "derivation": QuestionKind(derivation.pose, _always(2)),
        "debug": QuestionKind(debug.pose, _always(2)),
        "result": QuestionKind(result.pose, _always(1.5)),
        "convention": QuestionKind(convention.pose, _always(2)),
        "spoken": QuestionKind(spoken.pose, _aloud, spoken.worth, marked_alone=False),
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
