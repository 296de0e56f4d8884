"""Numbers typed before they are shown: which are right, which have too few digits."""

from __future__ import annotations

import numpy as np
import pytest

from engine import MECHANISMS, run
from engine.execution.run import Trace
from engine.readings.numbers import fixed, rounded
from quiz.guess import number_guessed, shape_guessed
from tests.engine.cases import draw


def attention() -> Trace:
    program = MECHANISMS["self_attention"].build()
    return run(program, draw(program, 3))


@pytest.mark.parametrize("step", ["queries", "scores", "scaled", "weights", "context"])
def test_the_printed_number_is_right_and_its_neighbours_are_not(step: str) -> None:
    trace = attention()
    index = (1, 1)
    truth = float(trace[step][index])
    assert number_guessed(trace, step, index, fixed(truth, 4), 4) == "right"
    for off in (0.01, -0.01, 0.1):
        assert number_guessed(trace, step, index, fixed(truth + off, 4), 4) == "wrong"


def test_two_decimals_are_enough_and_one_is_too_few() -> None:
    trace = attention()
    truth = float(trace["scores"][0, 0])
    assert number_guessed(trace, "scores", (0, 0), fixed(truth, 2), 4) == "right"
    assert number_guessed(trace, "scores", (0, 0), fixed(truth, 1), 4) == "few_digits"
    assert number_guessed(trace, "scores", (0, 0), fixed(truth + 1, 1), 4) == "wrong"


def test_what_the_printed_numbers_give_is_right() -> None:
    """A learner multiplies the numbers on the screen, not those behind them."""
    trace = attention()
    q, k = (np.array([float(rounded(float(x), 1)) for x in trace[name][1]]) for name in ("queries", "keys"))
    by_hand = fixed(float(q @ k), 1)
    assert number_guessed(trace, "scores", (1, 1), by_hand, 1) == "right"


@pytest.mark.parametrize(("text", "status"), [("", "blank"), ("abc", "unreadable"), ("7", "wrong")])
def test_what_is_no_number_is_said_to_be_none(text: str, status: str) -> None:
    assert number_guessed(attention(), "scores", (0, 0), text, 4) == status
    assert shape_guessed(text, 6) == status


def test_a_fraction_and_a_side_are_read() -> None:
    trace = attention()
    weights = run(trace.program, {**trace.arrays, "W_q": np.zeros_like(trace["W_q"])})
    assert number_guessed(weights, "weights", (0, 0), "1/6", 4) == "right"
    assert shape_guessed("6", 6) == "right"
