"""Figures in which the result is hidden until the learner has said a number of it, all of it, or its shape."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from engine.readings.formulas.plain import plain
from presentation.figure import Figure, MatrixBlock
from presentation.figure.build import ReadingContext, block, reading
from presentation.figure.layout import Layout, Placed
from presentation.figure.model import Cell, Mark, Texts, WorkedPanel
from presentation.figure.view import View
from presentation.translate import _
from quiz.guess import number_guessed, shape_guessed

What = Literal["cell", "step", "shape"]
MOST_CELLS = 24  # of a step that is to be said whole; of a larger one a single cell
ASKED = "asked"  # the block of a single cell or of a shape


@dataclass(frozen=True)
class Guess:
    """What was said so far: the cell in question, the texts as they stand, by block, and those that were checked."""

    what: What
    selected: Cell | None = None
    typed: Mapping[str, Texts] = field(default_factory=dict)
    checked: Mapping[str, Texts] = field(default_factory=dict)


def asked_for(what: What, view: View, layout: Layout) -> What:
    """What can be asked of a part: of a large step a single cell."""
    cells = sum(rows * columns for rows, columns in (_shape(view, placed) for placed in layout.results))
    return "cell" if what == "step" and cells > MOST_CELLS else what


def guessing(view: View, layout: Layout, guess: Guess) -> Figure:
    """The part with its result hidden, and cells for what is to be said."""
    shown = reading(view, layout, ReadingContext(_of_a_result(layout, guess)))
    operands = [one for one in shown.blocks if one.operand]
    hidden = [_hidden(one) for one in shown.blocks if not one.operand]
    figure = replace(shown, check=True, labels=words(), version=f"{shown.version}{guess.what}")
    if guess.what == "cell":
        return replace(
            figure, blocks=(*operands, *hidden, _one_cell(view, layout, shown, guess)), worked=_symbols(shown)
        )
    figure = replace(figure, selected=None, sources=(), rules={}, worked=None, corner=())
    if guess.what == "shape":
        return replace(figure, blocks=(*map(_still, operands), _sides(view, layout, guess)))
    entries = [_entry(view, layout, placed, guess) for placed in layout.results]
    return replace(figure, blocks=(*map(_still, operands), *entries))


def words() -> dict[str, str]:
    """What the marks and the button of such a figure say."""
    return {
        "check": _("Check"),
        "right": _("right"),
        "wrong": _("wrong"),
        "unreadable": _("not a number"),
        "few_digits": _("two digits after the point, at least"),
    }


def all_right(view: View, layout: Layout, guess: Guess) -> bool:
    """Whether everything that was asked for is said."""
    marks = [mark for rows in _all_marks(view, layout, guess) for row in rows for mark in row]
    return bool(marks) and all(mark == "right" for mark in marks)


def _all_marks(view: View, layout: Layout, guess: Guess) -> Iterable[tuple[tuple[Mark, ...], ...]]:
    if guess.what == "cell":
        return [_cell_marks(view, layout, guess)]
    if guess.what == "shape":
        return [_side_marks(view, layout, guess)]
    return [_entry_marks(view, placed, guess) for placed in layout.results]


# ---- one cell ----


def _of_a_result(layout: Layout, guess: Guess) -> Cell | None:
    """The cell in question, which is one that is computed."""
    results = {placed.id for placed in layout.results}
    return guess.selected if guess.selected and guess.selected[0] in results else None


def _hidden(shown: MatrixBlock) -> MatrixBlock:
    """A matrix without its numbers and their heat."""
    empty = tuple(("",) * len(row) for row in shown.text)
    return replace(shown, text=empty, level=(), mask=(), sums=(), label=_("{name}, hidden").format(name=shown.label))


def _symbols(shown: Figure) -> WorkedPanel | None:
    """Whose number is asked for, and its formula."""
    worked = shown.worked
    return WorkedPanel(worked.label, worked.symbols, note=_("Say this number first.")) if worked else None


def _one_cell(view: View, layout: Layout, shown: Figure, guess: Guess) -> MatrixBlock:
    assert shown.worked is not None
    return MatrixBlock(
        ASKED,
        layout.results[0].row,
        _beside(layout),
        shown.worked.label,
        _texts(guess.typed.get(ASKED), 1, 1),
        _("your number"),
        "plain",
        entry=True,
        digits=view.digits,
        marks=_cell_marks(view, layout, guess),
    )


def _cell_marks(view: View, layout: Layout, guess: Guess) -> tuple[tuple[Mark, ...], ...]:
    selected = reading(view, layout, ReadingContext(_of_a_result(layout, guess))).selected
    if not guess.checked or selected is None:
        return (("",),)
    placed = next(one for one in layout.results if one.id == selected[0])
    return ((_marked(view, placed, selected[1], selected[2], _texts(guess.checked.get(ASKED), 1, 1)[0][0]),),)


# ---- a whole step ----


def _entry(view: View, layout: Layout, placed: Placed, guess: Guess) -> MatrixBlock:
    rows, columns = _shape(view, placed)
    drawn = block(view, placed, layout, _texts(guess.typed.get(placed.id), rows, columns))
    marks = _entry_marks(view, placed, guess)
    return replace(drawn, role="plain", entry=True, marks=marks, level=(), mask=(), sums=())


def _entry_marks(view: View, placed: Placed, guess: Guess) -> tuple[tuple[Mark, ...], ...]:
    rows, columns = _shape(view, placed)
    if not guess.checked:
        return tuple(_unmarked(columns) for _row in range(rows))
    texts = _texts(guess.checked.get(placed.id), rows, columns)
    return tuple(tuple(_marked(view, placed, i, j, text) for j, text in enumerate(row)) for i, row in enumerate(texts))


def _unmarked(cells: int) -> tuple[Mark, ...]:
    nothing: Mark = ""
    return (nothing,) * cells


def _marked(view: View, placed: Placed, i: int, j: int, text: str) -> Mark:
    return number_guessed(view.trace, placed.name, placed.index(i, j), text, view.digits)


# ---- a shape ----


def _sides(view: View, layout: Layout, guess: Guess) -> MatrixBlock:
    """Rows and columns of every result, to be typed."""
    names = tuple(plain(view.trace.program[placed.name].symbol) for placed in layout.results)
    return MatrixBlock(
        ASKED,
        layout.results[0].row,
        layout.results[0].column,
        (),
        _texts(guess.typed.get(ASKED), len(names), 2),
        _("the shape of the result"),
        "plain",
        row_labels=names,
        column_labels=(_("Rows"), _("Columns")),
        entry=True,
        digits=1,
        marks=_side_marks(view, layout, guess),
    )


def _side_marks(view: View, layout: Layout, guess: Guess) -> tuple[tuple[Mark, ...], ...]:
    texts = _texts(guess.checked.get(ASKED), len(layout.results), 2)
    if not guess.checked:
        return (("", ""),) * len(texts)
    sides = [_shape(view, placed) for placed in layout.results]
    return tuple(
        (shape_guessed(row[0], rows), shape_guessed(row[1], columns))
        for row, (rows, columns) in zip(texts, sides, strict=True)
    )


# ---- all of them ----


def _shape(view: View, placed: Placed) -> tuple[int, int]:
    rows, columns = map(int, view.trace.program[placed.name].shape[-2:])
    return rows, columns


def _still(shown: MatrixBlock) -> MatrixBlock:
    return replace(shown, still=True, folds=False)


def _beside(layout: Layout) -> int:
    return max(placed.column for placed in layout.placed) + 1


def _texts(found: Texts | None, rows: int, columns: int) -> Texts:
    """What was typed into a block, as many cells as it has."""
    typed = found or ()
    return tuple(
        tuple(typed[i][j] if i < len(typed) and j < len(typed[i]) else "" for j in range(columns)) for i in range(rows)
    )
