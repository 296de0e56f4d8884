"""The inputs of a workspace as matrices to type in."""

from __future__ import annotations

import numpy as np

from engine.readings.formulas.pieces import name
from presentation.content_words import titles
from presentation.figure import Figure, Mark, MatrixBlock
from presentation.figure.build import heat_levels
from presentation.translate import _
from presentation.workspaces.example_numbers import changed
from presentation.workspaces.resizing import Cells, Texts
from presentation.workspaces.stored_rows import StoredRows
from presentation.workspaces.unusable_cells import fault, unusable
from presentation.workspaces.workspace import Workspace
from quiz.answers.parse import ParsedNumber, number

SHOWN = 4  # decimals

MOST_BOXES = 400  # cells of a matrix that are boxes to type in; a browser needs seconds for a few thousand of them


def inputs_figure(space: Workspace) -> Figure:
    """Every input and every given step with its symbol and words, two in a row, as it was typed.

    A matrix of more than MOST_BOXES cells is shown as matrices of the story are, each cell open to be typed over.
    """
    title = titles(space.topic, space.complete)
    said, otherwise = fault(space), changed(space)
    bad = unusable(space) if said else {}
    blocks = []
    typed = {id: entry for id, entry in space.entered.items() if not isinstance(entry[1], StoredRows)}
    for k, (id, (x, text)) in enumerate(typed.items()):
        labels = space.axis_labels.get(x.axes[-2], ())
        labels = labels if len(text) == len(labels) else ()
        large = is_large(text)
        marks = _marks(text, space.placeholders.get(id, frozenset()), bad.get(id, frozenset()))
        blocks.append(
            MatrixBlock(
                id=id,
                row=1 + k // 2,
                column=1 + k % 2,
                name=name(x.symbol),
                text=tuple(map(tuple, text)),
                label=title(id),
                role="weight" if x.trained else "activation",
                shape=f"{len(text)}×{len(text[0])}",
                tag=title(id),
                row_labels=labels,
                entry=not large,
                editable=large,
                level=heat_levels(_values(text), SHOWN) if large else (),
                digits=SHOWN,
                marks=() if large else marks,
                restorable=id in otherwise,
            )
        )
    return Figure(
        tuple(blocks),
        labels={"placeholder": _("filled in"), "unreadable": _("cannot be used")},
        version=f"{space.preset}{space.options}{space.words}{sorted(space.given)}{space.gradient_of}{space.loss}",
        whole=True,
    )


def is_large(text: Texts) -> bool:
    """Whether a matrix has too many cells for a box each."""
    return sum(map(len, text)) > MOST_BOXES


def _values(text: Texts) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """The numbers of the cells, 0 where one holds none."""
    read = [[number(cell) for cell in row] for row in text]
    return np.array([[cell.value if isinstance(cell, ParsedNumber) else 0.0 for cell in row] for row in read])


def _marks(text: Texts, placeholders: Cells, unusable: Cells) -> tuple[tuple[Mark, ...], ...]:
    if not placeholders and not unusable:
        return ()
    marked: dict[tuple[int, int], Mark] = {**dict.fromkeys(placeholders, "placeholder")}
    marked |= dict.fromkeys(unusable, "unreadable")
    return tuple(tuple(marked.get((i, j), "") for j in range(len(row))) for i, row in enumerate(text))
