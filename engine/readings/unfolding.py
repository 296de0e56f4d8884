"""Unfolding: one cell traced back through every step until only given numbers remain."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from engine.execution.run import Trace
from engine.expression.cell import Index, sources
from engine.program import Program
from engine.readings.explanation.long_sums import TraceOperand

MOST_LINKS = 60_000  # reads of one cell by another that are followed; about half a second
LONGEST = 8  # terms of a line that is read term by term; a longer one is read at once


@dataclass(frozen=True)
class Reached:
    """Cell that an unfolded one is computed from, and the number of `paths` along which it enters."""

    id: str
    index: Index
    paths: int


@dataclass(frozen=True)
class Stage:
    """Cells of one step or input that an unfolded cell is computed from, in reading order."""

    id: str
    cells: tuple[Reached, ...]


@dataclass(frozen=True)
class Unfolding:
    """Stages from a cell back to what is given: `computed` steps, the cell's own first, then the `given` inputs.

    `left` counts the cells that are not unfolded any further because there are too many; it is 0 for a whole one.
    """

    computed: tuple[Stage, ...]
    given: tuple[Stage, ...]
    left: int = 0


def unfolding(trace: Trace, id: str, index: Index, most: int = MOST_LINKS) -> Unfolding:
    """Unfolding of one cell of a step, for a trace without batch axes; at most `most` reads are followed.

    A cell enters once along every chain of reads that leads from it to the unfolded one: X enters X + X² along two
    paths. Raises KeyError for an unknown step.
    """
    program = trace.program
    reached: dict[str, Counter[Index]] = {program.steps[id].id: Counter({index: 1})}
    computed, links = [], 0
    for step in reversed(program.steps):
        if step not in reached:
            continue
        if links > most:
            break
        cells = reached.pop(step)
        computed.append(_stage(step, cells))
        links += _followed(trace, step, cells, reached)
    left = sum(len(cells) for name, cells in reached.items() if name in program.steps)
    return Unfolding(tuple(computed), _given(program, reached), left)


def _followed(trace: Trace, step: str, cells: Counter[Index], reached: dict[str, Counter[Index]]) -> int:
    """Hand the paths of a step's cells on to every cell that they read; how many reads that were."""
    operand = TraceOperand(trace.program.steps[step].expr, trace, LONGEST)
    links = 0
    for at, paths in cells.items():
        for name, place in sources(operand[at]):
            reached.setdefault(name, Counter())[place] += paths
            links += 1
    return links


def _stage(id: str, cells: Counter[Index]) -> Stage:
    return Stage(id, tuple(Reached(id, at, cells[at]) for at in sorted(cells)))


def _given(program: Program, reached: dict[str, Counter[Index]]) -> tuple[Stage, ...]:
    return tuple(_stage(id, reached[id]) for id in program.inputs if id in reached)
