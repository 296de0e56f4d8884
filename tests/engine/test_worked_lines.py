"""Worked lines of numbers that are long, large or of another precision."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import MECHANISMS, Program, run
from engine.execution.run import Trace
from engine.expression.functions import softmax
from engine.expression.node import Node
from engine.readings.explanation.explain import MOST_EXTRA_DIGITS, explain
from tests.engine.cases import draw
from tests.engine.reader import evaluate, rounded


def product_of(x: float, y: float) -> Trace:
    p = Program()
    a, b = p.given(a="1 1", b="1 1")
    p.step("product", "c", a * b)
    return run(p, {"a": np.array([[x]]), "b": np.array([[y]])})


@pytest.mark.parametrize(
    ("x", "y", "line"),
    [
        (0.43, 0.5, "0.43 × 0.5"),  # as it was entered
        (0.123456, 1.0, "0.1235 × 1"),  # more digits than the line needs
        (0.123456, 2.0, "0.12346 × 2"),  # 0.1235 × 2 would give 0.2470 instead of 0.2469
    ],
)
def test_an_input_is_printed_as_it_was_entered_or_to_the_digits_of_its_line(x: float, y: float, line: str) -> None:
    (found,) = explain(product_of(x, y), "product", (0, 0)).lines
    assert (str(found), found.exact) == (line, True)


@pytest.mark.parametrize("scores", [(800.0, 799.0), (705.0, 704.0), (-799.0, -800.0)])
def test_shares_of_scores_too_large_for_a_calculator_are_printed_less_the_largest(scores: tuple[float, float]) -> None:
    p = Program({"n": 2})
    (x,) = p.given(x="1 n")
    p.step("shares", "a", softmax(x))
    worked = explain(run(p, {"x": np.array([scores])}), "shares", (0, 0))
    assert worked.result == "0.7311"
    assert all(line.exact and rounded(evaluate(str(line)), 4) == "0.7311" for line in worked.lines)
    assert str(worked.lines[0]).startswith("exp(")
    assert "max(" in str(worked.lines[0])


def doubled(x: Node) -> Node:
    return x + x


@pytest.mark.parametrize("precision", [np.float32, np.float64])
def test_arrays_of_floats_keep_their_precision(precision: Any) -> None:
    p = Program({"n": 2})
    (x,) = p.given(x="1 n")
    p.step("sum", "s", doubled(x))
    array = np.array([[0.1, 0.2]], dtype=precision)
    carried = run(p, {"x": array}, {"sum": array})
    assert run(p, {"x": array})["sum"].dtype == carried["sum"].dtype == precision
    assert run(p, {"x": [[1, 2]]}, dtype=precision)["sum"].dtype == precision


def test_a_line_gets_as_many_extra_digits_as_are_said_and_no_more() -> None:
    p = Program({"n": 1})
    x, y = p.given(X="n n", Y="n n")
    p.step("product", "Z", x * y)
    extra = []
    for k in range(MOST_EXTRA_DIGITS + 3):
        trace = run(p, {"X": np.array([[10.0**k + 1 / 3]]), "Y": np.array([[1 / 7]])})
        (line,) = explain(trace, "product", (0, 0), 2).lines
        if line.exact:
            extra.append(max(len(word.partition(".")[2]) for word in str(line).split()) - 2)
    assert max(extra) == MOST_EXTRA_DIGITS
    assert len(extra) < MOST_EXTRA_DIGITS + 3


def test_a_cell_of_a_head_names_the_head_in_its_symbols() -> None:
    program = MECHANISMS["multi_head"].build()
    trace = run(program, draw(program))
    line = str(explain(trace, "context", (1, 1, 1)).symbols)
    assert line == "A⁽²⁾[2,1] × V⁽²⁾[1,2] + A⁽²⁾[2,2] × V⁽²⁾[2,2] + A⁽²⁾[2,3] × V⁽²⁾[3,2]"
    assert str(explain(trace, "merged", (1, 3)).symbols) == "C⁽²⁾[2,2]"
    assert str(explain(trace, "queries", (0, 1)).symbols).startswith("X[1,1] × W^Q[1,2]")
