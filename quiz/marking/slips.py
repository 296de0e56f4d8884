"""Careless slips: a wrong answer explained by a simple error of copying. Named only if exactly one kind fits."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from engine.arrays import Array
from engine.execution.run import evaluate
from engine.expression.cell import Cell
from engine.expression.scalars import value
from engine.readings.counting import COUNTING, never_negative
from quiz.tolerance import within

if TYPE_CHECKING:
    from quiz.marking.marker import Comparison, Marker

MOST_CELLS = 2  # more wrong cells than these are not a slip
# with fewer cells, random numbers look like a slip too often
LEAST_RIGHT = 3
LEAST_BESIDE_WHOLE = 5  # beside a whole number, which small errors hit more easily
LEAST_BESIDE_SIGN = 8  # beside a whole number of one digit that has lost its sign: it may be any other's negative
LEAST_MOVED = 6
LEAST_OFF = 4  # two cells that changed places are no row
LEAST_TERMS = 2  # of a sum in which one more was forgotten: a single term is any product
MOST_TERMS = 3  # a longer sum lacks one of so many terms that any number will do


def likely_slip(marker: Marker, best: Comparison) -> str | None:
    """The one kind of slip that explains every wrong cell; None if no kind or several kinds do.

    The kinds are transposed, rows_exchanged, columns_exchanged, sign and dropped_term.
    """
    bad = best.read & ~best.fits
    if not bad.any():
        return None
    found = {*_whole(marker, best, bad), *_single(marker, best, bad)}
    only = found.pop() if len(found) == 1 else None
    return None if only == "sign" and _by_accident(marker, best, bad) else only


def _whole(marker: Marker, best: Comparison, bad: Array) -> Iterator[str]:
    """The slips of a whole matrix: transposed, or two rows or columns exchanged."""
    centre = evaluate(marker.expr, best.arrays)
    n, m = centre.shape[-2:]
    if best.read.sum() < LEAST_MOVED or bad.sum() < LEAST_OFF:
        return

    def fits(array: Array) -> bool:
        return bool(within(marker.answer.values, array, marker.sheet.half)[best.read].all())

    if n == m > 1 and fits(centre.swapaxes(-1, -2)):
        yield "transposed"
    if m > 1 and any(fits(np.take(centre, _exchanged(n, i, j), axis=-2)) for i in range(n) for j in range(i)):
        yield "rows_exchanged"
    if n > 1 and any(fits(np.take(centre, _exchanged(m, i, j), axis=-1)) for i in range(m) for j in range(i)):
        yield "columns_exchanged"


def _exchanged(n: int, i: int, j: int) -> list[int]:
    order = list(range(n))
    order[i], order[j] = order[j], order[i]
    return order


def _single(marker: Marker, best: Comparison, bad: Array) -> Iterator[str]:
    places = [tuple(map(int, at)) for at in np.argwhere(bad)]
    least = LEAST_BESIDE_WHOLE if _whole_numbers(marker, bad) else LEAST_RIGHT
    if len(places) > MOST_CELLS or best.read.sum() - len(places) < least:
        return
    for name, candidates in (("sign", _negated), ("dropped_term", _shorter)):
        if candidates is _shorter and marker.expr.op in COUNTING:
            continue  # of what is counted, as a rank is, any number that is one too small lacks a term
        if all(_matches(marker, best, at, candidates) for at in places):
            yield name


def _by_accident(marker: Marker, best: Comparison, bad: Array) -> bool:
    """Whether a wrong sign says nothing: of what is never negative, and of a whole number that may be any other's.

    It may be if it has one digit and stands beside few right cells, or if nothing in its formula has a minus.
    """
    if not _whole_numbers(marker, bad):
        return never_negative(marker.expr)
    small = bool((np.abs(marker.answer.values[bad]) < 10).all())
    few = small and int((best.read & best.fits).sum()) < LEAST_BESIDE_SIGN
    return few or never_negative(marker.expr) or _from_nowhere(marker, best, bad)


def _from_nowhere(marker: Marker, best: Comparison, bad: Array) -> bool:
    """Whether a minus was written that nothing in the formula of the cell has: no negative number, no difference."""

    def read(step: str, index: tuple[int, ...]) -> float:
        return float(best.arrays[step][index])

    gained = [tuple(map(int, at)) for at in np.argwhere(bad & (marker.answer.values < 0))]
    return any(not _has_minus(marker.expr[at], read) for at in gained)


def _has_minus(cell: Cell, read: Read) -> bool:
    """Whether a difference or a negative number stands in a formula; what is multiplied by 0 does not count."""
    if cell.op in ("ref", "num"):
        return _worth(cell, read) < 0
    if cell.op == "mul" and not all(_worth(factor, read) for factor in cell.args):
        return False
    return cell.leaf or cell.op in ("sub", "neg", "log") or any(_has_minus(part, read) for part in cell.args)


def _whole_numbers(marker: Marker, bad: Array) -> bool:
    return bool((marker.answer.values[bad] == np.round(marker.answer.values[bad])).all())


Read = Callable[[str, tuple[int, ...]], float]
Candidates = Callable[[Cell, Read], Iterator[float]]


def _matches(marker: Marker, best: Comparison, at: tuple[int, ...], candidates: Candidates) -> bool:
    written = marker.answer.values[at]

    def read(step: str, index: tuple[int, ...]) -> float:
        return float(best.arrays[step][index])

    with np.errstate(invalid="ignore"):
        return any(abs(worth - written) <= marker.sheet.half for worth in candidates(marker.expr[at], read))


def _worth(cell: Cell, read: Read) -> float:
    """The value of a cell; NaN where the learner's own numbers give none, such as the root of a negative number."""
    try:
        return value(cell, read)
    except (ArithmeticError, ValueError):
        return math.nan


def _negated(cell: Cell, read: Read) -> Iterator[float]:
    yield -_worth(cell, read)


def _shorter(cell: Cell, read: Read) -> Iterator[float]:
    """The sum without one of its terms, if at least LEAST_TERMS others are left that are not 0."""
    if cell.op == "sum":
        terms = [_worth(term, read) for term in cell.args]
        for k in range(len(terms) if sum(term != 0 for term in terms) <= MOST_TERMS else 0):
            rest = terms[:k] + terms[k + 1 :]
            if sum(term != 0 for term in rest) >= LEAST_TERMS:
                yield sum(rest)
