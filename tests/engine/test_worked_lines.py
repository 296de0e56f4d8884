"""Worked lines of numbers that are long, large or of another precision."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from engine import MECHANISMS, Program, run
from engine.execution.run import Trace
from engine.expression.cell import Cell, number
from engine.expression.functions import softmax
from engine.expression.node import Node
from engine.readings.explanation.explain import MOST_EXTRA_DIGITS, explain
from engine.readings.explanation.tokens import CellWriter, Token, text
from engine.readings.numbers import counted_numeral
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


# ---- numbers that would round to nothing ----


def attended(scores: list[float]) -> Trace:
    """One query of length 1 with keys that give these scores."""
    attention = MECHANISMS["scaled_dot_product"]
    program = attention.build(attention.choose(scale="none"), {"n": 1, "m": len(scores), "d_k": 1, "d_v": 1})
    values = np.arange(1.0, len(scores) + 1)[:, None]
    return run(program, {"Q": np.array([[1.0]]), "K": np.array(scores)[:, None], "V": values})


def test_a_softmax_of_very_small_exponentials_is_divided_in_digits_that_count() -> None:
    trace = attended([-20.0, -21.0, -22.0])
    for j in range(3):
        worked = explain(trace, "weights", (0, j))
        line = str(worked.lines[-1])
        assert worked.lines[-1].exact
        assert "·10⁻⁹" in line
        assert "0.0000" not in line
        assert rounded(evaluate(line), 4) == worked.result == f"{trace['weights'][0, j]:.4f}"


@pytest.mark.parametrize(("score", "printed"), [(-20.3, "1.5·10⁻⁹"), (-41.7, "7.8·10⁻¹⁹")])
def test_a_weight_that_rounds_to_nothing_shows_what_it_is(score: float, printed: str) -> None:
    trace = attended([0.0, score])
    worked = explain(trace, "weights", (0, 1))
    assert str(worked.lines[-1]) == f"{printed} ÷ (1 + {printed})"
    assert worked.result == "0.0000"


@pytest.mark.parametrize(
    ("op", "count", "line"),
    [
        ("div", 2, "3.1·10⁻⁹ ÷ (3.1·10⁻⁹)"),
        ("square", 1, "(3.1·10⁻⁹)²"),
        ("mul", 2, "3.1·10⁻⁹ × 3.1·10⁻⁹"),
        ("neg", 1, "−3.1·10⁻⁹"),
        ("exp", 1, "exp(3.1·10⁻⁹)"),
    ],
)
def test_small_numbers_have_the_brackets_of_a_product(op: str, count: int, line: str) -> None:
    numeral = counted_numeral(3.14159e-9, 2)
    leaf = Token(numeral.digits, "number", product=numeral.product)
    written = CellWriter(lambda _cell: leaf, str).write(Cell(op, (number(1.0),) * count))
    assert text(written) == line
    assert not math.isnan(evaluate(line))


def test_what_rounding_in_binary_leaves_of_zero_is_zero() -> None:
    norm = MECHANISMS["layer_norm"]
    program = norm.build(norm.choose(), {"n": 1, "d": 3})
    trace = run(program, {id: np.full(tuple(map(int, x.shape)), 0.1) for id, x in program.inputs.items()})
    found = [explain(trace, step, (0, 0)) for step in program.steps]
    assert not any("·10" in str(cell) for cell in found)
