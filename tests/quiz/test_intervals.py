"""How far rounding reaches, where a written number has no inverse or no logarithm."""

from __future__ import annotations

import numpy as np
import pytest

from engine import MECHANISMS
from engine.expression.dim import Dim
from engine.expression.node import Node, apply, ref
from quiz.exercises.variant import Exercise
from quiz.marking.mark import mark
from quiz.tolerance import reachable

HALF = 0.005
ONE = (Dim(1), Dim(1))
X, Y = ref("x", ONE), ref("y", ONE)


def reached(answer: float, expr: Node, **written: float) -> bool:
    arrays = {name: np.array([[x]]) for name, x in written.items()}
    return bool(reachable(np.array([[answer]]), expr, arrays, {"y": HALF}, HALF)[0, 0])


@pytest.mark.parametrize(
    ("answer", "x", "y", "fine"),
    [
        (2.0, 1.0, 0.5, True),
        (2.025, 1.0, 0.5, True),  # y was 0.495, and 2.0202 reaches further than 1.9802 on the other side
        (2.026, 1.0, 0.5, False),
        (2.1, 1.0, 0.5, False),
        (1000.0, 5.0, 0.0, True),  # y was 0.005
        (-5000.0, 5.0, 0.0, True),  # y was −0.001
        (999.0, 5.0, 0.0, False),  # y would have been more than 0.005
        (np.inf, 5.0, 0.0, True),
        (0.0, 0.0, 0.0, True),  # 0 over whatever y was
        (0.1, 0.0, 0.0, False),
        (np.nan, 5.0, 0.0, False),
    ],
)
def test_a_quotient_reaches_what_its_divisor_was_rounded_from(answer: float, x: float, y: float, fine: bool) -> None:
    assert reached(answer, X / Y, x=x, y=y) is fine


@pytest.mark.parametrize(("answer", "fine"), [(-5.3, True), (-9.0, True), (-5.0, False), (5.3, False), (-np.inf, True)])
def test_so_does_a_logarithm(answer: float, fine: bool) -> None:
    """ln 0.005 is −5.298."""
    assert reached(answer, apply("log", Y), y=0.0) is fine


def test_a_share_of_nothing_is_not_whatever_lies_between_its_neighbours() -> None:
    """y/(y + y) is ½ on either side of 0."""
    assert reached(0.5, Y / (Y + Y), y=0.0)
    assert not reached(0.2, Y / (Y + Y), y=0.0)


def test_a_share_of_nothing_whose_neighbours_disagree_is_neither() -> None:
    """y/(2y + 10y²) is 0.488 at 0.005 and 0.513 at −0.005."""
    assert not reached(0.49, Y / (Y + Y + 10 * (Y * Y)), y=0.0)


@pytest.mark.parametrize(("answer", "fine"), [(1.03, True), (-700.0, True), (np.nan, False)])
def test_a_rounded_nothing_over_a_rounded_nothing_can_have_been_anything(answer: float, fine: bool) -> None:
    zero = np.zeros((1, 1))
    arrays = {"x": zero, "y": zero}
    assert bool(reachable(np.array([[answer]]), X / Y, arrays, dict.fromkeys("xy", HALF), HALF)[0, 0]) is fine


@pytest.mark.parametrize(("answer", "fine"), [(-np.inf, True), (-1000.0, False), (0.0, False)])
def test_a_mask_is_no_pole(answer: float, fine: bool) -> None:
    assert reached(answer, X + Y, x=-np.inf, y=0.0) is fine


@pytest.mark.parametrize("normalised", ["3000.00", "1500.00"])
def test_digits_kept_in_the_head_are_not_called_wrong(normalised: str) -> None:
    """The mean in place of the mean square is 0 here: its root is √ε, 0.00 on paper, and 3/√ε is what follows."""
    chosen = MECHANISMS["rms_norm"]
    asked = ("mean_square", "rms", "normalised")
    paper = Exercise("rms_norm", chosen.choose(epsilon=1e-6), {"n": 1, "d": 3}, asked).sheet(
        {"X": np.array([[3.0, -1.0, -2.0]]), "gamma": np.ones((1, 3))}
    )
    rest = ["-1000.00", "-2000.00"] if normalised == "3000.00" else ["-1000.00", "2.00"]
    marking = mark(paper, {"mean_square": [["0.00"]], "rms": [["0.00"]], "normalised": [[normalised, *rest]]})
    assert marking["mean_square"].misconceptions == ("square.not_squared",)
    assert marking["normalised"].status == ("follows" if normalised == "3000.00" else "wrong")
