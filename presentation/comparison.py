"""Another convention beside the chosen one: what it is called, how its formulas differ, its numbers with flags."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from engine import OptionError, Options, Program, choices
from engine.options import matters
from engine.readings.compare import Aligned
from engine.readings.formulas.build import equation
from engine.readings.formulas.pieces import name
from engine.readings.numbers import fixed
from presentation.content_words import choice_title, option_title, titles
from presentation.figure import MatrixBlock
from presentation.figure.view import View
from presentation.formulas import formula, markdown
from presentation.translate import _, titled
from presentation.workspaces.workspace import Workspace


def alternatives(space: Workspace) -> dict[tuple[str, str], str]:
    """Every convention one switch away, in words; without those that contradict what else is chosen."""
    found = {}
    for option, values in choices(type(space.options)).items():
        here = getattr(space.options, option)
        if matters(space.options, option):
            for value in values:
                if value != here and _allowed(space.options, option, value):
                    words = titled(option_title(space.topic, option), choice_title(space.topic, option, value))
                    found[option, value] = words
    return found


def _allowed(options: Options, option: str, value: str) -> bool:
    changed: dict[str, Any] = {option: value}
    try:
        replace(options, **changed)
    except OptionError:
        return False
    return True


def beside_words(space: Workspace) -> str:
    """The other convention in words."""
    return alternatives(space).get(space.beside, "") if space.beside else ""


def other(space: Workspace) -> Program:
    """The computation under the other convention."""
    assert space.beside is not None
    option, value = space.beside
    return space.with_options(**{option: value}).pattern


def only_there(space: Workspace) -> str:
    """The steps that only the other convention has, with their formulas (Markdown); "" where there are none."""
    program = other(space)
    title = titles(space.topic, program)
    only = [id for id, one in space.aligned.items() if one.a is None and id in program.steps]
    return _(", ").join(f"{title(id)} {formula(program, id)}" for id in only)


def other_formulas(here: Program, there: Program, steps: list[str]) -> str:
    """The other convention's formulas of these steps where they are written otherwise."""
    found = {step: equation(there, step) for step in steps if step in there.steps}
    return " &ensp; ".join(markdown(f) for step, f in found.items() if f != equation(here, step))


def said(space: Workspace, aligned: list[Aligned], differing: list[Aligned], formulas: str) -> str:
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


def flagged_block(view: View, one: Aligned, column: int) -> MatrixBlock:
    """The other convention's numbers; heads stand below each other."""
    assert one.b is not None
    rows = one.b.reshape(-1, one.b.shape[-1])
    flags = one.differing.reshape(rows.shape) if one.differing is not None else None
    labels = view.labels(view.trace.program[one.step].shape[-2]) if one.b.ndim == 2 else ()
    return MatrixBlock(
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
