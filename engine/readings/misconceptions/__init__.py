"""Wrong versions of a step, made by rewriting its operations and its references.

An id says what was done ("sqrt.no_root", "exchanged.forget_gate.input_gate"); content describes it in words. Mistakes
that no rewriting produces, because they add something, are listed beside the formula (Step.wrong).
"""

from __future__ import annotations

from engine.readings.misconceptions.neighbours import BIAS_OF, BIASES, INITIAL, INSTEAD, SKIPPED
from engine.readings.misconceptions.references import EXCHANGED, LATER, STALE, WEIGHTS_OF
from engine.readings.misconceptions.rules import EVERYWHERE, RARE, RULES
from engine.readings.misconceptions.versions import with_mistake, wrong_versions
from engine.readings.misconceptions.wrong_versions import Rewrite, Wrong, fitting

# Kinds named after no operation.
BY_REFERENCE = (EXCHANGED, STALE, LATER, WEIGHTS_OF, INSTEAD, SKIPPED, INITIAL, BIAS_OF)
# Kinds in which a person reads another value than the formula names, as from the line above.
MISREAD = frozenset({INSTEAD, SKIPPED, INITIAL, BIAS_OF})
OF_A_UNIT = (WEIGHTS_OF, BIAS_OF)  # kinds whose details are units: gates, or projections

__all__ = [
    "BIASES",
    "BIAS_OF",
    "BY_REFERENCE",
    "EVERYWHERE",
    "EXCHANGED",
    "INITIAL",
    "INSTEAD",
    "LATER",
    "MISREAD",
    "OF_A_UNIT",
    "RARE",
    "RULES",
    "SKIPPED",
    "STALE",
    "WEIGHTS_OF",
    "Rewrite",
    "Wrong",
    "fitting",
    "with_mistake",
    "wrong_versions",
]
