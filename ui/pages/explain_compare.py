"""Another convention laid beside the chosen one: the same step, the cells that differ flagged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from engine import Program, choices
from engine.options import matters
from engine.readings.compare import Aligned
from engine.readings.formulas.build import equation
from engine.readings.formulas.pieces import name
from engine.readings.numbers import fixed
from presentation.content_words import choice_title, option_title, titles
from presentation.figure import Block, Figure
from presentation.figure.build import View
from presentation.formulas import formula, markdown
from presentation.translate import _
from presentation.workspace import Workspace
from ui.components.figure.component import figure
from ui.session.callbacks import whole
from ui.session.explain import open_workspace
from ui.session.state import session


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


def beside_key(space: Workspace) -> str:
    """The widget in which the other convention is chosen."""
    return f"beside_{space.topic.id}"


def head(space: Workspace, view: View, numbers: Mapping[str, int]) -> None:
    """Above the story: which convention lies beside this one, where it differs, and a way to put it away."""
    if space.beside is None:
        return
    differing = [id for id, one in space.aligned.items() if one.a is not None and not one.same and id in numbers]
    with st.container(key="beside_head", horizontal=True, vertical_alignment="center"):
        st.markdown(_("Beside it: **{convention}**").format(convention=beside_words(space)), width="content")
        if differing:
            places = ", ".join(f"{numbers[id]} {view.title(id)}" for id in differing)
            st.markdown(_("differs in: {steps}").format(steps=places), width="content")
        else:
            st.markdown(_("no number differs"), width="content")
        if only := _only_there(space):
            st.markdown(_("only there: {steps}").format(steps=only), width="content")
        st.button(_("Put away"), key="beside_close", type="tertiary", on_click=_put_away)


@whole
def _put_away() -> None:
    space = open_workspace()
    session().workspace = replace(space, beside=None)
    st.session_state.pop(beside_key(space), None)


def beside_words(space: Workspace) -> str:
    """The other convention in words."""
    return alternatives(space).get(space.beside, "") if space.beside else ""


def other(space: Workspace) -> Program:
    """The computation under the other convention."""
    assert space.beside is not None
    option, value = space.beside
    return space.with_options(**{option: value}).pattern


def _only_there(space: Workspace) -> str:
    program = other(space)
    title = titles(space.topic, program)
    only = [id for id, one in space.aligned.items() if one.a is None and id in program.steps]
    return ", ".join(f"{title(id)} {formula(program, id)}" for id in only)


def show(space: Workspace, view: View, steps: tuple[str, ...], n: int) -> None:
    """Under a part's figure, where the other convention differs: its formula, and its numbers with flags."""
    if space.beside is None or not any(step in space.aligned for step in steps):
        return
    aligned = [space.aligned[step] for step in steps if step in space.aligned]
    differing = [one for one in aligned if one.b is not None and not one.same]
    formulas = _formulas(view.trace.program, other(space), [one.step for one in aligned if one.b is not None])
    if not (formulas or differing or any(one.b is None for one in aligned)):
        return
    with st.container(key=f"beside_part_{n}"):
        st.caption(_said(space, aligned, differing, formulas))
        if differing:
            blocks = tuple(_block(view, one, k) for k, one in enumerate(differing, 1))
            figure(f"beside_{n}_{steps[0]}", Figure(blocks, version=beside_words(space)))


def _formulas(here: Program, there: Program, steps: list[str]) -> str:
    """The other convention's formulas of these steps where they are written otherwise."""
    found = {step: equation(there, step) for step in steps if step in there.steps}
    return " &ensp; ".join(markdown(f) for step, f in found.items() if f != equation(here, step))


def _said(space: Workspace, aligned: list[Aligned], differing: list[Aligned], formulas: str) -> str:
    """One line: whose it is, its formula, what differs."""
    words = beside_words(space)
    if all(one.b is None for one in aligned):
        return _("{convention}: this step does not exist there.").format(convention=words)
    if not differing:
        return _("{convention}: {formulas} gives the same numbers.").format(convention=words, formulas=formulas)
    if formulas:
        template = _("{convention}: {formulas}; the flagged cells differ.")
        return template.format(convention=words, formulas=formulas)
    return _("{convention}: the flagged cells differ.").format(convention=words)


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
        name=name(view.trace.program[one.step].symbol),
        text=tuple(tuple(fixed(float(x), view.digits) for x in row) for row in rows),
        label=view.title(one.step),
        role="plain",
        shape="×".join(str(k) for k in one.b.shape),
        row_labels=labels if len(labels) == len(rows) else (),
        marks=tuple(tuple("differs" if flag else "" for flag in row) for row in flags) if flags is not None else (),
        still=True,
    )
