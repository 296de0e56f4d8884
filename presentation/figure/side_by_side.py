"""Two heads of one step beside each other, the same cell outlined in both."""

from __future__ import annotations

from dataclasses import replace

from engine.expression.cell import Index
from presentation.figure import Figure, SourceCell
from presentation.figure.build import ReadingContext, reading
from presentation.figure.layout import Layout, Placed
from presentation.figure.model import SourceRule
from presentation.figure.view import View


def beside(step: str, first: Index, second: Index) -> Layout:
    """The layout: two slices of the step, no operands."""
    return Layout(
        (
            Placed(step, step, 1, 1, operand=False, lead=first),
            Placed(f"{step}@2", step, 1, 2, operand=False, lead=second),
        )
    )


def is_pair(placed: Layout) -> bool:
    """Whether a layout is one of two heads."""
    return len(placed.placed) == 2 and placed.placed[0].name == placed.placed[1].name and not placed.signs


def two_heads(view: View, placed: Layout, how: ReadingContext) -> Figure:
    """The figure: one cell opened, and the same cell of the other head outlined."""
    drawn = reading(view, placed, how)
    assert drawn.selected is not None
    one, other = (block.id for block in drawn.blocks)
    id, i, j = drawn.selected
    mark = SourceCell(other if id == one else one, i, j, "own")
    rules = {
        one: (SourceRule(other, "own", i="i", j="j"),),
        other: (SourceRule(one, "own", i="i", j="j"),),
    }
    return replace(drawn, sources=(mark,), rules=rules)
