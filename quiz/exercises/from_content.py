"""Builds exercises from the questions of the content, and stores and restores drawn arrays."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

import numpy as np

from content import Computed, StepsQuestion, step_order, topic
from content.own_question import OwnQuestion
from engine import MECHANISMS, Program
from quiz.exercises.sheet import computation
from quiz.exercises.variant import Exercise, NumberRange


@dataclass(frozen=True)
class Task:
    """What an exercise asks: the steps to fill in (all if empty), the steps given, decimals, and marks per step."""

    ask: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    decimals: int = 2
    marks: float = 3


def program(question: Computed, sizes: Mapping[str, int] | None = None) -> Program:
    """The program of a question, under its options; sizes that it does not name are the mechanism's defaults."""
    mechanism = MECHANISMS[topic(question.topic).mechanism]
    whole = {**mechanism.sizes, **question.sizes, **(sizes or {})}
    options = mechanism.choose(**question.options)
    return computation(mechanism, options, whole, question.gradient_of, _begun(question))


def _begun(question: Computed) -> tuple[str, ...]:
    """The steps that are given instead of computed; only a learner's own computation has some."""
    return question.begun if isinstance(question, OwnQuestion) else ()


def asked(question: Computed, ask: Collection[str], sizes: Mapping[str, int] | None = None) -> tuple[str, ...]:
    """The ids of the steps asked for, in the order they are computed.

    If `ask` is empty, all steps, or with `gradient_of` all steps of the backward pass.
    """
    return step_order.asked(program(question, sizes), ask, bool(question.gradient_of))


def exercise(question: Computed, work: Task | None = None, sizes: Mapping[str, int] | None = None) -> Exercise:
    """The exercise of a question: its program, the steps to fill in and give, and how inputs are drawn.

    `work` says which steps; only a StepsQuestion can do without it.
    """
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
        {name: NumberRange(n.low, n.high, n.step, n.nonzero) for name, n in question.draw.items()},
        question.gradient_of,
        _begun(question),
        question.fixed,
    )


def as_lists(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Arrays as nested lists, for storing."""
    return {id: np.asarray(x).tolist() for id, x in inputs.items()}


def as_plain(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Arrays as nested lists for storing; what JSON has no number for, such as −∞ in a mask, is a text."""
    return {id: _plain(rows) for id, rows in as_lists(inputs).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value if isfinite(value) else str(value)


def as_arrays(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Stored nested lists as arrays. Raises TypeError or ValueError for data of another form."""
    if not isinstance(inputs, Mapping):
        raise TypeError(f"{type(inputs).__name__} does not name inputs.")
    return {id: np.asarray(x, dtype=float) for id, x in inputs.items()}
