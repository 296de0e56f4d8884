"""Exported Python: brackets where Python needs them, and what it imports."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import Program, run
from engine.expression.functions import constant, count, erf, power, square
from engine.readings.code import function


def program(expr: Any) -> Program:
    made = Program({"n": 2})
    (x,) = made.given(X="n n")
    made.step("result", "R", expr(x))
    return made


@pytest.mark.parametrize(
    "expr",
    [
        lambda x: x * square(constant(-0.5)),
        lambda x: x + power(constant(-2.0), 2),
        lambda x: x - constant(-2.0) * x,
        lambda x: x / -x,
        lambda x: count(2) - count(2).T + x,
        erf,
    ],
)
def test_the_code_gives_what_the_program_gives(expr: Any) -> None:
    made, numbers = program(expr), np.array([[0.5, -1.5], [2.0, 0.25]])
    scope: dict[str, Any] = {}
    exec(function(made, "f"), scope)
    assert np.allclose(scope["f"](numbers), run(made, {"X": numbers})["result"])


def test_a_count_across_is_a_row_from_the_start() -> None:
    assert "[None, :]" in function(program(lambda x: x + count(2).T), "f")
    assert "[None, :]" not in function(program(lambda x: x + count(2)), "f")


@pytest.mark.parametrize(("expr", "needed"), [(erf, True), (lambda x: x, False)])
def test_math_is_imported_where_it_is_used(expr: Any, needed: bool) -> None:
    assert ("import math" in function(program(expr), "f")) == needed
