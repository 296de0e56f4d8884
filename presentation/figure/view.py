"""How the numbers of a trace are shown."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import numpy as np

from engine import Trace
from engine.expression.cell import Index
from engine.expression.dim import named
from engine.readings.explanation.explain import symbol_at
from engine.readings.formulas.plain import plain
from engine.readings.numbers import fixed, short
from presentation.figure.model import Name
from presentation.formulas import label
from quiz.exercises.sheet import EXTRA

Drawn = TypeVar("Drawn")


@dataclass(frozen=True)
class View:
    """How a trace is shown: decimals, the words of its rows, the title of a step or input.

    `exact` are steps that are given like inputs: what fits in fewer digits is printed with fewer. `axes` are the words
    along an axis, by its name. `drawn` holds what was made of just this before.
    """

    trace: Trace
    digits: int
    words: tuple[str, ...]
    title: Callable[[str], str]
    exact: frozenset[str] = frozenset()
    axes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    drawn: dict[Hashable, Any] = field(default_factory=dict, compare=False)

    def once(self, what: Hashable, make: Callable[[], Drawn]) -> Drawn:
        """What `make` gives, kept in `drawn` under this name: matrices stay while cell after cell is opened."""
        if what not in self.drawn:
            self.drawn[what] = make()
        found: Drawn = self.drawn[what]
        return found

    def of(self, trace: Trace) -> View:
        """Another trace shown in the same way; nothing that was made of this one is kept."""
        return replace(self, trace=trace, drawn={})

    def labels(self, size: int) -> tuple[str, ...]:
        """The words along an axis that has some, as many as it is long."""
        axis = named(size).name
        words = self.axes.get(axis, ())
        return words if len(words) == int(size) else ()

    def number(self, name: str, index: Index) -> str:
        """A number as it is printed; an input that fits in fewer digits as it was entered."""
        return self.printed(name, float(self.trace[name][index]))

    def matrix(self, name: str, lead: Index) -> list[list[str]]:
        """A whole matrix as it is printed; `lead` are the indices before its rows, such as the head."""
        rows = np.asarray(self.trace[name])[lead].tolist()
        return [[self.printed(name, x) for x in row] for row in rows]

    def printed(self, name: str, x: float) -> str:
        """A number of an input or a step as it is printed."""
        given = name in self.trace.program.inputs or name in self.exact
        if given and math.isfinite(x) and abs(round(x, self.digits) - x) < 1e-12:
            return short(round(x, self.digits))
        return fixed(x, self.digits + EXTRA if name in self.exact else self.digits)

    def cell(self, name: str, index: Index) -> str:
        """A cell by symbol and words: S[journey, starts]."""
        return plain(symbol_at(self.trace.program, name, index)) + self._place(name, index)

    def label(self, name: str, index: Index) -> Name:
        """The same in pieces."""
        return label(symbol_at(self.trace.program, name, index), self._place(name, index))

    def _place(self, name: str, index: Index) -> str:
        thing, places = self.trace.program[name], []
        for k, n in zip(index[-2:], thing.shape[-2:], strict=True):
            if n > 1:
                words = self.labels(n)
                places.append(words[k] if words else str(k + 1))
        return f"[{', '.join(places)}]" if places else ""
