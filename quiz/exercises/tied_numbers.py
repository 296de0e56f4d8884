"""Equal numbers that a drawn sheet asks to be put in order: who comes first is then nobody's mistake."""

from __future__ import annotations

import numpy as np

from engine.execution.run import evaluate
from engine.expression.node import Node, nodes
from quiz.exercises.sheet import Sheet

ORDERING = {"rank", "place", "above"}  # what they give of one line depends on the order of its numbers


def tied(sheet: Sheet) -> bool:
    """Whether an asked step, or a hidden one before it, orders numbers that look equal with the sheet's digits."""
    ordered = [n for step in sheet.asked for n in nodes(sheet.formula(step)) if n.op in ORDERING]
    return any(_alike(n, sheet) for n in ordered)


def _alike(ordering: Node, sheet: Sheet) -> bool:
    values = np.sort(evaluate(ordering.args[0], sheet.truth.arrays), axis=ordering.params[0])
    with np.errstate(invalid="ignore"):  # −∞ beside −∞, as of what is masked, has no order either but none is asked
        apart = np.diff(values, axis=ordering.params[0])
    return bool((apart < 2 * sheet.half * (1 - 1e-9)).any())
