"""From a trace to figures: blocks in the layout of the formula, sources outlined, one cell worked out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, TypeVar

import numpy as np

from engine.expression.cell import Index
from engine.program import Input
from engine.readings.explanation.explain import WorkedCell as Explained
from engine.readings.explanation.explain import explain, slice_number
from engine.readings.explanation.tokens import Token
from engine.readings.formulas.pieces import Piece, Shift, below, merged, name
from engine.readings.numbers import fixed, rounded
from presentation.content_words import DOT, slice_name
from presentation.figure import Figure, Mark, MatrixBlock, PlacedSign, SourceCell, WorkedLine, WorkedPanel, WorkedWord
from presentation.figure.expressions import sign
from presentation.figure.layout import Layout, Placed, slices
from presentation.figure.model import MOST_DENSE, MOST_DIGITS, CornerLine, Kind, Name, Texts
from presentation.figure.view import View
from presentation.formulas import line_pieces
from presentation.translate import _

Entry = tuple[str, int, int]
Drawn = TypeVar("Drawn")
NARROW = 2  # decimals of a cell in a narrow column


# ---- blocks ----


def block(view: View, placed: Placed, layout: Layout, text: Texts | None = None) -> MatrixBlock:
    """One matrix for reading, or with other texts in its cells."""
    thing = view.trace.program[placed.name]
    values = _values(view, placed)
    rows, columns = values.shape
    whole = placed.whole or values.shape
    row_labels, column_labels = _labels(view, placed)
    above, left = _neighbours(layout, placed) if columns <= MOST_DENSE else ([], [])  # a map has words of its own
    return MatrixBlock(
        id=placed.id,
        row=placed.row,
        column=placed.column,
        name=_name(view, placed),
        text=_numbers(view, placed, rows, columns) if text is None else text,
        label=_spoken(view, placed),
        role="weight" if isinstance(thing, Input) and thing.trained else "activation",
        shape=f"{whole[0]}×{whole[1]}",
        row_labels=row_labels,
        column_labels=column_labels,
        hide_row_labels=bool(row_labels) and any(_labels(view, p)[0] == row_labels for p in left),
        hide_column_labels=bool(column_labels) and any(_labels(view, p)[1] == column_labels for p in above),
        level=heat_levels(values, view.digits),
        mask=_masked(view, placed, values),
        sums=_sums(view, placed),
        operand=placed.operand,
        digits=view.digits,
    )


def _numbers(view: View, placed: Placed, rows: int, columns: int) -> Texts:
    """The cells as they are printed; a matrix that stands in several parts of the story is printed once."""
    name, lead = placed.name, placed.lead or ()
    if placed.whole:
        of = replace(view, digits=_digits(view, columns))
        return tuple(tuple(of.printed(name, x) for x in row) for row in _values(view, placed).tolist())
    shown = replace(view, digits=_digits(view, columns))
    printed = view.once(("numbers", name, lead, shown.digits), lambda: shown.matrix(name, lead))
    places = [[placed.index(i, j)[-2:] for j in range(columns)] for i in range(rows)]
    return tuple(tuple(printed[i][j] for i, j in row) for row in places)


def _digits(view: View, columns: int) -> int:
    """Decimals of the cells: where columns are narrow, two; the opened cell has them all."""
    return min(view.digits, NARROW) if MOST_DIGITS < columns <= MOST_DENSE else view.digits


def _neighbours(layout: Layout, placed: Placed) -> tuple[list[Placed], list[Placed]]:
    """The operand right above a matrix, and all to its left: what they are labelled with need not be said again."""
    above = [p for p in layout.placed if p.operand and p.column == placed.column and p.row == placed.row - 1]
    return above, [p for p in layout.placed if p.row == placed.row and p.column < placed.column]


def _labels(view: View, placed: Placed) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words of the rows and columns that are shown."""
    down, across = (view.labels(size) for size in view.trace.program[placed.name].shape[-2:])
    if placed.cut:
        top, bottom, left, right = placed.cut
        down, across = down[top:bottom], across[left:right]
    return (across, down) if placed.turned else (down, across)


def _spoken(view: View, placed: Placed) -> str:
    """What a screen reader calls the matrix; of several heads, which one."""
    axes = tuple(map(int, view.trace.program[placed.name].shape[:-2]))
    head = slice_name(axes, placed.lead) if placed.lead and len(axes) <= 2 else ""
    return DOT.join(filter(None, (view.title(placed.name), head)))


def _name(view: View, placed: Placed) -> Name:
    thing = view.trace.program[placed.name]
    symbol = thing.symbol.of_head(slice_number(thing.shape, placed.lead)) if placed.lead else thing.symbol
    said = _of_place(view, placed, name(symbol))
    if placed.turned and symbol.by:  # (∂L/∂S)⊤, and not ∂L/∂(S⊤)
        said = (*sign("("), *said, *sign(")"))
    return merged([*said, Piece("⊤", Shift.SUP)]) if placed.turned else said


def _of_place(view: View, placed: Placed, parts: Name) -> Name:
    """Which rows or columns of a matrix are shown, as its formula says it: 2:4, ·1 where there are rows too."""
    if not placed.cut:
        return parts
    top, bottom, left, right = placed.cut
    rows, columns = map(int, view.trace.program[placed.name].shape[-2:])
    said = [_span(top, bottom)] if bottom - top < rows else []
    said += [("·" if rows > 1 else "") + _span(left, right)] if right - left < columns else []
    return below(parts, " ".join(said), upright=True)


def _span(start: int, stop: int) -> str:
    return str(start + 1) if stop - start == 1 else f"{start + 1}:{stop}"


def _values(view: View, placed: Placed) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    array = _shown(placed, view.trace[placed.name])
    return np.asarray(array, dtype=np.float64)


def _shown(placed: Placed, array: np.ndarray[tuple[int, ...], np.dtype[Any]]) -> np.ndarray[Any, np.dtype[Any]]:
    """The slice, the rows and columns of an array that a figure shows, turned as it turns them."""
    array = array[placed.lead or ()]
    if placed.cut:
        top, bottom, left, right = placed.cut
        array = array[top:bottom, left:right]
    return array.T if placed.turned else array


def heat_levels(
    values: np.ndarray[tuple[int, ...], np.dtype[np.float64]], digits: int
) -> tuple[tuple[float, ...], ...]:
    """Heat from −1 to 1; none where every cell is printed as 0: what is left of a sum that cancels has no size."""
    finite = np.where(np.isfinite(values) & (np.abs(values) < 1e8), values, 0.0)
    largest = np.abs(finite).max()
    largest = largest if rounded(float(largest), digits) else np.inf
    return tuple(map(tuple, np.round(finite / largest, 3).tolist()))


def _masked(
    view: View, placed: Placed, values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]
) -> tuple[tuple[bool, ...], ...]:
    """Cells that a mask has taken out: −∞ or −10⁹ among scores, and their shares of 0."""
    masked = values <= -1e8
    step = view.trace.program.steps.get(placed.name)
    if step is not None and step.expr.op == "softmax" and step.expr.args[0].op == "ref":
        masked = _shown(placed, view.trace[step.expr.args[0].params[0]]) <= -1e8
    return tuple(tuple(map(bool, row)) for row in masked) if masked.any() else ()


def _sums(view: View, placed: Placed) -> tuple[str, ...]:
    step = view.trace.program.steps.get(placed.name)
    if placed.operand or step is None or step.expr.op != "softmax" or step.expr.params[0] != -1:
        return ()
    return tuple(f"Σ {fixed(float(row.sum()), 2)}" for row in _values(view, placed))


# ---- sources and the worked line ----


def source(layout: Layout, name: str, index: Index, at: Entry | None) -> SourceCell | None:
    """Where in the figure a cell stands, and how it is outlined."""
    for position, placed in enumerate(p for p in layout.placed if p.operand):
        found = placed.place(index) if placed.name == name else None
        if found:
            return SourceCell(placed.id, *found, _kind(layout, placed, position, at is not None and found == at[1:]))
    return None


def outlined(layout: Layout, cells: Iterable[tuple[str, Index]], at: Entry) -> list[SourceCell]:
    """Everywhere in the figure that cells are read from, of each matrix alike: a large one has hundreds of them."""
    operands = [p for p in layout.placed if p.operand]
    count = Counter(p.name for p in operands)
    alone = {p.name: (position, p, p.window) for position, p in enumerate(operands) if count[p.name] == 1}
    kind = cache(lambda position, same_place: _kind(layout, operands[position], position, same_place))
    found = []
    for of, index in cells:
        if of in alone:
            position, placed, (_lead, rows, columns) = alone[of]
            if index[-1] in columns and index[-2] in rows and (place := placed.place(index)):
                found.append(SourceCell(placed.id, *place, kind(position, place == at[1:])))
        elif of in count:
            found += _repeated(layout, of, index, at)
    return found


def _repeated(layout: Layout, name: str, index: Index, at: Entry) -> list[SourceCell]:
    """A matrix that stands twice in a formula is outlined twice."""
    twice = [p for p in layout.placed if p.operand and p.name == name and p.place(index)]
    if len(twice) < 2:
        found = source(layout, name, index, at)
        return [found] if found else []
    aligned = [p for p in twice if _meets(layout, p, index, at)] or twice[:1]
    operands = [p for p in layout.placed if p.operand]
    return [
        SourceCell(p.id, *place, _kind(layout, p, operands.index(p), place == at[1:]))
        for p in aligned
        if (place := p.place(index))
    ]


def _meets(layout: Layout, placed: Placed, index: Index, at: Entry) -> bool:
    """Whether a cell of an operand lies in the row or column that the selected cell is computed from."""
    i, j = placed.place(index) or (-1, -1)
    if layout.product:
        return i == at[1] if placed.row == layout.results[0].row else j == at[2]
    return i in (0, at[1]) and j in (0, at[2])


def _kind(layout: Layout, placed: Placed, position: int, same_place: bool) -> Kind:
    if layout.product:
        bottom = layout.results[0].row
        above = sum(p.operand and p.column == placed.column and p.row <= placed.row for p in layout.placed)
        lefts = sum(p.operand and p.row == bottom for p in layout.placed)
        return "first" if placed.row == bottom else "second" if above <= lefts else "own"
    operands = sum(p.operand for p in layout.placed)
    if operands == 1:
        return "own" if same_place else "first"
    kinds: tuple[Kind, ...] = ("first", "second", "own")
    return kinds[position % 3]


def worked(
    view: View,
    layout: Layout,
    name: str,
    index: Index,
    at: Entry,
    jump: tuple[str, str] | None,
    found: Explained | None,
    follow: tuple[str, bool] | None = None,
) -> WorkedPanel:
    """The arithmetic `found` of a cell; an input has none."""
    label = view.label(name, index)
    if found is None:
        return WorkedPanel(label, result=view.number(name, index), note=_("given"))
    lines = [WorkedLine(_words(layout, line.tokens, at), subtotals=line.subtotals) for line in found.lines]
    signs = ["=", *("=" if line.exact else "≈" for line in found.lines)]
    lines = [replace(line, sign=sign) for line, sign in zip(lines, signs, strict=False)]
    return WorkedPanel(
        label,
        line_pieces(found.symbols.tokens, unbroken=True),
        tuple(lines),
        found.result,
        signs[-1],
        _note(found),
        jump,
        follow,
    )


def _note(found: Explained) -> str:
    if found.fully_masked:
        return _("Every key is masked, so the weight is 0 by definition.")
    if any(not line.exact for line in found.lines):
        return _("The printed digits are not enough to give this result exactly.")
    return ""


def _words(layout: Layout, tokens: tuple[Token, ...], at: Entry) -> tuple[WorkedWord, ...]:
    return tuple(
        WorkedWord(t.text, t.kind, source(layout, t.source[0], t.source[1], at) if t.source else None, t.term)
        for t in tokens
    )


# ---- figures ----


@dataclass(frozen=True)
class ReadingContext:
    """What a reading figure needs beside view and layout: the selected cell, and where operands were computed.

    `following`: whether the way back to the inputs is open; None where there is none.
    """

    selected: Entry | None = None
    jumps: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    arrive: bool = False
    following: bool | None = None


def reading(view: View, layout: Layout, how: ReadingContext) -> Figure:
    """A part of the story, one cell opened."""
    selected = _selected(view, layout, how.selected)
    placed = next(p for p in layout.placed if p.id == selected[0])
    index = placed.index(selected[1], selected[2])
    jump = how.jumps.get(placed.name) if placed.operand else None
    own = placed.name in view.trace.program.steps and not placed.operand
    found = None if placed.name in view.trace.program.inputs else explain(view.trace, placed.name, index, view.digits)
    follow = None if how.following is None else (_("Trace to the inputs"), how.following)
    came_from = found.sources if found and own else ()
    return Figure(
        blocks=view.once(layout, lambda: tuple(block(view, p, layout) for p in layout.placed)),
        signs=tuple(PlacedSign(s.parts, s.row, s.column) for s in layout.signs),
        corner=_corner(view, layout),
        selected=selected,
        sources=tuple(outlined(layout, came_from, selected)),
        rules=_rules(layout),
        worked=worked(view, layout, placed.name, index, selected, jump, found, follow),
        arrive=how.arrive,
        version=f"{view.words}{view.axes}{view.digits}",
    )


def _selected(view: View, layout: Layout, wanted: Entry | None) -> Entry:
    """The wanted cell if it is there; else the second cell of the second row of the first result."""
    for placed in layout.placed:
        rows, columns = _values(view, placed).shape
        if wanted and placed.id == wanted[0] and wanted[1] < rows and wanted[2] < columns:
            return wanted
    first = layout.results[0]
    rows, columns = _values(view, first).shape
    return (first.id, min(1, rows - 1), min(1, columns - 1))


def _corner(view: View, layout: Layout) -> tuple[CornerLine, ...]:
    """6×3 · 3×2 → 6×2, in the corner that a product leaves empty; the size that both factors share is bold."""
    lefts = [p for p in layout.placed if p.operand and p.row == layout.results[0].row]
    if not layout.product or len(lefts) != 1:
        return ()
    n, k = lefts[0].whole or _values(view, lefts[0]).shape
    m = (layout.results[0].whole or _values(view, layout.results[0]).shape)[1]
    factors = ((f"{n}×", False), (str(k), True), (" · ", False), (str(k), True), (f"×{m}", False))
    return (factors, ((f"→ {n}×{m}", False),))


def _rules(layout: Layout) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    if not layout.product:
        return {}
    bottom = layout.results[0].row
    lefts = tuple(p.id for p in layout.placed if p.operand and p.row == bottom)
    return {
        result.id: (lefts, tuple(p.id for p in layout.placed if p.operand and p.column == result.column))
        for result in layout.results
    }


@dataclass(frozen=True)
class EntryState:
    """What an entry figure needs: the texts typed so far, their marks, whether they are locked, its words."""

    text: Texts
    marks: tuple[tuple[Mark, ...], ...] = ()
    locked: bool = False
    labels: Mapping[str, str] = field(default_factory=dict)
    written: frozenset[str] = frozenset()
    version: str = ""


def entry(view: View, layout: Layout, how: EntryState) -> Figure:
    """A step to fill in: operands for reading (the learner's own are tagged), the result as cells to type in.

    A locked step keeps its marked result only. Several heads share the rows of text and marks, one after the other.
    """
    if how.locked:
        layout = Layout(tuple(replace(p, row=1, column=k) for k, p in enumerate(layout.results, 1)))
    blocks, done = [], 0
    for placed in layout.placed:
        if placed.operand:
            tag = _("yours") if placed.name in how.written else ""
            drawn = block(view, placed, layout)
            blocks.append(replace(drawn, role="plain", still=True, tag=tag, folds=False))
            continue
        rows = slice(done, done + len(_values(view, placed)))
        done = rows.stop
        drawn = block(view, placed, layout, how.text[rows])
        blocks.append(
            replace(drawn, role="plain", entry=True, marks=how.marks[rows], locked=how.locked, mask=(), sums=())
        )
    return Figure(
        blocks=tuple(blocks),
        signs=tuple(PlacedSign(s.parts, s.row, s.column) for s in layout.signs),
        labels=dict(how.labels),
        check=not how.locked,
        version=how.version,
    )


def given(view: View, names: tuple[str, ...]) -> Figure:
    """Matrices that are given, side by side."""
    matrices = [(name, lead) for name in names for lead in slices(view.trace.program, name)]
    placed = tuple(Placed(f"{name}@{k}", name, 1, k, lead=lead or None) for k, (name, lead) in enumerate(matrices, 1))
    layout = Layout(placed)
    blocks = [replace(block(view, p, layout), role="plain", still=True, folds=False) for p in placed]
    return Figure(blocks=tuple(blocks), version=f"{view.words}")
