"""Cells that keep typed numbers from being computed with."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite

from engine import EngineError
from engine.program import Input
from presentation.translate import sentence
from presentation.workspaces.resizing import Cells, Texts
from presentation.workspaces.stored_rows import StoredRows
from presentation.workspaces.workspace import Workspace
from quiz.answers.parse import ParsedNumber, number

SWITCHES = ("mask", "ignore_mask", "one_hot")  # roles whose cells are 0 or 1


def fault(space: Workspace) -> str:
    """What keeps the numbers from being computed with, as a sentence; "" where nothing does."""
    try:
        space.trace  # noqa: B018
    except EngineError as error:
        return sentence(error)
    return ""


def unusable(space: Workspace) -> dict[str, Cells]:
    """The cells of each input that cannot be used where they stand: no number, or none that its matrix may hold."""
    found = {id: frozenset(_in(x, rows)) for id, (x, rows) in space.entered.items()}
    return {id: cells for id, cells in found.items() if cells}


def _in(x: Input, rows: Texts) -> Iterator[tuple[int, int]]:
    if isinstance(rows, StoredRows):  # what a file holds are numbers
        yield from (place for place, text in rows.changes.items() if _value(x, text) is None)
        return
    values = [[_value(x, text) for text in row] for row in rows]
    yield from ((i, j) for i, row in enumerate(values) for j, value in enumerate(row) if value is None)
    if x.role == "one_hot":
        lines = values if x.picks_along == -1 else list(zip(*values, strict=True))
        for k, line in enumerate(lines):
            if None not in line and sum(map(float, filter(None, line))) != 1:
                yield from ((k, j) if x.picks_along == -1 else (j, k) for j in range(len(line)))


def _value(x: Input, text: str) -> float | None:
    """The number a cell holds; None where it cannot be used there."""
    found = number(text)
    if not isinstance(found, ParsedNumber):
        return None
    if x.role in SWITCHES:
        return found.value if found.value in (0, 1) else None
    masked = x.role == "added_mask" and found.value == float("-inf")
    return found.value if isfinite(found.value) or masked else None
