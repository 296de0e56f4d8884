"""The inputs of a workspace as matrices to type in."""

from __future__ import annotations

from engine.readings.formulas.pieces import name
from presentation.content_words import titles
from presentation.figure import Block, Figure
from presentation.workspace import Workspace


def inputs_figure(space: Workspace) -> Figure:
    """Every input with its symbol and words, two in a row, as it was typed."""
    program = space.pattern
    title = titles(space.topic, program)
    blocks = []
    for k, (id, x) in enumerate(program.inputs.items()):
        text = space.typed[id]
        labels = space.axis_labels.get(x.axes[-2], ())
        labels = labels if len(text) == len(labels) else ()
        blocks.append(
            Block(
                id=id,
                row=1 + k // 2,
                column=1 + k % 2,
                name=name(x.symbol),
                text=text,
                label=title(id),
                role="weight" if x.trained else "activation",
                shape=f"{len(text)}×{len(text[0])}",
                tag=title(id),
                row_labels=labels,
                entry=True,
                digits=4,
            )
        )
    return Figure(tuple(blocks), version=f"{space.preset}{space.options}{space.words}", whole=True)
