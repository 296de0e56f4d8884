"""Spreadsheet export: one sheet on which every computed number is a live formula."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from os import PathLike

from engine.execution.run import Trace
from engine.readings.formulas.tree import NO_WORDS, Words
from engine.readings.spreadsheet.placement import plan
from engine.readings.spreadsheet.workbook import Book, Look


def sheet(
    trace: Trace,
    target: str | PathLike[str] | BytesIO,
    titles: Mapping[str, str] | None = None,
    blank: bool = False,
    decimals: int = 4,
    notes: Sequence[str] = (),
    tokens: Sequence[str] = (),
    words: Words = NO_WORDS,
) -> None:
    """Write a trace without batch axes to an .xlsx file or buffer, with a live formula in every computed cell.

    Inputs are on the left, coloured and editable; the steps are one below the other beside them. `titles` name steps
    and inputs by id or by name, `notes` are lines at the top (the conventions), `tokens` label the rows of arrays with
    one row per token, `words` are those that stand in formulas. With `blank`, the steps are empty cells to fill in,
    which turn green when they agree with the result to `decimals` decimals; the formulas are in hidden columns. Raises
    EngineError if the computation does not fit on a sheet.
    """
    placed = plan(trace.program, top=len(notes) + (1 if notes else 0), blank=blank)
    Book(trace, placed, Look(titles or {}, decimals, tuple(notes), tuple(tokens), words)).write(target)


__all__ = ["sheet"]
