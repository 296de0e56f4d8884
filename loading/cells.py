"""The inside of one innermost pair of brackets: a row of cells, or MATLAB's rows with semicolons."""

from __future__ import annotations

import re

from loading.arrays import stacked

Leaf = tuple[tuple[int, ...], list[str], list[int]]  # shape, cells in row order, the line on which each row begins
GOES_ON = re.compile(r",[^\S\n]*\n")
WRAPPED = 72  # NumPy breaks a row where another number would make it longer than this; MATLAB's rows are not so wide
ZEROS_CUT = 40  # the least length of a broken row, where NumPy has cut the spaces behind its last number


def leaf(inner: str, line: int, single: bool) -> Leaf:
    """The cells inside a pair of brackets that begins on a line; `single` says that it is one row however it is broken.

    Raises Refused where MATLAB's rows differ in length.
    """
    if single or (";" not in inner and _one_row(inner)):
        cells = split(inner)
        return (len(cells),), cells, [line]
    rows, lines = _rows(inner, line)
    shape = stacked([(len(row),) for row in rows], line=lines[0] if lines else line)
    return shape, [cell for row in rows for cell in row], lines or [line]


def _one_row(inner: str) -> bool:
    lines = [part for part in GOES_ON.sub(", ", inner).split("\n") if part.strip()]
    if len(lines) < 2 or "," in inner:
        return len(lines) < 2
    length, count = len(lines[0].rstrip()), len(split(lines[0]))
    if len(split(lines[-1])) < count and length > ZEROS_CUT:
        return True
    return length + length // count + 1 > WRAPPED


def _rows(inner: str, line: int) -> tuple[list[list[str]], list[int]]:
    rows, lines = [], []
    for n, part in enumerate(GOES_ON.sub(", ", inner).split("\n")):
        for row in part.split(";"):
            if row.strip():
                rows.append(split(row))
                lines.append(line + n)
    return rows, lines


def split(row: str) -> list[str]:
    """The cells of a row, separated by commas, or by spaces if it has no commas; a last comma is no cell."""
    if "," not in row:
        return row.split()
    cells = [cell.strip() for cell in row.split(",")]
    return cells[:-1] if len(cells) > 1 and not cells[-1] else cells
