"""Comparison of two conventions on the same numbers, step beside step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

import numpy as np

from engine.arrays import Array, differing
from engine.errors import InputError
from engine.execution.run import Trace, run
from engine.inputs.validate import checked
from engine.mechanism import Mechanism
from engine.options import Options
from engine.program import Input

Entered = Mapping[str, Any]
Sizes = Mapping[str, int]
LAYOUT = ("tokens", "weights")
LAST_BITS = 1e-12  # no difference may hang on the last bit of a double


@dataclass(frozen=True, eq=False)
class Aligned:
    """One step under both option sets, in the first set's layout; `differing` marks the cells that disagree.

    A step that only one set has is None on the other side, and `differing` is None; so it is when the shapes differ.
    """

    step: str
    a: Array | None
    b: Array | None
    differing: Array | None = None

    @property
    def only(self) -> Literal["a", "b"] | None:
        """Which set alone has this step."""
        return "b" if self.a is None else "a" if self.b is None else None

    @property
    def same(self) -> bool:
        """Whether both have it and no cell differs."""
        return self.differing is not None and not self.differing.any()


def compare(
    mechanism: Mechanism,
    a: Options,
    b: Options,
    inputs: Entered,
    other: Entered | None = None,
    decimals: int = 9,
    sizes: Sizes | None = None,
) -> list[Aligned]:
    """Every step of either option set, in the order of the computation.

    `inputs` hold what `a` reads, as entered under a, and by name what only `b` reads; `other` replaces inputs for b
    where one name means another shape there (W_f of [h, x] or of x alone); both in the layout of a. Cells differ when
    they lie more than half a unit of `decimals` apart. `sizes` are those that no input shows, such as heads.
    Raises InputError for inputs that are missing, unknown to both, or do not fit.
    """
    theirs = {**inputs, **(other or {})}
    first = _traced(mechanism, a, inputs, a, sizes)
    second = _traced(mechanism, b, theirs, a, sizes)
    for name in theirs:
        if name not in first.program.inputs and name not in second.program.inputs:
            raise InputError("There is no input called {name} here.", name=name)
    return [_aligned(step, first, second, a.tokens != b.tokens, decimals) for step in _merged(first, second)]


def _traced(
    mechanism: Mechanism, options: Options, inputs: Entered, entered_under: Options, sizes: Sizes | None
) -> Trace:
    """The run of the inputs these options read, turned from the layout they were entered in."""
    pattern = mechanism.build(options, sizes)
    read = {
        name: relaid(np.asarray(inputs[name], np.float64), pattern.inputs[name], entered_under, options)
        for name in pattern.inputs
        if name in inputs
    }
    program, arrays = checked(mechanism, options, read, sizes)
    return run(program, arrays)


def relaid(array: Array, x: Input, old: Options, new: Options) -> Array:
    """An input entered under one layout, as another wants it: weights follow `weights`, all else `tokens`."""
    field = "weights" if x.role == "weight" else "tokens"
    turned = array.ndim > 1 and getattr(old, field) != getattr(new, field)
    return array.swapaxes(-1, -2) if turned else array


def _merged(first: Trace, second: Trace) -> Iterator[str]:
    """The steps of both, each in its place; a step of one alone stands where it is computed."""
    a, b = list(first.program.steps), list(second.program.steps)
    for kind, a_start, a_stop, b_start, b_stop in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        yield from a[a_start:a_stop]
        if kind != "equal":
            yield from (step for step in b[b_start:b_stop] if step not in a)


def _aligned(step: str, first: Trace, second: Trace, turned: bool, decimals: int) -> Aligned:
    a = first.arrays.get(step)
    b = second.arrays.get(step)
    b = b.swapaxes(-1, -2) if turned and b is not None else b
    if a is None or b is None or a.shape != b.shape:
        return Aligned(step, a, b)
    return Aligned(step, a, b, differing(a, b, 0.5 * 10.0**-decimals + LAST_BITS))
