"""Tables of texts turned into arrays of numbers, with how far each number may be from what was printed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from loading.arrays import Array, Loaded, Table, size
from loading.commas import pointed
from loading.errors import Refused, short
from loading.numbers import ReadNumber, number

WORDS = {"True": "1", "False": "0", "true": "1", "false": "0", "np.inf": "inf", "numpy.inf": "inf", "-np.inf": "-inf"}
WORDS |= {
    "torch.inf": "inf",
    "-torch.inf": "-inf",
    "math.inf": "inf",
    "-math.inf": "-inf",
    "Inf": "inf",
    "-Inf": "-inf",
}
PROBLEMS = {"two readings": "two_readings", "too large": "too_large"}
TRUTHS = frozenset(("True", "False", "true", "false"))
POINTED = frozenset(".,eE%")
NAN = frozenset(("nan", "-nan", "+nan", "nan.", *(f"{of}.nan" for of in ("np", "numpy", "torch", "math", "float"))))
NOT_NUMBERS = NAN | {"none", "null", "n/a", "<na>", "na"}

# these cut trailing zeros or print all cells alike, so that the cell with the most digits says how many there are
ALIKE = frozenset(("numpy", "jax", "tensorflow", "matlab"))
FULL = 8  # so many digits in some cell: nobody typed this by hand, and the shorter ones end in zeros
SMALLEST = 300  # powers of ten that float64 has for certain
LEAST = 3  # digits that a print-out of numbers without any, such as [1. 0.], is believed to have had


def loaded(tables: Sequence[Table], nan: bool = False) -> list[Loaded]:
    """The tables as arrays; commas are decimal in all of them or in none.

    Raises Refused with the place of a fault, as NaN is one unless `nan` says that results of a program are read.
    """
    pointwise = [replace(table, cells=cells) for table, cells in zip(tables, pointed(tables), strict=True)]
    numbers = [_numbers(table, nan) for table in pointwise]
    most = {t.format: 0 for t in tables}
    for table, found in zip(tables, numbers, strict=True):
        most[table.format] = max(most[table.format], *(x.digits or 0 for x in found), 0)
    return [_loaded(t, found, most[t.format]) for t, found in zip(tables, numbers, strict=True)]


def _loaded(table: Table, found: list[ReadNumber], most: int) -> Loaded:
    values = np.array([x.value for x in found]).reshape(table.shape) * table.scale
    half = _half(table, found, most).reshape(table.shape) * table.scale
    truths = all(cell in TRUTHS for cell in table.cells)
    return Loaded(table.name, values, half, table.dtype or ("bool" if truths else ""), table.format)


def _half(table: Table, found: list[ReadNumber], most: int) -> Array:
    """Half a unit of each number's last printed digit."""
    digits = np.array([-1 if x.digits is None else x.digits for x in found])
    exponents = np.array([x.exponent for x in found])
    exact = (digits < 0) | _whole(table, digits)
    if table.format in ALIKE:
        digits[:] = most or LEAST
    elif table.format == "torch" or digits.max(initial=0) >= FULL:
        digits[:] = digits.max(initial=0)
    power = np.clip(exponents - digits, -SMALLEST, SMALLEST)  # 0e999 is a number too
    return np.asarray(np.where(exact, 0.0, 0.5 * 10.0**power))


def _whole(table: Table, digits: Array) -> Array:
    """Which cells are whole numbers for certain, not rounded ones.

    A framework prints whole numbers with a point unless they are integers, and PyTorch cuts "1." only from arrays in
    which all numbers are whole.
    """
    if table.format == "torch":
        return np.full(len(digits), not digits.max(initial=0))
    if table.format == "matlab":
        return np.asarray(digits == 0)
    return np.array([cell in TRUTHS or not POINTED.intersection(cell) for cell in table.cells])


def _numbers(table: Table, nan: bool) -> list[ReadNumber]:
    size(table.shape)
    return [_number(table, k, cell, nan) for k, cell in enumerate(table.cells)]


def cells(table: Table) -> list[str]:
    """A table's cells as texts to type: decimal points where commas would leave a doubt, 1 and 0 for truths.

    Raises Refused for a cell that is neither blank nor a number, with its place.
    """
    (points,) = pointed([table])
    for k, cell in enumerate(points):
        if cell.strip():
            _number(table, k, cell)
    plain = (a if number(WORDS.get(a, a)) != "two readings" else b for a, b in zip(table.cells, points, strict=True))
    return [WORDS.get(cell, cell) for cell in plain]


def _number(table: Table, k: int, cell: str, nan: bool = False) -> ReadNumber:
    found = number(WORDS.get(cell, cell))
    if isinstance(found, ReadNumber):
        return found
    place = {"name": table.name, **table.place(k)}
    plain = cell.strip()
    if nan and plain.lower() in NAN:
        return ReadNumber(math.nan, None)
    if plain.lower() in NOT_NUMBERS:
        raise Refused("nan", text=plain, **place)
    if found is None:
        raise Refused("blank", **place)
    raise Refused(PROBLEMS.get(found, "no_number"), text=short(plain), **place)
