"""One attempt step by step: what hints and second tries cost, what is open, and the learner's own numbers."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from quiz.marking.sitting import Sitting
from tests.quiz.learners import ATTENTION, Typed, variant, work


@cache
def begun() -> Sitting:
    return Sitting(variant("self_attention", ATTENTION).sheet)


@cache
def right() -> Typed:
    return work(begun().sheet, ATTENTION)


def answered(*steps: str) -> Sitting:
    """The sitting with these steps handed in rightly, in order."""
    sitting = begun()
    for step in steps:
        assert sitting.open == step
        sitting = sitting.hand_in(right()[step])
    return sitting


def points(sitting: Sitting, step: str) -> float:
    return sitting.points(sitting.marking[step])


@pytest.mark.parametrize(("taken", "left"), [(0, 3), (1, 3), (2, 2.5), (3, 1.5), (4, 1.5)])
def test_the_first_hint_is_free_and_there_are_three(taken: int, left: float) -> None:
    sitting = answered("queries", "keys")
    for _ in range(taken):
        sitting = sitting.take_hint("queries")
    assert points(sitting, "queries") == left
    assert points(sitting, "keys") == 3
    assert sitting.hints_used == min(taken, 3)
    assert sitting.score == left + 3


def test_each_second_try_costs_a_mark_and_opens_the_steps_from_there_on() -> None:
    sitting = answered("queries", "keys", "values").try_again("keys")
    assert sitting.open == "keys"
    assert sitting.typed.keys() == {"queries"}
    sitting = sitting.hand_in(right()["keys"])
    assert (points(sitting, "queries"), points(sitting, "keys")) == (3, 2)
    sitting = sitting.try_again("keys").hand_in(right()["keys"])
    assert points(sitting, "keys") == 1
    assert sitting.open == "values"
    assert begun().try_again("queries") == begun()  # nothing was handed in there


def test_no_step_is_worth_less_than_nothing() -> None:
    sitting = begun().leave_blank().take_hint("queries").take_hint("queries").try_again("queries").leave_blank()
    assert points(sitting, "queries") == 0
    assert sitting.score == 0


def test_a_blank_step_carries_the_truth_and_a_written_one_its_numbers() -> None:
    sheet = begun().sheet
    sitting = begun().leave_blank().hand_in([["1", "2"], ["", "x"], ["0.5", "1/4"]])
    assert np.array_equal(sitting.carried["queries"], sheet.truth["queries"])
    keys = np.array([[1, 2], sheet.truth["keys"][1], [0.5, 0.25]])
    assert np.array_equal(sitting.carried["keys"], keys)
    assert np.allclose(sitting.carried["scores"], sheet.truth["queries"] @ keys.T)


def test_when_everything_is_handed_in_nothing_more_is_taken() -> None:
    sitting = answered(*begun().sheet.asked)
    assert sitting.finished
    assert sitting.hand_in([["1"]]) is sitting
    assert sitting.score == sitting.marking.possible
