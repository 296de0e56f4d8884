"""The arithmetic of one cell as HTML, as lessons show it."""

from __future__ import annotations

from html import escape

from engine.readings.explanation.explain import WorkedCell
from presentation.figure.model import Name
from presentation.formulas import html, line_pieces, line_text


def worked(cell: WorkedCell, whose: Name = ()) -> str:
    """The arithmetic of one cell as HTML: `whose` it is, the formula, a line for each stage, the result in ink.

    Without `whose` the cell goes by its row and column.
    """
    head = f"<div class=who>{html(whose or line_pieces([cell.label]))}</div>"
    symbols = html(line_pieces(cell.symbols.tokens))
    formula = f"<div class=symbols>= {symbols}</div>" if symbols else ""
    stages = [f"<span>{'=' if line.exact else '≈'}</span> {escape(line_text(line))}" for line in cell.lines]
    stages[-1:] = [" ".join([*stages[-1:], f"<span>=</span> <b>{escape(cell.result)}</b>"])]
    rows = "".join(f"<div class=stage>{stage}</div>" for stage in stages)
    return f'<div class="worked-line">{head}{formula}{rows}</div>'
