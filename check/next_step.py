"""Which step to print next: the one that tells the most explanations apart, or the one that halves the search."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

import numpy as np

from check.case import Case
from check.outcomes import reads
from engine.arrays import Array, differ

TOLD = 5e-5  # what four printed decimals tell apart


def telling(case: Case, traces: Sequence[dict[str, Array]]) -> str | None:
    """The step that was not given on which the most of these computations differ; None if none tells any apart.

    Of several, the one with the fewest numbers, then the earliest.
    """
    open_steps = [id for id in case.program.steps if id not in case.given]
    classes = {id: _classes([trace[id] for trace in traces if id in trace]) for id in open_steps}
    best = max(classes.values(), default=1)
    if best < 2:
        return None
    return min((id for id in open_steps if classes[id] == best), key=lambda id: prod(map(int, case.program[id].shape)))


def _classes(arrays: Sequence[Array]) -> int:
    different: list[Array] = []
    for array in arrays:
        if all(differ(array, known, TOLD) for known in different):
            different.append(array)
    return len(different)


def halving(case: Case, step: str) -> str | None:
    """The step on the way to a wrong one that leaves the fewest to search, whatever it shows; None if there is none.

    If it is wrong, what it needs is left to search; if it is right, the rest.
    """
    region = case.region(step)
    open_steps = [id for id in region if id not in case.given]
    if not open_steps:
        return None
    needed = _needed(case, region)
    return min(open_steps, key=lambda id: max(needed[id], len(region) - needed[id]))


def _needed(case: Case, region: tuple[str, ...]) -> dict[str, int]:
    """How many steps of a region each of its steps needs, itself included; sets of steps are kept as bits."""
    table = reads(case.program)
    found: dict[str, int] = {}
    for k, id in enumerate(region):
        found[id] = 1 << k
        for name in table[id]:
            found[id] |= found.get(name, 0)
    return {id: bits.bit_count() for id, bits in found.items()}


def same_everywhere(one: dict[str, Array], other: dict[str, Array]) -> bool:
    """Whether two computations agree at every step that both have."""
    return all(
        np.shape(one[id]) == np.shape(other[id]) and not differ(one[id], other[id], 1e-9 * (1 + np.abs(one[id])))
        for id in one.keys() & other.keys()
    )
