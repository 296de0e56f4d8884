"""Validation of entered inputs: infers sizes and reports every fault as one sentence."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from math import prod
from typing import Any

import numpy as np

from engine.errors import N_, InputError
from engine.inputs.sizes import Axis, solved
from engine.mechanism import Mechanism
from engine.options import Options
from engine.program import Input, Program

LARGEST_SIZE = 4096
LARGEST_NUMBER = 1e30
LARGEST_BYTES = 2**29

SIDES = ("rows", "columns")
DISAGREE = {
    ("rows", "rows"): N_("The number of rows is {got} in {name} but {want} in {other}; both are {dim}."),
    ("rows", "columns"): N_(
        "The number of rows of {name} is {got} but that of columns of {other} is {want}; both are {dim}."
    ),
    ("columns", "rows"): N_(
        "The number of columns of {name} is {got} but that of rows of {other} is {want}; both are {dim}."
    ),
    ("columns", "columns"): N_("The number of columns is {got} in {name} but {want} in {other}; both are {dim}."),
}
EXPECTED = {
    "rows": N_("The number of rows of {name} is {got} but must be {want} ({dim})."),
    "columns": N_("The number of columns of {name} is {got} but must be {want} ({dim})."),
}

Known = dict[str, tuple[int, str, str]]  # size name → (value, input it was read from, "rows" or "columns")


def checked(
    mechanism: Mechanism, options: Options, entered: Mapping[str, Any], sizes: Mapping[str, int] | None = None
) -> tuple[Program, dict[str, np.ndarray[Any, Any]]]:
    """The program whose sizes fit the entered inputs, and the inputs as float64 matrices by id.

    An entered input is a matrix or a list of rows; a flat list is one row (one column if tokens are columns). `sizes`
    gives those that no axis determines, such as numbers of heads or layers; the mechanism's defaults otherwise.

    Raises InputError (one sentence naming input and dimension) for missing or unknown inputs, entries that are not
    finite numbers, empty or ragged tables, sizes that disagree, and computations too large for memory; ShapeError for
    sizes the mechanism rejects, such as an odd width for rotary position embeddings.
    """
    _check_sizes(sizes or {})
    pattern = mechanism.build(options, sizes)
    for name in entered:
        if name not in pattern.inputs:
            raise InputError(
                "There is no input called {name} here; there are {known}.", name=name, known=", ".join(pattern.inputs)
            )
    arrays = {name: _array(x, entered) for name, x in pattern.inputs.items()}
    default = {**mechanism.sizes, **(sizes or {})}
    found = {**default, **solved(_compound(pattern, arrays), _sizes(pattern, arrays), default)}
    _check_sizes(found)
    program = mechanism.build(options, found)
    _check_shapes(program, arrays)
    _check_memory(program)
    return program, arrays


def checked_matrix(x: Input, entered: Any) -> np.ndarray[Any, Any]:
    """One input's matrix as float64, at the shape it has in its program; raises InputError, one sentence."""
    array = _array(x, {x.id: entered})
    _check_shape(x, array)
    return array


def _check_sizes(sizes: Mapping[str, int]) -> None:
    """Refuse sizes that are too large before anything is built in them; what is no size at all is refused there."""
    for name, size in sizes.items():
        if _too_large(size):
            raise InputError("{name} is {size}; at most {most} can be shown.", name=name, size=size, most=LARGEST_SIZE)


def _too_large(size: object) -> bool:
    return isinstance(size, int) and size > LARGEST_SIZE


def _array(x: Input, entered: Mapping[str, Any]) -> np.ndarray[Any, Any]:
    if x.id not in entered:
        raise InputError("{name} is missing: enter a matrix of {axes}.", name=x.id, axes=" × ".join(x.axes))
    array = real_numbers(x.id, entered[x.id])
    if array.ndim < 2:
        array = array.reshape((-1, 1) if x.axes[-1] == "1" else (1, -1))
    _check_numbers(x, array)
    return array


def real_numbers(name: str, entered: Any) -> np.ndarray[Any, Any]:
    """An entered table as float64: real numbers only, and none that NumPy would leave out or cut to be real.

    Raises InputError for all else, one sentence with the name.
    """
    _refuse_masked(name, entered)
    try:
        raw = np.asarray(entered)
        if raw.dtype.kind in "cmM":  # complex numbers, lengths of time and dates become floats without a word
            raise TypeError
        return raw.astype(np.float64)
    except OverflowError as error:
        raise InputError("{name} holds a number too large to compute with.", name=name) from error
    except (TypeError, ValueError, RuntimeError) as error:  # a tensor that takes part in a gradient: RuntimeError
        raise InputError(
            "{name} is not a table of numbers: every row needs the same number of entries, each of them a real number.",
            name=name,
        ) from error


def _refuse_masked(name: str, entered: Any) -> None:
    masked = sys.modules.get("numpy.ma")  # it takes long to import, and nobody has such an array before
    if masked is not None and isinstance(entered, masked.MaskedArray):
        raise InputError("{name} leaves some cells out (a masked array): fill every cell with a number.", name=name)


def _check_numbers(x: Input, array: np.ndarray[Any, Any]) -> None:
    if array.size == 0:
        raise InputError("{name} is empty: enter at least one number.", name=x.id)
    if array.ndim != 2:
        raise InputError(
            "The number of axes of {name} is {axes}; a matrix has two, rows and columns.", name=x.id, axes=array.ndim
        )
    masked = (array == -np.inf) if x.role == "added_mask" else False
    bad = ~(np.isfinite(array) | masked) | ((np.abs(array) > LARGEST_NUMBER) & ~np.asarray(masked))
    if bad.any():
        row, column = (int(k) + 1 for k in np.argwhere(bad)[0])
        raise InputError(
            "{name}[{row}, {column}] is {value}; enter a finite number of ordinary size.",
            name=x.id,
            row=row,
            column=column,
            value=array[row - 1, column - 1],
        )
    if x.role == "mask" and not np.isin(array, (0, 1)).all():
        raise InputError("{name} may hold only 1 (look) and 0 (ignore).", name=x.id)
    if x.role == "ignore_mask" and not np.isin(array, (0, 1)).all():
        raise InputError("{name} may hold only 1 (ignore) and 0 (look).", name=x.id)
    if x.role == "one_hot":
        _check_one_hot(x, array)


ONE_HOT = {
    -1: N_("Row {place} of {name} must pick one: a single 1, and 0 everywhere else."),
    -2: N_("Column {place} of {name} must pick one: a single 1, and 0 everywhere else."),
}


def _check_one_hot(x: Input, array: np.ndarray[Any, Any]) -> None:
    axis = x.picks_along
    picks_one = np.isin(array, (0, 1)).all(axis) & (array.sum(axis) == 1)
    if not picks_one.all():
        raise InputError(ONE_HOT[axis], name=x.id, place=int(np.argmin(picks_one)) + 1)


def _sizes(pattern: Program, arrays: Mapping[str, np.ndarray[Any, Any]]) -> dict[str, int]:
    """Sizes that alone make up an axis, read from the entered arrays; raises InputError where two readings differ."""
    known: Known = {}
    for name, x in pattern.inputs.items():
        for axis, side, got in zip(x.axes, SIDES, arrays[name].shape, strict=True):
            if not axis.isidentifier():
                continue
            want, other, other_side = known.setdefault(axis, (got, name, side))
            if want != got:
                template = DISAGREE[side, other_side]
                raise InputError(template, name=name, got=got, other=other, want=want, dim=axis)
    return {axis: value for axis, (value, _, _) in known.items()}


def _compound(pattern: Program, arrays: Mapping[str, np.ndarray[Any, Any]]) -> list[Axis]:
    """Axes whose size is a product or a sum of named sizes, such as h*d_k."""
    return [
        Axis(name, side, axis, got)
        for name, x in pattern.inputs.items()
        for axis, side, got in zip(x.axes, SIDES, arrays[name].shape, strict=True)
        if not axis.isidentifier() and not axis.isdigit()
    ]


def _check_shapes(program: Program, arrays: Mapping[str, np.ndarray[Any, Any]]) -> None:
    for name, x in program.inputs.items():
        _check_shape(x, arrays[name])


def _check_shape(x: Input, array: np.ndarray[Any, Any]) -> None:
    for axis, side, got, want in zip(x.axes, SIDES, array.shape, x.shape, strict=True):
        if got != want:
            raise InputError(EXPECTED[side], name=x.id, got=got, want=int(want), dim=axis)


def _check_memory(program: Program) -> None:
    needed = 8 * sum(prod(map(int, step.shape)) for step in program.steps.values())
    if needed > LARGEST_BYTES:
        raise InputError(
            "Keeping every step of this would take {needed} MB; at most {most} MB is allowed: use smaller sizes.",
            needed=needed // 10**6,
            most=LARGEST_BYTES // 10**6,
        )
