"""JSON: nested lists of numbers, by themselves or in objects whose names are joined with points."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from loading.arrays import MOST_AXES, Loaded, Shape, Table, stacked
from loading.errors import Refused
from loading.values import loaded


class WrittenNumber(NamedTuple):
    """A number as it was written."""

    text: str


def arrays(text: str, nan: bool = False) -> list[Loaded]:
    """The arrays of a JSON text, in its order, NaN in them if `nan`. Raises Refused, naming the array."""
    try:
        found = json.loads(text, parse_float=WrittenNumber, parse_int=WrittenNumber, parse_constant=WrittenNumber)
    except json.JSONDecodeError as error:
        raise Refused("json", line=error.lineno, column=error.colno) from error
    except RecursionError as error:
        raise Refused("axes", got="", most=MOST_AXES) from error
    tables = [_table(name, x) for name, x in _walk(found, "", 0)]
    if not tables:
        raise Refused("no_arrays")
    return loaded(tables, nan)


def _walk(found: Any, name: str, depth: int) -> Iterator[tuple[str, Any]]:
    if isinstance(found, dict) and depth <= MOST_AXES:
        for key, inner in found.items():
            yield from _walk(inner, f"{name}.{key}" if name else key, depth + 1)
    elif isinstance(found, list) and any(isinstance(x, dict) for x in found):
        for n, inner in enumerate(found):
            yield from _walk(inner, f"{name}.{n}" if name else str(n), depth + 1)
    elif isinstance(found, list | WrittenNumber):
        yield name, found


def _table(name: str, found: Any) -> Table:
    cells: list[str] = []
    shape = _shape(name, found, cells, 0)
    if not cells:
        raise Refused("empty_array", name=name)
    return Table(name, shape, cells, "json")


def _shape(name: str, found: Any, cells: list[str], depth: int) -> Shape:
    """The shape of nested lists; fills in their cells, in row order."""
    if depth > MOST_AXES:
        raise Refused("axes", got=depth, most=MOST_AXES)
    if isinstance(found, list) and not isinstance(found, WrittenNumber):
        return stacked([_shape(name, x, cells, depth + 1) for x in found], name=name)
    cells.append(found.text if isinstance(found, WrittenNumber) else str(found))
    return ()
