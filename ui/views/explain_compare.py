"""Another convention laid beside the chosen one: the same step, the cells that differ flagged."""

from __future__ import annotations

import streamlit as st

from engine import choices
from engine.options import matters
from engine.readings.compare import Aligned
from engine.readings.numbers import fixed
from ui.figure import Block, Figure, figure, name_parts
from ui.figures import View
from ui.translate import _
from ui.words import choice_title, option_title
from ui.workspace import Workspace


def alternatives(space: Workspace) -> dict[tuple[str, str], str]:
    """Every convention one switch away, in words."""
    found = {}
    for option, values in choices(type(space.options)).items():
        here = getattr(space.options, option)
        if matters(space.options, option):
            for value in values:
                if value != here:
                    words = f"{option_title(space.topic, option)}: {choice_title(space.topic, option, value)}"
                    found[option, value] = words
    return found


def show(space: Workspace, view: View, steps: tuple[str, ...], n: int) -> None:
    """Under a part's figure: its steps in the other convention, or that they are the same."""
    if space.beside is None:
        return
    aligned = [space.aligned[step] for step in steps if step in space.aligned]
    words = alternatives(space).get(space.beside, "")
    missing = [one for one in aligned if one.b is None]
    differing = [one for one in aligned if one.b is not None and not one.same]
    if missing:
        st.caption(_("{convention}: this step does not exist there.").format(convention=words))
    elif not differing:
        st.caption(_("{convention}: the same numbers.").format(convention=words))
    else:
        st.caption(_("{convention}: the flagged cells differ.").format(convention=words))
        blocks = tuple(_block(view, one, k) for k, one in enumerate(differing, 1))
        figure(f"beside_{n}_{steps[0]}", Figure(blocks, version=words))


def _block(view: View, one: Aligned, column: int) -> Block:
    """The other convention's numbers; heads stand below each other."""
    assert one.b is not None
    rows = one.b.reshape(-1, one.b.shape[-1])
    flags = one.differing.reshape(rows.shape) if one.differing is not None else None
    labels = view.labels(view.trace.program[one.step].shape[-2]) if one.b.ndim == 2 else ()
    return Block(
        id=one.step,
        row=1,
        column=column,
        name=name_parts(view.trace.program[one.step].symbol),
        text=tuple(tuple(fixed(float(x), view.digits) for x in row) for row in rows),
        label=view.title(one.step),
        role="plain",
        shape="×".join(str(k) for k in one.b.shape),
        row_labels=labels if len(labels) == len(rows) else (),
        marks=tuple(tuple("differs" if flag else "" for flag in row) for row in flags) if flags is not None else (),
        still=True,
    )
