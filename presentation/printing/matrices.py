"""Matrices of a computation as a printed page shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from string import ascii_uppercase
from typing import Any

import numpy as np

from engine import Program, Trace
from engine.arrays import Array
from engine.expression.symbol import Symbol
from engine.readings.formulas import mathml
from presentation.figure.layout import slices
from presentation.figure.view import View
from presentation.formulas import words
from presentation.printed_numbers import as_printed
from presentation.printing import markup
from quiz.answers.write import written


def matrices(shown: View, names: Iterable[str], named: bool = True) -> list[str]:
    """Each with its symbol and shape, if `named`; several heads one by one."""
    return [made for name in names for made in _one(shown, name, named)]


def _one(shown: View, name: str, named: bool) -> list[str]:
    thing = shown.trace.program[name]
    found = []
    leads = slices(shown.trace.program, name)
    for k, lead in enumerate(leads, 1):
        array = shown.trace[name][lead] if lead else shown.trace[name]
        rows = [[shown.number(name, (*lead, i, j)) for j in range(array.shape[1])] for i in range(array.shape[0])]
        head = k if len(leads) > 1 else 0  # a single head needs no number
        caption = _caption(thing.symbol, array.shape, head) if named else f"({head})" if head else ""
        found.append(markup.matrix(caption, rows))
    return found


def _caption(symbol: Symbol, shape: tuple[int, ...], head: int) -> str:
    return f"{mathml.symbol(symbol.of_head(str(head)) if head else symbol)} <small>{shape[0]}×{shape[1]}</small>"


def boxes(program: Program, step: str) -> str:
    """Empty boxes in the step's shape."""
    return _grids(program, step, np.zeros(tuple(map(int, program.steps[step].shape))), 0, empty=True)


def solved(program: Program, step: str, array: Array, decimals: int) -> str:
    """The step's numbers as a learner is asked to write them."""
    return _grids(program, step, array, decimals, empty=False)


def _grids(program: Program, step: str, array: Array, decimals: int, empty: bool) -> str:
    symbol = program.steps[step].symbol
    leads = slices(program, step)
    found = []
    for k, lead in enumerate(leads, 1):
        part = array[lead] if lead else array
        rows = [[as_printed(text) for text in row] for row in written(part, decimals)]
        found.append(markup.matrix(_caption(symbol, part.shape, k if len(leads) > 1 else 0), rows, step, boxes=empty))
    return markup.side_by_side(found)


def heading(shown: View, program: Program, step: str) -> str:
    """A step's title and formula."""
    return f"<b>{markup.inline(shown.title(step))}</b> &ensp; {mathml.formula(program, step, words())}"


def lettered(names: Any, array: Callable[[Any], Any], shown: View, step: str) -> str:
    """Matrices under letters; those of several heads follow each other."""
    made = []
    for letter, name in zip(ascii_uppercase, names, strict=False):
        one = shown.of(Trace(shown.trace.program, {**shown.trace.arrays, step: array(name)}))
        made.append(f'<div class="candidate"><b>{letter}</b>{"".join(matrices(one, (step,), named=False))}</div>')
    return markup.side_by_side(made)
