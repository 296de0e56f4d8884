"""Every kind of question: how it is put.

A kind is its schema in content/questions.py, one file here, one view and one printed form; docs/design.md lists the
tables in which it is entered besides.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from content import (
    ChoiceQuestion,
    ConventionQuestion,
    FindQuestion,
    NumberQuestion,
    OrderQuestion,
    Question,
    ResultQuestion,
    ShapesQuestion,
    SpokenQuestion,
    StepsQuestion,
)
from engine import EngineError
from quiz.kinds import choice, convention, find, number, order, result, shapes, spoken, steps
from quiz.posed import Posed

POSE: dict[type, Callable[..., Posed[Any]]] = {
    StepsQuestion: steps.pose,
    NumberQuestion: number.pose,
    ShapesQuestion: shapes.pose,
    FindQuestion: find.pose,
    OrderQuestion: order.pose,
    ChoiceQuestion: choice.pose,
    ResultQuestion: result.pose,
    ConventionQuestion: convention.pose,
    SpokenQuestion: spoken.pose,
}


def pose(question: Question, seed: int, drawn: dict[str, Any] | None = None) -> Posed[Any]:
    """The question on fresh numbers; with `drawn`, which an earlier posing kept, on those."""
    return POSE[type(question)](question, seed, drawn)


def put_again(question: Question, seed: int, drawn: dict[str, Any]) -> Posed[Any] | None:
    """The question on what was kept of an earlier posing; None where that no longer belongs to it."""
    try:
        posed = pose(question, seed, drawn)
        return posed if posed.fits else None
    except (EngineError, LookupError, TypeError, ValueError):
        return None
