"""Guessing before a number is shown: what was typed for one cell, or for a shape, held against the computation."""

from __future__ import annotations

import math

from engine.execution.run import Trace
from engine.expression.cell import Index, sources
from engine.readings.explanation.long_sums import TraceOperand, value
from engine.readings.explanation.tokens import Source
from quiz.answers.parse import Blank, ParsedNumber, number
from quiz.tolerance import GUARD
from quiz.verdicts import CellStatus

FEWEST = 2  # decimals that a guess needs, if as many are shown
MOST_VARIED = 120  # sources whose rounding is followed one by one; of more, three units are granted
WIDE = 3
LONGEST = 8  # terms of a line that is read term by term


def number_guessed(trace: Trace, step: str, index: Index, text: str, digits: int) -> CellStatus:
    """The status of a number typed for one cell of a step, which is shown to `digits` decimals.

    Right is what the exact numbers give, and what the printed ones give, to as many decimals as were typed.
    """
    found = number(text)
    if isinstance(found, Blank):
        return "blank"
    if not isinstance(found, ParsedNumber):
        return "unreadable"
    truth = float(trace[step][index])
    if not math.isfinite(truth):
        return "right" if found.value == truth else "wrong"
    decimals = digits if found.decimals is None else found.decimals
    near = abs(found.value - truth)
    if decimals < min(FEWEST, digits) and not float(round(truth, digits)).is_integer():
        return "few_digits" if near <= _half(decimals) + GUARD else "wrong"
    allowed = _half(min(decimals, digits)) + _moved(trace, step, index, _half(digits))
    return "right" if near <= allowed + GUARD else "wrong"


def shape_guessed(text: str, size: int) -> CellStatus:
    """The status of a number typed for the rows or the columns of a matrix."""
    found = number(text)
    if isinstance(found, Blank):
        return "blank"
    if not isinstance(found, ParsedNumber):
        return "unreadable"
    return "right" if found.value == size else "wrong"


def _half(decimals: int) -> float:
    return 0.5 * 10.0**-decimals


def _moved(trace: Trace, step: str, index: Index, half: float) -> float:
    """How far a cell can move when every computed number that it is read from is rounded."""
    cell = TraceOperand(trace.program.steps[step].expr, trace, LONGEST)[index]
    rounded = [source for source in sources(cell) if source[0] in trace.program.steps]
    if len(rounded) > MOST_VARIED:
        return 2 * WIDE * half
    truth = float(trace[step][index])

    def read(moving: Source, by: float) -> float:
        def told(name: str, at: Index) -> float:
            return float(trace[name][at]) + (by if (name, at) == moving else 0.0)

        return float(value(cell, told))

    moves = (max(abs(read(source, by) - truth) for by in (half, -half)) for source in rounded)
    return sum(move for move in moves if math.isfinite(move))
