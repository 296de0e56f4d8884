"""What a step gives from earlier results with fewer digits than asked for, rounded or cut off."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import product

import numpy as np

from engine.arrays import Array
from engine.execution.run import evaluate
from engine.expression.node import Node, names
from quiz.marking.marker import Marker
from quiz.tolerance import within

BEFORE = 3  # what is shortened: the numbers as written, with all their digits, or a bit less than written


class Shortened:
    """The open step from shortened earlier results, in every way to shorten them: so many digits, rounded or cut off.

    All ways are computed in one run, along a new first axis. A way is dropped where so few digits are left of an
    earlier result that it could be anybody's: gates and shares that have become 0 or 1.
    """

    def __init__(self, marker: Marker, own: Array) -> None:
        self.marker, self.own = marker, own
        ways = np.array(list(product(range(marker.sheet.decimals), (True, False), range(BEFORE)))).reshape(-1, 3)
        self.decimals, self.rounded = ways[:, 0], ways[:, 1]

    @cached_property
    def met(self) -> tuple[Array, ...]:
        """The results that every typed cell meets to its own digits."""
        return tuple(result for results, kept in self._results() for result in results[kept & self._meet(results)])

    def _meet(self, results: Array) -> Array:
        answer = self.marker.answer
        return np.asarray(within(answer.values, results, self.own)[:, answer.read].all(1))

    def _results(self) -> Iterator[tuple[Array, Array]]:
        """The results of all ways, and which are kept: of shortened steps, then of scratch steps shortened too."""
        steps, between = self.marker.sheet.program.steps, self.marker.sheet.on_the_way(self.marker.step)
        arrays, kept = dict(self.marker.arrays(())), np.ones(len(self.decimals), dtype=bool)
        for id in self._read(self.marker.expr, *(steps[id].whole for id in between)):
            full = self._before(id)
            arrays[id] = self._short(full)
            kept = kept & ~_nothing_left(full, arrays[id])
        yield self._every_way(self.marker.expr, arrays), kept
        for id in between:
            full = self._every_way(steps[id].whole, arrays)
            arrays[id] = self._short(full)
            kept = kept & ~_nothing_left(full, arrays[id])
        if between:
            yield self._every_way(steps[self.marker.step].whole, arrays), kept

    def _read(self, *formulas: Node) -> tuple[str, ...]:
        """The steps on the sheet that these formulas read."""
        return tuple(dict.fromkeys(id for expr in formulas for id in names(expr) if id in self.marker.written))

    def _before(self, id: str) -> Array:
        """An earlier step before it is shortened, in every way: 0.450 may have been 0.4497, which is 0.4."""
        written = self.marker.written[id]
        a_bit_less = written - np.copysign(0.98 * self.marker.sheet.half, written)
        return np.tile(
            np.stack([written, self.marker.in_full[id], a_bit_less]), (len(self.decimals) // BEFORE, *_ones(written))
        )

    def _every_way(self, expr: Node, arrays: dict[str, Array]) -> Array:
        result = np.asarray(evaluate(expr, arrays))
        return np.broadcast_to(result, (len(self.decimals), *expr.shape))

    def _short(self, stack: Array) -> Array:
        """Each way's array with its decimals; halves away from zero, as on paper."""
        unit = 10.0 ** self.decimals.reshape(-1, *_ones(stack[0]))
        half = np.where(self.rounded.reshape(unit.shape), 0.5 / unit, 0.0)
        raised = stack + np.copysign(half, stack)
        return np.asarray(np.trunc(raised * unit + np.copysign(1e-9, raised)) / unit)


def _ones(array: Array) -> tuple[int, ...]:
    return (1,) * array.ndim


def _nothing_left(full: Array, short: Array) -> Array:
    """Which ways leave only 0 and ±1 of an array that had other numbers."""
    return np.asarray(_only_signs(short) & ~_only_signs(full))


def _only_signs(stack: Array) -> Array:
    return np.asarray(((stack == 0) | (np.abs(stack) == 1)).reshape(len(stack), -1).all(1))
