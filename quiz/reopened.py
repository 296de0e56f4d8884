"""Question instances as they were: posed again on stored numbers, under the conventions of that time."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from content import NotFound, Question, StepsQuestion
from quiz.exercises.from_content import asked as asked_steps
from quiz.kinds import put_again
from quiz.own_exercise import question_again
from quiz.posed import Posed
from quiz.stored_instances import AS_PUT, taken_up
from quiz.targeted import alone


def reopened(
    question_id: str, seed: int | None, drawn: Mapping[str, Any], options: Mapping[str, Any], marked: Collection[str]
) -> Posed[Any] | None:
    """The instance that was answered, or None where the question is gone or does not fit what is stored any more.

    `drawn` are the stored numbers, `options` the conventions it was answered under: where a default has changed since,
    those of that time hold. `marked` are the parts that were marked: of practice that aims, one step of the question.
    """
    try:
        asked = question_again(question_id, drawn)
    except NotFound:
        return None
    put = {**_steps(asked, marked), **({"options": dict(options)} if options else {})}
    return taken_up(asked, seed or 0, {**drawn, **({AS_PUT: put} if put else {})})


def _steps(asked: Question, marked: Collection[str]) -> dict[str, Any]:
    """Which steps were asked and given, where that was one step alone."""
    if not isinstance(asked, StepsQuestion) or len(marked) != 1:
        return {}
    (step,) = marked
    every = asked_steps(asked, asked.ask)
    if step not in every or every == (step,):
        return {}
    one = alone(asked, step)
    return {"ask": one.ask, "given": one.given, "options": dict(asked.options)}


def unchanged(posed: Posed[Any]) -> bool:
    """Whether today's question is still asked under the same conventions, in the same parts."""
    try:
        today = put_again(question_again(posed.question.id, posed.drawn), posed.seed, posed.drawn)
    except NotFound:
        return False
    return today is not None and (today.options, today.parts) == (posed.options, posed.parts)
