"""Scalar operations: precedence, notation for people and for spreadsheets, and value of each."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from engine.expression.cell import Cell, Read, total


class Scalar(NamedTuple):
    """One scalar operation.

    `words` and `sheet` are format templates for printed arithmetic and for a spreadsheet; `value` computes in floats.
    """

    words: str
    sheet: str
    value: Callable[..., float]


def exponential(x: float) -> float:
    """e^x; infinity where the result would overflow a double."""
    return math.exp(x) if x < 709 else math.inf


def logistic(x: float) -> float:
    """Logistic sigmoid 1/(1 + e^−x); never overflows."""
    return 1 / (1 + exponential(-x))


def _quotient(a: float, b: float) -> float:
    if b == 0:
        return math.nan if a == 0 or math.isnan(a) else math.copysign(math.inf, a)
    return a / b


def softmax_share(own: float, *row: float) -> float:
    """One output of a softmax over `row` at the score `own`, computed with the row's maximum subtracted.

    0 in a row of −∞ only, as in a fully masked row.
    """
    top = max(row)
    return 0.0 if top == -math.inf else math.exp(own - top) / sum(math.exp(x - top) for x in row)


SCALARS = {
    "sum": Scalar(" + ", "+", lambda *xs: sum(xs)),
    "max": Scalar("max({})", "MAX({})", lambda *xs: max(xs)),
    "neg": Scalar("", "(-{})", lambda a: -a),
    "sub": Scalar("{} − {}", "{}-{}", lambda a, b: a - b),
    "mul": Scalar("{} × {}", "{}*{}", lambda a, b: a * b),
    "div": Scalar("{} ÷ {}", "{}/{}", _quotient),
    "power": Scalar("{}^{}", "{}^{}", lambda a, b: a**b),
    "square": Scalar("{}²", "{}^2", lambda a: a * a),
    "exp": Scalar("exp({})", "EXP({})", exponential),
    "log": Scalar("ln({})", "LN({})", lambda a: math.log(a) if a > 0 else -math.inf),
    "erf": Scalar("erf({})", "ERF({})", math.erf),
    "sqrt": Scalar("√{}", "SQRT({})", math.sqrt),
    "floor": Scalar("⌊{}⌋", "INT({})", lambda a: float(math.floor(a)) if math.isfinite(a) else a),
    "sin": Scalar("sin({})", "SIN({})", math.sin),
    "cos": Scalar("cos({})", "COS({})", math.cos),
    "tanh": Scalar("tanh({})", "TANH({})", math.tanh),
    "sigmoid": Scalar("σ({})", "(1/(1+EXP(MIN(700,-{}))))", logistic),
    "relu": Scalar("max(0, {})", "MAX(0,{})", lambda a: max(0.0, a)),
    "clip": Scalar("min(1, max(0, {}))", "MIN(1,MAX(0,{}))", lambda a: min(1.0, max(0.0, a))),
    "greater": Scalar("[{} > {}]", "IF({}>{},1,0)", lambda a, b: float(a > b)),
    "equal": Scalar("[{} = {}]", "IF({}={},1,0)", lambda a, b: float(a == b)),
    "if": Scalar("({1} if {0} else {2})", "IF({},{},{})", lambda k, a, b: a if k else b),
    "pick": Scalar("", "", lambda k, *row: row[min(max(round(k), 0), len(row) - 1)]),
    "share": Scalar("", "", softmax_share),
}


def value(cell: Cell, read: Read) -> float:
    """Value of a formula as a float; `read(step, index)` returns the cells it refers to."""
    if cell.op == "ref":
        return float(read(*cell.args))
    if cell.op == "num":
        return float(cell.args[0])
    return SCALARS[cell.op].value(*[value(arg, read) for arg in cell.args])


def spelled(cell: Cell, shifted: Callable[[Cell], bool]) -> Cell:
    """The formula with every softmax cell expanded to e^x ÷ (e^x + …).

    The row's maximum is subtracted from each exponent where `shifted(cell)` is true, to avoid overflow.
    """
    if cell.leaf:
        return cell
    args = tuple(spelled(arg, shifted) for arg in cell.args)
    if cell.op != "share":
        return Cell(cell.op, args)
    top = Cell("max", args[1:])
    own, *row = (x - top for x in args) if shifted(cell) else args
    return Cell("exp", (own,)) / total(Cell("exp", (x,)) for x in row)
