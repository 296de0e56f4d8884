"""Decimal commas, decided for a whole paste: 1,000 is one beside 0,5 and a thousand beside 0.5."""

from __future__ import annotations

import re
from collections.abc import Sequence

from loading.arrays import Table
from loading.errors import Refused

NUMBER = r"\s*[-+−]?"
DECIMAL_COMMA = re.compile(
    NUMBER + r"(?:0*|\d{4,}|\d+(?:\.\d{3})+),\d+(?:e.*|%)?\s*|" + NUMBER + r"\d*,(?:\d{1,2}|\d{4,})(?:e.*|%)?\s*"
)
DECIMAL_POINT = re.compile(
    NUMBER + r"(?:0*|\d{4,}|\d+(?:,\d{3})+)\.\d+(?:e.*|%)?\s*|" + NUMBER + r"\d*\.(?:\d{1,2}|\d{4,})(?:e.*|%)?\s*"
)
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
            if pattern.fullmatch(cell):
                return table, k
    return None
