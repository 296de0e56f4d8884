"""Comparison of two option sets on the same numbers, step by step."""

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
LAST_BITS = 1e-12  # tolerance for rounding in doubles, so that no last bit decides a difference


@dataclass(frozen=True, eq=False)
class Aligned:
    """One step computed under option sets a and b, both arrays in the layout of a.

    `differing` marks the cells that disagree. It is None where the shapes differ or only one set has the step; the
    array of the set without it is None.
    """

    step: str
    a: Array | None
    b: Array | None
    differing: Array | None = None

    @property
    def only(self) -> Literal["a", "b"] | None:
        """The option set that alone has this step, "a" or "b"; None if both have it."""
        return "b" if self.a is None else "a" if self.b is None else None

    @property
    def same(self) -> bool:
        """True if both sets have the step and no cell differs."""
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
    """Every step of either option set, aligned by step id, in order of computation.

    `inputs` are what `a` reads plus, by name, what only `b` reads. `other` replaces inputs for b whose shape differs
    there (W_f for [h, x] or for x alone). Both are in the layout of a. Cells differ when they are more than half a unit
    of the last of `decimals` apart. `sizes` gives those that no input determines, such as numbers of heads. Raises
    InputError for inputs that are missing, unknown to both sets, or do not fit.
    """
    theirs = {**inputs, **(other or {})}
    first = _traced(mechanism, a, inputs, a, sizes)
    second = _traced(mechanism, b, theirs, a, sizes)
    for name in theirs:
        if name not in first.program.inputs and name not in second.program.inputs:
            known = ", ".join({**first.program.inputs, **second.program.inputs})
            raise InputError("There is no input called {name} here; there are {known}.", name=name, known=known)
    return [_aligned(step, first, second, a.tokens != b.tokens, decimals) for step in _merged(first, second)]


def _traced(
    mechanism: Mechanism, options: Options, inputs: Entered, entered_under: Options, sizes: Sizes | None
) -> Trace:
    """Run of the inputs that these options read, converted from the layout they were entered in."""
    pattern = mechanism.build(options, sizes)
    read = {
        name: relaid(np.asarray(inputs[name], np.float64), pattern.inputs[name], entered_under, options)
        for name in pattern.inputs
        if name in inputs
    }
    program, arrays = checked(mechanism, options, read, sizes)
    return run(program, arrays)


def relaid(array: Array, x: Input, old: Options, new: Options) -> Array:
    """An input converted from the layout of `old` to that of `new`: its last two axes transposed if the two differ.

    Weights follow the option `weights`, all other inputs follow `tokens`.
    """
    field = "weights" if x.role == "weight" else "tokens"
    turned = array.ndim > 1 and getattr(old, field) != getattr(new, field)
    return array.swapaxes(-1, -2) if turned else array


def _merged(first: Trace, second: Trace) -> Iterator[str]:
    """Step ids of both runs in order of computation; a step that only one run has keeps its position there."""
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
