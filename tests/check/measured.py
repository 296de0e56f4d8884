"""What the check is measured by: broken and right programs, and each listed mistake left out of the list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from math import sqrt
from typing import Any

import numpy as np

import tests.check.programs  # noqa: F401  # files the broken programs
from check import Findings, check
from check.candidates import Candidate, candidates
from check.case import Case
from check.checking import findings
from check.conventions import others
from check.findings import Cause
from check.given import given as as_given
from check.next_step import same_everywhere
from check.outcomes import outcomes
from engine import MECHANISMS, Mechanism, Options, Program, choices, run
from engine.arrays import Array
from tests.check.broken import STRANGE, drawn, labels
from tests.check.trial import DIGITS, Trial, printed, trials

RIGHT = ("equal", "arranged", "convention")
RIGHT_SEED, LEFT_OUT_SEED = 5, 11
DRAWS, OTHER_DRAWS = 6, 2  # of which those are taken on which a mistake shows


@dataclass(frozen=True)
class LeftOut:
    """A listed mistake that was made while it was off the list, and what was told.

    `again` is what is told of it on other numbers on which it shows, a finding for each draw; `confirmed` what is told
    there where nothing is on the list but what was told first.
    """

    mechanism: str
    candidate: Candidate
    findings: Findings
    again: tuple[Findings, ...]
    confirmed: tuple[Findings, ...]

    @property
    def told(self) -> bool:
        """Whether anything was named."""
        return bool(self.findings.explanations)

    @property
    def false_story(self) -> bool:
        """Whether what was named is not what is done: no cause that was told gives the same on all the other numbers.

        What gives the same on all numbers is the same mistake in other words: the values made with the weights of the
        keys, or the keys taken for the values. An explanation that names two things for the same numbers is true if
        either is: an identity for tanh, or ReLU, where no number is negative.
        """
        confirmed = [causes(found) for found in self.confirmed]
        return self.told and not causes(self.findings).intersection(*confirmed)

    @property
    def not_named_again(self) -> bool:
        """The looser measure: whether none of its names is told again, at whatever step, on the first other numbers."""
        return self.told and self.names(self.findings).isdisjoint(self.names(self.again[0]))

    @staticmethod
    def names(found: Findings) -> set[str]:
        """Every name that was told."""
        return {name for told in found.explanations for name in labels(told)}


def causes(found: Findings) -> set[Cause]:
    """Every cause that was told; one of several together, each by itself."""
    return {cause for told in found.explanations for some in (told.causes, *told.also) for cause in some}


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
    given = steps if all_steps else steps[-1:]
    draws = [Draw(program, known, drawn(program, seed + k)) for k in range(DRAWS)]
    first = draws[0]
    for k in range(0, len(known), every):
        shows = [draw for draw in draws[1:] if draw.shows(k)][:OTHER_DRAWS]
        if not first.shows(k) or not shows:
            continue
        trace = first.trace(k)
        left = [c for j, c in enumerate(known) if alike(c, known[k], first.trace(j), trace)]
        rest = tuple(c for c in known if c not in left)
        told = findings(first.case(kind, k, given, rest))
        these = tuple(c for c in rest if c.cause in causes(told))
        again = tuple(findings(draw.case(kind, k, given, rest)) for draw in shows[:1] if told.explanations)
        confirmed = tuple(findings(draw.case(kind, k, given, these)) for draw in shows if told.explanations)
        yield LeftOut(mechanism, known[k], told, again, confirmed)


@dataclass(frozen=True, eq=False)
class Draw:
    """Numbers for a program, and what each listed mistake makes of them."""

    program: Program
    known: Sequence[Candidate]
    inputs: Mapping[str, Array]

    @cached_property
    def made(self) -> dict[str, Array]:
        """Every step under each listed mistake: by id, (mistakes, *shape)."""
        return outcomes(self.program, self.inputs, [c.changes for c in self.known], list(self.program.steps))

    def trace(self, k: int) -> dict[str, Array]:
        """Every step under one listed mistake."""
        return {id: array[k] for id, array in self.made.items()}

    def shows(self, k: int) -> bool:
        """Whether a mistake can be seen in the last step."""
        last, right = list(self.made.values())[-1][k], self.right
        return bool(np.isfinite(last).all()) and not np.allclose(last, right, atol=1e-3)

    @cached_property
    def right(self) -> Array:
        """The true numbers of the last step."""
        return np.asarray(list(run(self.program, self.inputs).arrays.values())[-1])

    def case(self, kind: Mechanism, k: int, given: Sequence[str], listed: tuple[Candidate, ...]) -> Case:
        """A mistake's results for some steps, printed, beside a list of mistakes to look for."""
        results = {id: np.round(self.made[id][k], DIGITS) for id in given}
        read = as_given(results, DIGITS, self.program)
        return Case(kind, kind.options(), self.program, self.inputs, read, partial(_these, listed))


def _these(listed: tuple[Candidate, ...], program: Program) -> tuple[Candidate, ...]:
    return listed


def alike(a: Candidate, b: Candidate, one: Mapping[str, Array], other: Mapping[str, Array]) -> bool:
    """Whether two candidates are one mistake: of one name at a common step, or the same numbers at every step."""
    same_name = a.cause.id == b.cause.id and not a.changes.keys().isdisjoint(b.changes)
    return same_name or same_everywhere(dict(one), dict(other))
