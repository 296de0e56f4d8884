"""A result that is one part of a step, a row, a head or an element of a batch: which one, by what explains it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import prod

import numpy as np

from check.arrangements import Rearrangement
from check.candidates import reshaping
from check.case import Case
from check.findings import Arrangement, Findings, StepFinding
from check.outcomes import outcomes
from engine import run
from engine.arrays import Array
from engine.errors import ShapeError

CELLS = 2**23  # numbers of candidates that are kept at once
MOST_PLACES = 4  # that are looked into, of those at which something gives the numbers


def open_places(case: Case) -> tuple[str, list[Rearrangement]]:
    """The first wrong result that may be one of several parts of its step, and these; "" and none without one."""
    if case.taken is None:
        for judged in case.judged:
            ways = [way for way in case.ways[judged.step] if way.place]
            if not judged.equal and len(ways) > 1 and case.views[judged.step].place:
                return judged.step, ways
    return "", []


def at_other_places(case: Case, step: str, ways: Sequence[Rearrangement]) -> Iterator[Case]:
    """The case with the result taken for each other part of which something known gives the numbers."""
    fitting = np.zeros(len(ways), bool)
    for arrays in _known(case, step):
        for k, way in enumerate(ways):
            fitting[k] = fitting[k] or bool(case.fits(step, arrays, way=way).any())
    own = case.views[step].place
    likely = [way.place for way, fits in zip(ways, fitting, strict=True) if fits and way.place != own]
    yield from (replace(case, place=place) for place in likely[:MOST_PLACES])


def _known(case: Case, step: str) -> Iterator[Array]:
    """The step under every mistake and every other convention, some at a time."""
    changes = [candidate.changes for candidate in case.candidates]
    size = max(1, CELLS // prod(map(int, case.program.steps[step].shape)))
    for start in range(0, len(changes), size):
        yield outcomes(case.program, case.inputs, changes[start : start + size], [step])[step]
    for other in (*(one.program for one in case.others), *(program for _, program in reshaping(case.program))):
        try:
            found = run(other, case.inputs).arrays.get(step)
        except ShapeError:
            continue
        if found is not None and np.shape(found) == case.program.steps[step].shape:
            yield np.asarray(found)[None]


def most_likely(found: Sequence[Findings], step: str) -> Findings:
    """Of the findings at several places those that are explained, by the least accident; the other places beside.

    Where nothing is explained, the first, its place not sure.
    """
    explained = [one for one in found if one.explanations]
    if not explained:
        return replace(found[0], steps=tuple(map(_unsure, found[0].steps)))
    best = min(explained, key=lambda one: one.explanations[0].chance)
    way = _way(best, step)
    others = [_way(one, step) for one in explained if one is not best]
    places = sorted(other.element or 0 for other in others if way and other and other.id == way.id)
    return replace(best, steps=tuple(_or_at(one, places) if one.step == step else one for one in best.steps))


def _unsure(step: StepFinding) -> StepFinding:
    if step.equal or step.arrangement is None:
        return step
    return replace(step, arrangement=replace(step.arrangement, sure=False))


def _way(found: Findings, step: str) -> Arrangement | None:
    return next(one.arrangement for one in found.steps if one.step == step)


def _or_at(step: StepFinding, places: Sequence[int]) -> StepFinding:
    way = step.arrangement
    return replace(step, arrangement=replace(way, order=tuple(places))) if way and places else step
