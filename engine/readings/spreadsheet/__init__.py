"""The computation as a spreadsheet: one tidy sheet on which every computed number is a live formula."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from os import PathLike

from engine.execution.run import Trace
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
) -> None:
    """Write an unbatched trace to an .xlsx file or buffer.

    Inputs stand on the left, coloured, and may be changed; the steps stand below each other beside them. `titles` name
    steps and inputs by id or by name, `notes` are lines above (the conventions), `tokens` label the rows of whatever
    has one row for each token. A blank sheet has empty cells to fill in, which turn green when they equal the truth
    to so many decimals; the formulas stand in hidden columns.
    Raises EngineError when it does not fit on a sheet.
    """
    placed = plan(trace.program, top=len(notes) + (1 if notes else 0), blank=blank)
    Book(trace, placed, Look(titles or {}, decimals, tuple(notes), tuple(tokens))).write(target)


__all__ = ["sheet"]
