"""An error in one step and right work after it: every other step keeps its marks, in every mechanism, at every step.

The learner's later numbers are the engine's on what was written, which other tests hold against PyTorch; the marker is
given nothing but the texts.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from engine import MECHANISMS, run
from engine.readings.counting import counting
from quiz.answers.write import written
from quiz.exercises.sheet import Sheet
from quiz.exercises.variant import Exercise, draw
from quiz.marking.mark import mark
from tests.sweeps import exhaustive

DECIMALS = 4
BACKWARD = {
    "scaled_dot_product": "context",
    "layer_norm": "rescaled",
    "lstm_step": "hidden",
    "gru_step": "hidden",
    "rnn": "outputs",
    "masked_lm": "loss",
    "next_token_loss": "loss",
    "next_sentence": "loss",
    "character_rnn": "loss",
}


@cache
def sheet(mechanism: str, gradient_of: str | None = None) -> Sheet:
    """Everything is asked for."""
    chosen = MECHANISMS[mechanism]
    whole = Exercise(mechanism, chosen.choose(), dict(chosen.sizes), (), decimals=DECIMALS, gradient_of=gradient_of)
    steps = tuple(whole.program.steps)
    return draw(Exercise(**{**vars(whole), "asked": steps}), 1).sheet


def miscounted(array: Any) -> Any:
    """What only counts, whole numbers, in another order; where that is the same, one more."""
    turned = np.roll(array, 1, axis=-1)
    return array + 1 if np.array_equal(turned, array) else turned


def spoilt(array: Any, rng: np.random.Generator) -> Any:
    """Every number well off, by a factor of its own; masked scores stay masked and shares positive."""
    off = array * rng.uniform(1.2, 1.9, array.shape) + 0.01 * np.sign(array)
    return np.where(np.isfinite(array), off + (array == 0) * rng.uniform(0.2, 0.7, array.shape), array)


def worked(paper: Sheet, wrong: str, rng: np.random.Generator) -> dict[str, Any]:
    """Every step from the learner's own earlier numbers, rounded as asked; one of them spoilt."""
    typed: dict[str, Any] = {}
    carried: dict[str, Any] = {}
    for step in paper.asked:
        found = run(paper.program, paper.inputs, carried)[step]
        if step == wrong:
            found = miscounted(found) if step in counting(paper.program) else spoilt(found, rng)
        typed[step] = written(found, DECIMALS)
        carried[step] = np.array([[float(text) for text in row] for row in typed[step]]).reshape(found.shape)
    return typed


def check(paper: Sheet, some: slice) -> None:
    rng = np.random.default_rng(7)
    for wrong in paper.asked[some]:
        marking = mark(paper, worked(paper, wrong, rng))
        assert marking[wrong].status not in ("right", "follows"), wrong
        lost = {s.step: s.status for s in marking.steps if s.step != wrong and s.points < s.possible}
        assert lost == {}, f"after an error at {wrong}"
        assert {s.status for s in marking.steps if s.step != wrong} <= {"right", "follows"}


each_step = pytest.mark.parametrize("some", [slice(1, None, 8), exhaustive(slice(None))], ids=["some", "every step"])


@each_step
@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_an_error_costs_its_own_step_only(mechanism: str, some: slice) -> None:
    check(sheet(mechanism), some)


@each_step
@pytest.mark.parametrize("mechanism", BACKWARD)
def test_so_it_does_in_the_backward_pass(mechanism: str, some: slice) -> None:
    check(sheet(mechanism, BACKWARD[mechanism]), some)
