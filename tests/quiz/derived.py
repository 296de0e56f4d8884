"""Learners derived from the program, for every misconception that has no hand-written learner.

Such a learner works through the exported NumPy code of each step, one line at a time, from its own earlier numbers; at
one step it follows the code of the wrong version. The engine's evaluation, by which the marker decides, has no part in
it: a rule that the two readings understand differently shows as a learner who is misjudged.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import fields, replace
from functools import cache
from typing import Any

import numpy as np

from content import StepsQuestion, questions
from engine import Input, Options, Program, choices
from engine.errors import OptionError
from engine.expression.node import Node, names
from engine.options import matters
from engine.readings.code import function
from quiz.exercises.certificate import classes
from quiz.exercises.sheet import Sheet, computation, spelled_out
from tests.quiz.families import Numbers
from tests.quiz.learners import Array, Steps
from tests.quiz.mistakes import Mistake


def worked(program: Program, step: str, wrong: Node | None = None) -> Callable[[Numbers], Array]:
    """A step, or a wrong version of it, as a function of the learner's numbers: its exported code, alone."""
    made = program.steps[step]
    made = made if wrong is None else replace(made, expr=wrong, defined=None)
    read = names(made.whole)
    alone = program.empty({id: _given(program, id) for id in read})
    alone.add(made)
    code = _compiled(function(alone, "work", returns=[step]))
    return lambda a: np.asarray(code(*(a[id] for id in read)))


def _given(program: Program, id: str) -> Input:
    """What a step reads, as an input of a program of its own."""
    thing = program[id]
    axes = tuple(str(int(n)) for n in thing.shape)
    return Input(thing.name, thing.path, thing.symbol, thing.shape, "data", axes)


@cache
def _compiled(source: str) -> Callable[..., Any]:
    scope: dict[str, Any] = {}
    exec(source, scope)
    found: Callable[..., Any] = scope["work"]
    return found


def right(program: Program) -> Steps:
    """Every step as its exported code says."""
    return {id: worked(program, id) for id in program.steps}


def mistakes(paper: Sheet, only: Collection[tuple[str, str]] | None = None) -> list[Mistake]:
    """One learner for each misconception of each asked step; what no numbers can tell apart counts as one.

    `only` are the steps and names that are wanted; all by default.
    """
    found = []
    for step in paper.asked:
        for alike in classes(paper.program, step, paper.hidden).classes:
            if only is not None and not any((step, wrong.id) in only for wrong in alike):
                continue
            name = convention(paper, step, alike[0].expr) or alike[0].id
            found.append(Mistake({step: name}, {step: worked(paper.program, step, alike[0].expr)}))
    return found


def other_conventions(options: Options) -> Iterator[tuple[str, Options]]:
    """Every option set that differs in one convention, with the option's name."""
    for field in fields(options):
        values = choices(type(options)).get(field.name, ()) if field.metadata.get("convention") else ()
        for value in values:
            with suppress(OptionError):  # what does not go with the others
                other = replace(options, **{field.name: value})
                if other != options and matters(other, field.name):
                    yield field.name, other


@np.errstate(all="ignore")
def convention(paper: Sheet, step: str, wrong: Node) -> str:
    """The convention under which the wrong version is right on the sheet's numbers, since it is then called that.

    None where another step is worked otherwise under it: a convention is kept through a whole sheet.
    """
    arrays = dict(paper.truth.arrays)
    mine = worked(paper.program, step, wrong)(arrays)
    for option, options in other_conventions(paper.options):
        program = computation(paper.mechanism, options, paper.sizes, paper.gradient_of)
        if step not in program.steps or not set(program.inputs) <= set(paper.inputs):
            continue
        if np.allclose(_under(paper, program, step), mine, rtol=0, atol=1e-9, equal_nan=True):
            others = [id for id in paper.asked if id != step and id in program.steps]
            kept = all(np.allclose(_under(paper, program, id), arrays[id], 0, 1e-9) for id in others)
            return option if kept else ""
    return ""


def _under(paper: Sheet, program: Program, step: str) -> Array:
    """A step as another convention has it, from the right numbers before it."""
    hidden = tuple(id for id in reversed(program.steps) if id not in (*paper.asked, *paper.given))
    found = worked(program, step, spelled_out(program, step, hidden))(dict(paper.truth.arrays))
    return found if found.shape == paper.truth[step].shape else np.full(paper.truth[step].shape, np.nan)


def unwritten(written: set[str]) -> list[str]:
    """The ids of the questions on steps that no hand-written learner works."""
    return [q.id for q in questions() if isinstance(q, StepsQuestion) and q.id not in written]
