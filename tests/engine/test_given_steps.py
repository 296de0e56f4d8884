"""A computation that starts in the middle: given a step's own numbers, all that follows is as it was."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import MECHANISMS, run
from engine.given_steps import with_given
from engine.readings.code import function
from engine.readings.gradient import gradient
from engine.readings.misconceptions import wrong_versions
from tests.engine.cases import Case, draw, each_case


def middle(case: Case) -> tuple[Any, Any, str]:
    """A mechanism's program, its trace, and a step in its middle."""
    mechanism, options = case
    program = MECHANISMS[mechanism].build(options)
    steps = list(program.steps)
    return program, run(program, draw(program)), steps[len(steps) // 2]


@each_case
def test_what_follows_stays(case: Case) -> None:
    program, trace, step = middle(case)
    begun = with_given(program, [step])
    assert step in begun.inputs
    assert list(begun.steps) == [id for id in program.steps if id in begun.steps]
    again = run(begun, {id: trace[id] for id in begun.inputs})
    for id in begun.steps:
        np.testing.assert_array_equal(again[id], trace[id])
        wrong_versions(begun, id)
    if begun.steps:
        scope: dict[str, Any] = {}
        exec(function(begun, "f"), scope)
        backward = gradient(begun, list(begun.steps)[-1])
        ones = {id: np.ones(tuple(map(int, x.shape))) for id, x in backward.inputs.items() if id not in again.arrays}
        run(backward, {**{id: trace[id] for id in begun.inputs}, **ones})


@each_case
def test_other_numbers_change_what_follows_and_nothing_else(case: Case) -> None:
    program, trace, step = middle(case)
    begun = with_given(program, [step])
    other = {id: trace[id] for id in begun.inputs} | {step: trace[step] + 0.25}
    again, carried = run(begun, other), run(program, draw(program), {step: trace[step] + 0.25})
    for id in begun.steps:
        np.testing.assert_array_equal(again[id], carried[id])


def test_what_only_led_to_the_given_step_is_gone() -> None:
    program = MECHANISMS["self_attention"].build()
    begun = with_given(program, ["weights"])
    assert list(begun.steps) == ["values", "context"]
    assert list(begun.inputs) == ["X", "W_v", "weights"]
    assert begun.inputs["weights"].axes == ("n", "n")
    last = with_given(program, ["context"])
    assert not last.steps


def test_an_unknown_step_is_refused() -> None:
    with pytest.raises(KeyError, match="nothing"):
        with_given(MECHANISMS["self_attention"].build(), ["nothing"])
