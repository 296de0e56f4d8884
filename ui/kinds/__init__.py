"""Every kind of question as a learner meets it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from content.kinds import complete
from quiz.attempt import Attempt
from ui.kinds import choice, convention, find, judge, number, order, result, shapes, spoken, steps, steps_exam


@dataclass(frozen=True)
class KindPage:
    """How a question is practised; in an exam `sit`, where nothing is marked yet, or the same."""

    show: Callable[[Attempt], None]
    sit: Callable[[Attempt], None] | None = None


KINDS: Mapping[str, KindPage] = complete(
    {
        "steps": KindPage(steps.show, steps_exam.show),
        "number": KindPage(number.show),
        "shapes": KindPage(shapes.show),
        "find": KindPage(find.show),
        "order": KindPage(order.show),
        "judge": KindPage(judge.show),
        "choice": KindPage(choice.show),
        "result": KindPage(result.show),
        "convention": KindPage(convention.show),
        "spoken": KindPage(spoken.show),
    },
    "ui/kinds/__init__.py",
)


def practise(attempt: Attempt) -> None:
    """The question, to be answered and marked at once."""
    KINDS[attempt.question.kind].show(attempt)


def sit(attempt: Attempt) -> None:
    """The question as a part of an exam."""
    page = KINDS[attempt.question.kind]
    (page.sit or page.show)(attempt)
