"""Every kind of question: how it is put.

A kind is its schema in content/questions.py, one file here, one view and one printed form; docs/design.md lists the
tables in which it is entered besides.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from content import Question
from engine import EngineError
from quiz.kinds import choice, convention, find, number, order, result, shapes, spoken, steps
from quiz.posed import Posed

POSE: dict[str, Callable[..., Posed[Any]]] = {
    "steps": steps.pose,
    "number": number.pose,
    "shapes": shapes.pose,
    "find": find.pose,
    "order": order.pose,
    "choice": choice.pose,
    "result": result.pose,
    "convention": convention.pose,
    "spoken": spoken.pose,
}


def pose(question: Question, seed: int, drawn: dict[str, Any] | None = None) -> Posed[Any]:
    """The question on fresh numbers; with `drawn`, which an earlier posing kept, on those."""
    return POSE[question.kind](question, seed, drawn)


def put_again(question: Question, seed: int, drawn: dict[str, Any]) -> Posed[Any] | None:
    """The question on stored data of an earlier instance; None if the data no longer fits the question."""
    try:
        posed = pose(question, seed, drawn)
        return posed if posed.fits else None
    except (EngineError, LookupError, TypeError, ValueError):
        return None
