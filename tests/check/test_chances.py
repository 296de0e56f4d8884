"""What many mistakes lead to says little about which was made: nothing left of a number, or a mask's constant alone."""

from __future__ import annotations

import numpy as np
import pytest

from check import check
from check.chances import LIKELY_BY_ACCIDENT, coincidence
from engine import MECHANISMS, run
from engine.arrays import Array
from tests.check.broken import drawn, labels

TOLERANCE = np.array(5e-5)


def log_chance(ours: list[list[float]], truth: list[list[float]]) -> float:
    return coincidence(np.array(ours), np.array(truth), TOLERANCE)


def test_a_moved_cell_is_a_coincidence_of_the_width_of_what_was_printed() -> None:
    assert log_chance([[0.5, 2.0]], [[1.0, 2.0]]) == pytest.approx(np.log(1e-4))


def test_a_row_of_which_nothing_is_left_is_one_coincidence_however_long() -> None:
    long = log_chance([[0.0] * 8, [1.0] * 8], [[2.0] * 8, [1.0] * 8])
    assert long == pytest.approx(log_chance([[0.0]], [[2.0]])) == pytest.approx(np.log(0.25))


def test_cells_that_become_0_among_others_say_more_than_a_whole_row() -> None:
    some = log_chance([[0.0, 1.0, 0.0]], [[-2.0, 1.0, -3.0]])
    assert some < 2 * log_chance([[0.0, 0.0, 0.0]], [[-2.0, 1.0, -3.0]])


@pytest.mark.parametrize("swamped", [-4e18, -np.inf, 3e9])
def test_a_masks_constant_agrees_with_any_other(swamped: float) -> None:
    assert log_chance([[swamped]], [[2.0]]) == pytest.approx(np.log(0.25))


def scores(change: float) -> Array:
    """The best scores of a beam search, and what a mask's constant that is let through makes of them."""
    program = MECHANISMS["beam_search"].build()
    return np.asarray(list(run(program, drawn(program, 3)).arrays.values())[-1]) * 0 + change


@pytest.mark.parametrize("given", [-4e9, 0.0])
def test_numbers_of_which_nothing_is_left_accuse_nothing(given: float) -> None:
    kind = MECHANISMS["beam_search"]
    program = kind.build()
    found = check(kind, drawn(program, 3), None, {list(program.steps)[-1]: scores(given)}, 4, dict(kind.sizes))
    assert found.verdict == "unknown"
    assert [labels(told) for told in found.explanations] == []


def test_an_activation_too_many_is_still_told_by_its_zeros() -> None:
    program = MECHANISMS["feed_forward"].build(None, {"n": 4, "d": 4, "f": 6})
    inputs = drawn(program, 1)
    output = np.maximum(np.asarray(run(program, inputs)["output"]), 0)
    assert (output == 0).sum() > 3
    found = check("feed_forward", inputs, None, {"output": output.round(4)}, 4, {"n": 4, "d": 4, "f": 6})
    assert found.verdict == "mistake"
    assert found.explanations[0].chance <= LIKELY_BY_ACCIDENT
