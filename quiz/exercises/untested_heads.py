"""Heads that a drawn sheet leaves untested: whatever they hold, the asked steps come out the same."""

from __future__ import annotations

from functools import lru_cache

from engine import Program, run
from engine.arrays import differ
from engine.expression.node import names, nodes
from quiz.exercises.sheet import Sheet


def untested_heads(sheet: Sheet) -> bool:
    """Whether some head can be replaced by zeros without a change in any asked step that puts the heads together."""
    for merged, after in _merging(sheet.program, sheet.asked):
        whole = sheet.truth[merged]
        for head in range(whole.shape[-3]):
            without = whole.copy()
            without[..., head, :, :] = 0
            changed = run(sheet.program, sheet.inputs, {merged: without})
            if not all(differ(changed[step], sheet.truth[step], sheet.half) for step in after):
                return True
    return False


@lru_cache(maxsize=256)
def _merging(program: Program, asked: tuple[str, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Each step that holds heads which are then merged, with the asked steps that multiply the merged by weights."""
    found = []
    for step in program.steps.values():
        heads = [n.args[0].params[0] for n in nodes(step.expr) if n.op == "merge_heads" and n.args[0].op == "ref"]
        after = tuple(name for name in asked if name in program.steps and _multiplies(program, name, step.id))
        found += [(id, after) for id in heads if id in program.steps and after]
    return tuple(found)


def _multiplies(program: Program, step: str, merged: str) -> bool:
    """Whether a step multiplies the merged heads by a matrix, or is the step that merges them and does so at once."""
    products = [n for n in nodes(program.steps[step].expr) if n.op == "matmul"]
    if step == merged:
        return any(inner.op == "merge_heads" for n in products for inner in nodes(n.args[0]))
    return any(merged in names(n.args[0]) for n in products)
