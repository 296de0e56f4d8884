"""From a question of the content to what is drawn: an exercise under its conventions, sizes and numbers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from content import Computed, StepsQuestion, step_order, topic
from engine import MECHANISMS, Program
from quiz.exercises.sheet import computation
from quiz.exercises.variant import Draw, Exercise


@dataclass(frozen=True)
class Task:
    """Which steps an exercise asks for (all when empty) and gives, how precisely, and for how many marks a step."""

    ask: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    decimals: int = 2
    marks: float = 3


def program(question: Computed, sizes: Mapping[str, int] | None = None) -> Program:
    """What the question computes; a size it does not name is the mechanism's own."""
    mechanism = MECHANISMS[topic(question.topic).mechanism]
    whole = {**mechanism.sizes, **question.sizes, **(sizes or {})}
    return computation(mechanism, mechanism.choose(**question.options), whole, question.gradient_of)


def asked(question: Computed, ask: Collection[str], sizes: Mapping[str, int] | None = None) -> tuple[str, ...]:
    """The steps in the order they are computed; all of them, or all of the backward pass, when `ask` names none."""
    return step_order.asked(program(question, sizes), ask, bool(question.gradient_of))


def exercise(question: Computed, work: Task | None = None, sizes: Mapping[str, int] | None = None) -> Exercise:
    """What is drawn and filled in: of a steps question what it says itself, of others what `work` says."""
    if work is None:
        assert isinstance(question, StepsQuestion)
        work = Task(question.ask, question.given, question.decimals, question.marks)
    mechanism = MECHANISMS[topic(question.topic).mechanism]
    return Exercise(
        mechanism.id,
        mechanism.choose(**question.options),
        {**mechanism.sizes, **question.sizes, **(sizes or {})},
        asked(question, work.ask, sizes),
        work.given,
        work.decimals,
        work.marks,
        {name: Draw(n.low, n.high, n.step, n.nonzero) for name, n in question.draw.items()},
        question.gradient_of,
    )


def kept(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Drawn arrays as lists."""
    return {id: np.asarray(x).tolist() for id, x in inputs.items()}


def restored(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Lists as the arrays they were. Raises TypeError or ValueError for what was never such lists."""
    if not isinstance(inputs, Mapping):
        raise TypeError(f"{type(inputs).__name__} does not name inputs.")
    return {id: np.asarray(x, dtype=float) for id, x in inputs.items()}
