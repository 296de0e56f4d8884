"""Decimal commas, decided for a whole paste: 1,000 is one beside 0,5 and a thousand beside 0.5."""

from __future__ import annotations

import re
from collections.abc import Sequence

from loading.arrays import Table
from loading.errors import Refused

NUMBER = r"\s*[-+−]?"
# decimal for certain: behind nothing, zeros, four digits or groups of three, or before other than three digits
FIRST = (
    r"\s*[-+−]?(?:(?:0*|\d{{4,}}|\d+(?:{other}\d{{3}})+){mark}\d+|\d*{mark}(?:\d{{1,2}}|\d{{4,}}))(?:e[-+]?\d+|%)?\s*"
)
DECIMAL_COMMA = re.compile(FIRST.format(mark=",", other=r"\."), re.IGNORECASE)
DECIMAL_POINT = re.compile(FIRST.format(mark=r"\.", other=","), re.IGNORECASE)
LONGEST = 64  # characters of a number
THOUSANDS = re.compile(NUMBER + r"\d{1,3}(?:,\d{3})+(?:\.\d*)?\s*")


def pointed(tables: Sequence[Table]) -> list[Sequence[str]]:
    """Each table's cells with decimal points, and without separators of thousands where that is certain.

    Raises Refused where both commas and points are decimal. What stays in doubt keeps its comma.
    """
    if not any("," in cell for table in tables for cell in table.cells):
        return [table.cells for table in tables]
    comma, point = _first(tables, DECIMAL_COMMA), _first(tables, DECIMAL_POINT)
    if comma and point:
        table, k = comma
        other, n = point
        raise Refused(
            "both_marks", text=table.cells[k].strip(), other=other.cells[n].strip(), name=table.name, **table.place(k)
        )
    if comma:
        return [[cell.replace(".", "").replace(",", ".") for cell in table.cells] for table in tables]
    if point:
        return [[cell.replace(",", "") if THOUSANDS.fullmatch(cell) else cell for cell in t.cells] for t in tables]
    return [table.cells for table in tables]


def _first(tables: Sequence[Table], pattern: re.Pattern[str]) -> tuple[Table, int] | None:
    for table in tables:
        for k, cell in enumerate(table.cells):
            if len(cell) <= LONGEST and pattern.fullmatch(cell):
                return table, k
    return None
