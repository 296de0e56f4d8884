"""What the check is measured by: broken and right programs, and each listed mistake left out of the list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from math import sqrt
from typing import Any

import numpy as np

import tests.check.programs  # noqa: F401  # files the broken programs
from check import Findings, check
from check.candidates import Candidate, candidates
from check.case import Case
from check.checking import findings
from check.conventions import others
from check.next_step import same_everywhere
from check.numbers import given as read
from check.outcomes import outcomes
from engine import MECHANISMS, Mechanism, Options, Program, choices, run
from engine.arrays import Array
from tests.check.broken import STRANGE, drawn, labels
from tests.check.trial import DIGITS, Trial, printed, trials

RIGHT = ("equal", "arranged", "convention")
RIGHT_SEED, LEFT_OUT_SEED = 5, 11


@dataclass(frozen=True)
class LeftOut:
    """A listed mistake that was made while it was off the list, and what was told."""

    mechanism: str
    candidate: Candidate
    findings: Findings
    again: Findings

    @property
    def told(self) -> bool:
        """Whether anything was named."""
        return bool(self.findings.explanations)

    @property
    def false_story(self) -> bool:
        """Whether what was named is not what is done: on other numbers none of its names is told again.

        What is named again gives the same on all numbers, and is the same mistake in other words: the values made with
        the weights of the keys, or the keys taken for the values. An explanation that names two things for the same
        numbers is true if either is: an identity for tanh, or ReLU, where no number is negative.
        """
        return self.told and self.names(self.findings).isdisjoint(self.names(self.again))

    @staticmethod
    def names(found: Findings) -> set[str]:
        """Every name that was told."""
        return {name for told in found.explanations for name in labels(told)}


def interval(part: int, whole: int, z: float = 1.96) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    if not whole:
        return 0.0, 1.0
    p = part / whole
    middle, spread = p + z * z / (2 * whole), z * sqrt(p * (1 - p) / whole + z * z / (4 * whole * whole))
    return (middle - spread) / (1 + z * z / whole), (middle + spread) / (1 + z * z / whole)


# ---- broken programs ----


def strange(seeds: Iterable[int] = (0,)) -> list[Trial]:
    """Every program whose bug is on no list."""
    return [trial for seed in seeds for found in STRANGE for trial in trials(found, seed)]


# ---- right programs ----


def right_programs(
    mechanism: str, chosen: Options, seed: int = RIGHT_SEED
) -> Iterator[tuple[Options, Options, Findings]]:
    """Right results under one option set, checked under it and under those that differ in conventions alone."""
    kind = MECHANISMS[mechanism]
    program = kind.build(chosen)
    inputs = drawn(program, seed)
    results = printed(dict(run(program, inputs).arrays))
    last = list(results)[-1]
    asked_under = [chosen, *_other_conventions(kind, chosen, program, inputs)]
    for given in ({last: results[last]}, {id: results[id] for id in program.steps}):
        for asked in asked_under:
            other = kind.build(asked)
            steps = {id: tuple(map(int, step.shape)) for id, step in other.steps.items()}
            there = {id: x for id, x in given.items() if steps.get(id) == x.shape}
            if there and inputs.keys() == other.inputs.keys():
                yield chosen, asked, check(kind, inputs, asked, there, DIGITS, dict(kind.sizes))


def _other_conventions(
    kind: Mechanism, chosen: Options, program: Program, inputs: Mapping[str, Array]
) -> Iterator[Options]:
    """The option sets that differ in one declared convention and read the same inputs."""
    for other in others(kind, chosen, program, inputs):
        if other.conventional:
            changed: dict[str, Any] = dict(other.cause.values)
            named = {name: value for name, value in changed.items() if name in choices(kind.options)}
            if len(named) == len(changed):
                yield replace(chosen, **named)


# ---- each listed mistake left out ----


def left_out(mechanism: str, every: int = 1, all_steps: bool = False, seed: int = LEFT_OUT_SEED) -> Iterator[LeftOut]:
    """Each listed mistake in turn made and left out of the list, with whatever nothing can tell from it."""
    kind = MECHANISMS[mechanism]
    program = kind.build()
    known = candidates(program)
    steps = list(program.steps)
    draws = [drawn(program, one) for one in (seed, seed + 1)]
    arrays = [outcomes(program, inputs, [c.changes for c in known], steps) for inputs in draws]
    traces = [[{id: found[id][k] for id in steps} for k in range(len(known))] for found in arrays]
    true = dict(run(program, draws[0]).arrays)
    given = steps if all_steps else steps[-1:]
    for k in range(0, len(known), every):
        last = traces[0][k][steps[-1]]
        if not np.isfinite(last).all() or np.allclose(last, true[steps[-1]], atol=1e-3):
            continue
        left = [c for c, trace in zip(known, traces[0], strict=True) if alike(c, known[k], trace, traces[0][k])]
        rest = tuple(c for c in known if c not in left)
        told = []
        for inputs, found in zip(draws, traces, strict=True):
            results = {id: np.round(found[k][id], DIGITS) for id in given}
            case = Case(kind, kind.options(), program, inputs, read(results, DIGITS, program), partial(_these, rest))
            told.append(findings(case))
        yield LeftOut(mechanism, known[k], *told)


def _these(listed: tuple[Candidate, ...], program: Program) -> tuple[Candidate, ...]:
    return listed


def alike(a: Candidate, b: Candidate, one: Mapping[str, Array], other: Mapping[str, Array]) -> bool:
    """Whether two candidates are one mistake: of one name at a common step, or the same numbers at every step."""
    same_name = a.cause.id == b.cause.id and not a.changes.keys().isdisjoint(b.changes)
    return same_name or same_everywhere(dict(one), dict(other))
