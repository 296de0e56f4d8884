"""What a token that is appended reads of those before it: the cache of a causal model, found from its arithmetic."""

from __future__ import annotations

import numpy as np

from engine.execution.run import Trace
from engine.expression.cell import Index, sources
from engine.expression.dim import named
from engine.readings.explanation.long_sums import TraceOperand

SPELLED = 8  # terms of a sum that is read term by term; a longer one is read at once


def kept(trace: Trace, last: str, axis: int = -2) -> tuple[str, ...]:
    """The steps of which the last token's numbers read earlier tokens: all that has to be kept to go on after it.

    `last` is the step in which the last token's numbers are wanted, `axis` the one along which tokens stand. Only the
    first cell of each head's last row is followed, for all cells of a row read the same rows. Raises KeyError for an
    unknown step.
    """
    program = trace.program
    size = named(program.steps[last].shape[axis])
    wanted, read = {last}, dict[str, None]()
    for id in reversed(program.steps):
        if id not in wanted:
            continue
        shape = program.steps[id].shape
        operand = TraceOperand(program.steps[id].expr, trace, SPELLED)
        for lead in np.ndindex(tuple(map(int, shape[:-2]))):
            for name, at in sources(operand[_last(lead, int(size), axis)]):
                if name in program.steps:
                    wanted.add(name)
                    counted = named(program.steps[name].shape[axis]).name == size.name
                    read |= {name: None} if counted and at[axis] < size - 1 else {}
    return tuple(id for id in program.steps if id in read)


def _last(lead: Index, size: int, axis: int) -> Index:
    return (*lead, size - 1, 0) if axis == -2 else (*lead, 0, size - 1)


def is_as_before(trace: Trace, before: Trace, step: str, axis: int = -2) -> bool:
    """Whether a token that was appended has left the step's earlier numbers as they were, to 12 digits."""
    old = before[step]
    rows = np.moveaxis(trace[step], axis, 0)[: old.shape[axis]]
    return bool(np.allclose(rows, np.moveaxis(old, axis, 0), rtol=1e-12, atol=1e-12))
