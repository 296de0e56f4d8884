"""Three-way merge of answers: two windows may type into one question at the same time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

BLANK = ""
Path = tuple[str | int, ...]  # keys and places that lead to a cell


@dataclass(frozen=True)
class Replaced:
    """A cell that two windows have changed: where it is, what stood there, and what is kept instead."""

    path: Path
    before: Any
    now: Any


def merged(base: Any, mine: Any, stored: Any) -> Any:
    """What is kept of `mine` and `stored`, two versions of `base`: cell by cell, mine where mine was changed.

    Mappings are merged by key and lists of the same length by place; anything else is one cell. What `base` does not
    have counts as a blank cell.
    """
    if mine in (base, stored):
        return stored
    if stored == base:
        return mine
    if isinstance(mine, dict) and isinstance(stored, dict):
        return _merged_mappings(base if isinstance(base, dict) else {}, mine, stored)
    if isinstance(mine, list) and isinstance(stored, list) and len(mine) == len(stored):
        return [merged(*cells) for cells in zip(_known_cells(base, len(mine)), mine, stored, strict=True)]
    return mine


def _merged_mappings(base: dict[str, Any], mine: dict[str, Any], stored: dict[str, Any]) -> dict[str, Any]:
    found = {}
    for key in {**stored, **mine}:
        if key in mine and key in stored:
            found[key] = merged(base.get(key, BLANK), mine[key], stored[key])
        else:  # one of the two has added it or changed it, or the other has taken it away
            only = mine[key] if key in mine else stored[key]
            if key not in base or only != base[key]:
                found[key] = only
    return found


def replaced(base: Any, before: Any, now: Any, path: Path = ()) -> Iterator[Replaced]:
    """The cells in which `before` had a text of its own, other than in `base`, and `now` has another one.

    What is taken away altogether, with its key, is moved and not replaced.
    """
    if before in (base, now):
        return
    if isinstance(before, dict) and isinstance(now, dict):
        known = base if isinstance(base, dict) else {}
        for key in before.keys() & now.keys():
            yield from replaced(known.get(key, BLANK), before[key], now[key], (*path, key))
    elif isinstance(before, list) and isinstance(now, list) and len(before) == len(now):
        for n, cells in enumerate(zip(_known_cells(base, len(before)), before, now, strict=True)):
            yield from replaced(*cells, (*path, n))
    elif before and isinstance(before, str | list):
        yield Replaced(path, before, now)


def entered(base: Any, mine: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """The cells in which `mine` has a text other than in `base`, each with that text."""
    if mine == base:
        return
    if isinstance(mine, dict):
        for key, value in mine.items():
            yield from entered(base.get(key, BLANK) if isinstance(base, dict) else BLANK, value, (*path, key))
    elif isinstance(mine, list):
        for n, cells in enumerate(zip(_known_cells(base, len(mine)), mine, strict=True)):
            yield from entered(*cells, (*path, n))
    elif mine and isinstance(mine, str):
        yield path, mine


def _known_cells(base: Any, count: int) -> list[Any]:
    return base if isinstance(base, list) and len(base) == count else [BLANK] * count


def cell_at(found: Any, path: Path) -> Any:
    """What stands in a cell; None if there is no such cell."""
    for key in path:
        here = isinstance(found, Mapping) and key in found
        there = isinstance(found, list | tuple) and isinstance(key, int) and key < len(found)
        if not here and not there:
            return None
        found = found[key]
    return found


def with_cell(found: Any, path: Path, value: Any) -> Any:
    """The same with another value in a cell; unchanged if there is no such cell."""
    if not path:
        return value
    if cell_at(found, path[:1]) is None:
        return found
    key, rest = path[0], path[1:]
    if isinstance(found, Mapping):
        return {**found, key: with_cell(found[key], rest, value)}
    return [with_cell(each, rest, value) if n == key else each for n, each in enumerate(found)]
