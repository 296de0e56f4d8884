"""Order of steps: which steps a question asks for, and which of them each one needs."""

from __future__ import annotations

from collections.abc import Collection

from engine import Program
from engine.expression.node import names
from engine.program import NAMED_BRANCHES, Path


def asked(program: Program, ask: Collection[str], only_backward: bool) -> tuple[str, ...]:
    """The ids of the steps asked for, in the order they are computed.

    If `ask` is empty, all steps, or with `only_backward` all steps of the backward pass.
    """
    every = (id for id, step in program.steps.items() if not only_backward or step.gradient_of)
    return tuple(id for id in program.steps if id in ask) if ask else tuple(every)


def needed(program: Program, shown: Collection[str]) -> dict[str, set[str]]:
    """For each shown step, the shown steps it is computed from, directly or through steps that are not shown.

    Only the nearest ones: a line that comes too early is reported once, and not again at all lines after it.
    """
    found: dict[str, set[str]] = {}
    for id, step in program.steps.items():
        parents = [name for name in names(step.whole) if name in program.steps]
        found[id] = {q for p in parents for q in ({p} if p in shown else found[p])}
    return {id: found[id] for id in shown}


def distinguishing_groups(path: Path) -> Path:
    """The groups of a step's path that distinguish it from other steps of the same name.

    These are time steps, layers and named parts such as encoder.
    """
    return tuple(group for group in path if group.index is not None or group.branch in NAMED_BRANCHES)
