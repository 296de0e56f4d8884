"""How often something would give the given numbers by accident.

Each cell that it moves is a coincidence more, of the width of what was printed. A number that is counted, compared or
ranked says less: there are few values that it may have. So does one of which nothing is left, as of a token that no
expert adds to, or nothing but a mask's constant: many mistakes lead there. And what reaches the given numbers through
counted steps alone, as a probability decides which tokens are kept, agrees with whatever decides alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

import numpy as np

from check.case import Case
from check.outcomes import Changes, outcomes, reads
from check.rewritten import written_alike
from engine import Program
from engine.arrays import Array
from engine.expression.node import Node

LIKELY_BY_ACCIDENT = 0.025  # an agreement that would arise by accident this often is no explanation
ONE_OF_FEW = 0.25  # how likely a cell of whole numbers that is moved agrees by accident
NOTHING_LEFT = 0.05  # the same of a cell that becomes 0 while others of its row do not
SWAMPED = 1e8  # beyond it a mask's constant is all that is left of a number
COUNTED = ("number", "count", "causal", "rank", "place", "floor", "greater", "equal")
# Operations whose result is whole where what they are made of is.
KEEPING = (
    "add", "sub", "mul", "neg", "square", "sum", "max", "larger", "relu", "matmul", "part", "concat", "reshape",
    "transpose", "split_heads", "merge_heads", "pad", "spread", "where", "take",
)  # fmt: skip
OF_WHOLE = ("one_hot", "mask", "ignore_mask")  # roles of inputs


def chance(case: Case, arrays: Mapping[str, Array], tried: int) -> float:
    """How often one of this many candidates would give these steps by accident, where nothing narrower lies before."""
    log = float(np.log(max(tried, 1) * case.places))
    for id, ours in arrays.items():
        view = case.views[id]
        truth, ours = view.see(np.asarray(case.truth[id])), view.see(ours)
        log += coincidence(ours, truth, case.tolerance(id), id in whole_steps(case.program))
    return float(np.exp(min(log, 0.0)))


def coincidence(ours: Array, truth: Array, tolerance: Array, whole: bool = False) -> float:
    """The logarithm of how likely cells that were moved from the truth to `ours` are what was given by accident."""
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = np.broadcast_to(tolerance, ours.shape) / np.abs(ours - truth)
    shares = np.where(np.isfinite(shares), shares, np.where(np.isfinite(ours) == np.isfinite(truth), 1.0, 1e-3))
    few = np.full(ours.shape, ONE_OF_FEW) if whole else _often_met(ours, tolerance)
    shares = np.where(shares < 1, np.maximum(shares, few), shares)
    return float(np.log(np.clip(shares, 1e-9, 1.0)).sum())


def _often_met(ours: Array, tolerance: Array) -> Array:
    """How likely each cell is brought to its value by one of many mistakes; 0 for a value that few lead to.

    Many leave nothing of a number, or a mask's constant alone. What leaves nothing of a row does so at one stroke, so
    that its first cell stands for all.
    """
    with np.errstate(invalid="ignore"):
        nothing, swamped = np.abs(ours) <= tolerance, np.abs(ours) >= SWAMPED
    rows = np.ones_like(ours)
    rows[..., :1] = ONE_OF_FEW
    left = np.where(nothing.all(-1, keepdims=True), rows, NOTHING_LEFT)
    return np.asarray(np.where(nothing, left, np.where(swamped, ONE_OF_FEW, 0.0)))


# ---- what is reached through whole numbers alone ----


def decided(case: Case, changes: Changes, tried: int) -> float:
    """The chance of a mistake that decides nothing but whole numbers; 0 where a given step is reached otherwise."""
    steps = list(deciding(case.program, frozenset(changes), frozenset(case.given)))
    if not steps:
        return 0.0
    found = outcomes(case.program, case.inputs, [changes], steps)
    return _of_decisions(case, {id: found[id][0] for id in steps}, tried)


def decided_by_another(case: Case, other: Program, arrays: Mapping[str, Array], tried: int) -> float:
    """The same for another program; `arrays` are its own."""
    ours = case.program.steps
    steps = other.steps.items()
    changed = frozenset(id for id, step in steps if id not in ours or not written_alike(ours[id].whole, step.whole))
    between = [id for id in deciding(other, changed, frozenset(case.given)) if id in other.steps]
    shared = {id: np.asarray(arrays[id]) for id in between if id in ours and ours[id].shape == other.steps[id].shape}
    return _of_decisions(case, shared, tried) if between else 0.0


def _of_decisions(case: Case, arrays: Mapping[str, Array], tried: int) -> float:
    moved = (int((array != np.asarray(case.truth[id])).sum()) for id, array in arrays.items())
    return min(1.0, tried * case.places * ONE_OF_FEW ** max(moved, default=0))


def deciding(program: Program, changed: frozenset[str], given: frozenset[str]) -> Iterator[str]:
    """The whole steps through which alone these changes reach the given steps; none where there is another way."""
    whole, table = whole_steps(program), reads(program)
    touched, passed = set[str](), set[str]()  # by whatever way, and without a whole step between
    for id in program.steps:
        if id in changed or not touched.isdisjoint(table[id]):
            touched.add(id)
            if id not in whole and (id in changed or not passed.isdisjoint(table[id])):
                passed.add(id)
    reached = touched & given
    if not reached or reached & passed:
        return
    behind = {name for id in touched - whole - passed for name in table[id]} | reached
    yield from (id for id in program.steps if id in touched & whole & behind)


@lru_cache(maxsize=256)
def whole_steps(program: Program) -> frozenset[str]:
    """The steps whose cells are whole numbers whatever is given: counts, ranks, masks, what is kept."""
    found = {id for id, x in program.inputs.items() if x.role in OF_WHOLE}
    for id, step in program.steps.items():
        if _is_whole(step.whole, found):
            found.add(id)
    return frozenset(found & program.steps.keys())


def _is_whole(n: Node, known: Iterable[str]) -> bool:
    if n.op == "ref":
        return n.params[0] in known
    if n.op == "number":
        return float(n.params[0]).is_integer()
    if n.op in COUNTED:
        return True
    made_of = n.args[1:] if n.op == "where" else n.args[:1] if n.op == "take" else n.args
    return n.op in KEEPING and all(_is_whole(arg, known) for arg in made_of)
