"""The line of code at a step, right and as it gives the given numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from check.findings import CodeLine
from check.outcomes import Changes
from engine import Program, run
from engine.arrays import differ
from engine.readings.code import statement
from engine.readings.misconceptions import with_mistake

if TYPE_CHECKING:
    from check.case import Case
    from check.search import Fit


def code_line(program: Program, step: str, other: Program | None = None, changes: Changes | None = None) -> CodeLine:
    """One step as code; and as code of another program, or of this one with some steps changed."""
    right = [statement(program, step, language) for language in ("numpy", "pytorch")]
    if changes is not None and step in changes:
        other = with_mistake(program, {step: changes[step]})
    if other is None or other is program or step not in other.steps:
        return CodeLine(step, *right)
    return CodeLine(step, *right, *(statement(other, step, language) for language in ("numpy", "pytorch")))


def first_changed(case: Case, fit: Fit) -> str:
    """The first step that a fit computes otherwise; the first wrong one where it computes none otherwise."""
    if fit.changes:
        return next(id for id in case.program.steps if id in fit.changes)
    if fit.program is not case.program:
        theirs = run(fit.program, case.inputs).arrays
        for id in case.program.steps:
            if id in theirs and differ(np.asarray(case.truth[id]), np.asarray(theirs[id]), 1e-9):
                return id
    return case.wrong[0]
