"""Recognition of other conventions: an answer that is right under another option value than the sheet's."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields, replace
from functools import lru_cache
from typing import Any

import numpy as np

from engine import MECHANISMS, EngineError, Options, Program, choices
from engine.arrays import Array
from engine.execution.run import evaluate
from engine.expression.node import Node, names, same
from engine.options import matters
from quiz.exercises.sheet import computation, spelled_out
from quiz.marking.marker import Comparison, Marker
from quiz.verdicts import StepMarking

LARGE = 99  # from here on a negative number is taken for a mask
MASKING = 1e6  # a convention's number that is larger is one
Convention = tuple[str, str]  # an option and its value


def other_convention(
    marker: Marker, best: Comparison, refused: Collection[Convention]
) -> tuple[Convention, tuple[str, ...]] | None:
    """The convention under which every written cell is right, and the parents taken as written; None without one.

    Both the exact numbers and the learner's own earlier numbers are tried. Conventions in `refused` are not meant.
    """
    formulas = [(found, expr) for found, expr in _formulas(marker) if found not in refused]
    for carried in marker.combinations():
        arrays = marker.arrays(carried)
        for found, expr in formulas:
            if (marker.fit_wrong(expr, arrays) | masked_otherwise(marker, expr, arrays))[best.read].all():
                return found, carried
    return None


def convention_of_one_step(marker: Marker, best: Comparison) -> tuple[Convention, tuple[str, ...]] | None:
    """The convention under which this step alone was worked, past earlier steps answered as the sheet says.

    Such as r ⊙ (h U) in a candidate, where r ⊙ h was written before: the sheet's own r ⊙ h is passed over.
    """
    formulas = list(_past_steps(marker))
    for carried in marker.combinations():
        arrays = marker.arrays(carried)
        for found, expr in formulas:
            if marker.fit_wrong(expr, arrays)[best.read].all():
                return found, carried
    return None


def _past_steps(marker: Marker) -> Iterator[tuple[Convention, Node]]:
    """The open step's formula under each neighbouring convention, without the steps that it defines otherwise."""
    ours = marker.sheet.program
    for option, value, program in neighbours(marker):
        hidden = _hidden(program, marker)
        read = names(spelled_out(program, marker.step, hidden))
        other = {id for id in read if id in program.steps and id in ours.steps and not _same_step(id, program, marker)}
        if other:
            passed = tuple(id for id in reversed(program.steps) if id in hidden or id in other)
            expr = spelled_out(program, marker.step, passed)
            if _readable(expr, program, marker):
                yield (option, value), expr


def _same_step(id: str, program: Program, marker: Marker) -> bool:
    return same(spelled_out(program, id, _hidden(program, marker)), marker.sheet.formula(id))


def masked_otherwise(marker: Marker, expr: Node, arrays: Mapping[str, Any]) -> Array:
    """Cells that the sheet masks with −∞, the other convention with a finite number, the learner with any large one.

    −999 or −10¹⁰ in place of −10⁹ is the same method: e to such a power is 0 to any digits. So is −∞ in some cells
    beside such a number in others.
    """
    truth = marker.sheet.truth[marker.step]
    if not np.isneginf(truth).any():
        return np.zeros(truth.shape, dtype=bool)
    theirs = evaluate(expr, arrays)
    masking = np.isfinite(theirs) & (theirs <= -MASKING)
    return np.asarray(np.isneginf(truth) & masking & (marker.answer.values <= -LARGE))


def contradicted(marker: Marker, marked: StepMarking, claimed: Collection[Convention]) -> set[Convention]:
    """Which of these conventions the open step speaks against: it was answered as the sheet says, which differs there.

    A convention is kept through a whole sheet; one gate in another order than its neighbours is a mistake. An answer
    that is right under both speaks against neither: where two ways meet again, theirs reads the learner's own numbers.
    """
    if marked.status not in ("right", "follows"):
        return set()
    here = [(found, expr) for found, expr in _formulas(marker) if found in claimed]
    return {found for found, expr in here if not _fits(marker, expr)}


def _fits(marker: Marker, expr: Node) -> bool:
    """Whether a formula gives the open answer from some choice of parents."""
    read = marker.answer.read
    return any(marker.fit(expr, marker.arrays(carried))[read].all() for carried in marker.combinations(expr))


def _formulas(marker: Marker) -> list[tuple[Convention, Node]]:
    """The open step's formula under each neighbouring convention that has another one and reads what the sheet has."""
    found, ours = [], marker.sheet.formula(marker.step)
    for option, value, program in neighbours(marker):
        expr = spelled_out(program, marker.step, _hidden(program, marker))
        if _readable(expr, program, marker) and not same(expr, ours):
            found.append(((option, value), expr))
    return found


def neighbours(marker: Marker) -> Iterator[tuple[str, str, Program]]:
    """The programs that differ from the sheet's in one convention, as (option, value, program).

    Only programs that have the open step in the same shape and read inputs that the sheet has.
    """
    sheet = marker.sheet
    sizes = tuple(sorted(sheet.sizes.items()))
    for option, value, program in _programs(sheet.mechanism_id, sheet.options, sizes, sheet.gradient_of, sheet.begun):
        same_inputs = all(id in sheet.inputs and sheet.program[id].shape == x.shape for id, x in program.inputs.items())
        if (
            same_inputs
            and marker.step in program.steps
            and program.steps[marker.step].shape == marker.answer.values.shape
        ):
            yield option, value, program


@lru_cache(maxsize=512)
def _programs(
    mechanism: str,
    options: Options,
    sizes: tuple[tuple[str, int], ...],
    gradient_of: str | None,
    begun: tuple[str, ...],
) -> list[tuple[str, str, Program]]:
    found = []
    for option in conventions(options):
        for value in choices(type(options))[option]:
            try:
                other = replace(options, **{option: value})
                if other != options and matters(other, option):
                    program = computation(MECHANISMS[mechanism], other, dict(sizes), gradient_of, begun)
                    found.append((option, str(value), program))
            except (EngineError, KeyError):  # options that contradict each other, or lack what this sheet has
                continue
    return found


def conventions(options: Options) -> list[str]:
    """The names of the options that are conventions: textbooks and libraries disagree on them.

    Options that an exercise fixes, such as scale and mask, are not conventions.
    """
    switches = choices(type(options))
    return [f.name for f in fields(options) if f.name in switches and f.metadata.get("convention", False)]


def _readable(expr: Node, program: Program, marker: Marker) -> bool:
    """Whether what the formula reads has the same shapes on the sheet: a fused product may hold fewer gates there."""
    return all(program[id].shape == marker.sheet.program[id].shape for id in names(expr))


def _hidden(program: Program, marker: Marker) -> tuple[str, ...]:
    shown = {*marker.sheet.asked, *marker.sheet.given}
    return tuple(id for id in reversed(program.steps) if id not in shown)
