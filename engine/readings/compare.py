"""Two conventions on the same numbers, step beside step, and whose convention an answer is right under."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from difflib import SequenceMatcher
from typing import Any, Literal

import numpy as np

from engine.errors import InputError, OptionError
from engine.execution.run import Trace, run
from engine.inputs.validate import checked
from engine.mechanism import Mechanism
from engine.options import Options, choices, matters
from engine.program import Input

Array = np.ndarray[Any, Any]
Entered = Mapping[str, Any]
Sizes = Mapping[str, int]
LAYOUT = ("tokens", "weights")


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
    return Aligned(step, a, b, ~_equal(a, b, decimals))


def _equal(a: Array, b: Array, decimals: int) -> Array:
    """Within half a unit of the last decimal; an infinity equals itself and a missing number another."""
    with np.errstate(invalid="ignore"):
        close = np.abs(a - b) <= 0.5 * 10.0**-decimals + 1e-12
    return np.asarray(close | (a == b) | (np.isnan(a) & np.isnan(b)))


# ---- whose convention ----


@dataclass(frozen=True)
class Recognised:
    """The one option that was taken otherwise, the value it was taken as, and the whole option set."""

    option: str
    value: str
    options: Options


def recognised(
    mechanism: Mechanism,
    options: Options,
    inputs: Entered,
    step: str,
    answer: Any,
    decimals: int,
    sizes: Sizes | None = None,
) -> list[Recognised]:
    """The option sets, one switch away, that give exactly this answer on the same numbers; none if it is right here.

    Numbers are read as they stand: under another layout of the weights the same square matrix is multiplied from the
    other side; under another layout of the tokens the answer is the transpose. Sets that need inputs that are not
    there, or do not compute the step, are passed over. Raises KeyError for a step these options do not have.
    """
    written = np.asarray(answer, np.float64)
    truth = _traced(mechanism, options, inputs, options, sizes)[step]
    if _fits(written, truth, decimals):
        return []

    def gives(other: Recognised) -> bool:
        entered_under = options if other.option == "tokens" else other.options
        result = _result(mechanism, other.options, inputs, step, entered_under, sizes)
        return result is not None and _fits(written, result, decimals)

    return list(filter(gives, neighbours(options)))


def neighbours(options: Options) -> Iterator[Recognised]:
    """Every option set that differs in one convention: the switches marked so, and the layout."""
    switches = choices(type(options))
    for field in fields(options):
        if not (field.metadata.get("convention") or field.name in LAYOUT):
            continue
        for value in switches[field.name]:
            try:
                other = replace(options, **{field.name: value})
            except OptionError:
                continue
            if other != options and matters(other, field.name):
                yield Recognised(field.name, str(value), other)


def _result(
    mechanism: Mechanism, options: Options, inputs: Entered, step: str, entered_under: Options, sizes: Sizes | None
) -> Array | None:
    """The step under these options; None where they need other inputs or do not compute it."""
    program = mechanism.build(options, sizes)
    if step not in program.steps or not set(program.inputs) <= set(inputs):
        return None
    try:
        return np.asarray(_traced(mechanism, options, inputs, entered_under, sizes)[step])
    except InputError:
        return None


def _fits(answer: Array, result: Array, decimals: int) -> bool:
    return answer.shape == result.shape and bool(_equal(answer, result, decimals).all())
