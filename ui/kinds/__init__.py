"""Every kind of question as a learner meets it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import streamlit as st

from content.kinds import complete
from quiz.attempt import Attempt
from quiz.posed import answered
from ui.components.held.component import declared
from ui.kinds import (
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
    steps_exam,
)
from ui.session.language import fragment


@dataclass(frozen=True)
class KindPage:
    """How a question is practised; in an exam `sit`, where nothing is marked yet, or the same.

    What stands around the question stays as it is while it is answered and marked: all of `show` is a fragment, or
    only `in_parts`, where `show` makes fragments of what changes.
    """

    show: Callable[[Attempt], None]
    sit: Callable[[Attempt], None] | None = None
    in_parts: bool = False


KINDS: Mapping[str, KindPage] = complete(
    {
        "steps": KindPage(steps.show, steps_exam.show, in_parts=True),
        "number": KindPage(number.show),
        "shapes": KindPage(shapes.show),
        "find": KindPage(find.show),
        "order": KindPage(order.show),
        "diagram": KindPage(diagram.show),
        "judge": KindPage(judge.show),
        "derivation": KindPage(derivation.show),
        "debug": KindPage(debug.show),
        "choice": KindPage(choice.show),
        "result": KindPage(result.show),
        "convention": KindPage(convention.show),
        "spoken": KindPage(spoken.show, spoken.sit),
    },
    "ui/kinds/__init__.py",
)


def practise(attempt: Attempt) -> None:
    """The question, to be answered and marked at once."""
    page = KINDS[attempt.question.kind]
    if page.in_parts:
        page.show(attempt)
    else:
        _sheet(attempt, page.show)


def sit(attempt: Attempt) -> None:
    """The question as a part of an exam."""
    page = KINDS[attempt.question.kind]
    _sheet_of_paper(attempt, page.sit or page.show, answered(attempt.answers))


@fragment
@declared("sheet")
def _sheet(attempt: Attempt, show: Callable[[Attempt], None]) -> None:
    """All of the question."""
    show(attempt)


@fragment
@declared("sheet")
def _sheet_of_paper(attempt: Attempt, show: Callable[[Attempt], None], was_answered: bool) -> None:
    """The list of questions beside it says which of them have an answer: then the whole page is drawn again."""
    show(attempt)
    if answered(attempt.answers) != was_answered:
        st.rerun()
