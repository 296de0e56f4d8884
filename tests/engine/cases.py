"""Every mechanism under every option set, and drawn inputs: what the contract tests run over."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache, wraps
from itertools import product
from typing import Any

import numpy as np
import pytest

from engine import MECHANISMS, Mechanism, Options, Program, Trace, option_sets, run
from engine.option_sets import covering
from tests.sweeps import exhaustive

LAYOUTS = tuple(
    {"tokens": tokens, "weights": weights} for tokens, weights in product(("rows", "columns"), ("in_out", "out_in"))
)


Case = tuple[str, Options]


def each_case(check: Callable[[Case], None]) -> Callable[[Sequence[Case]], None]:
    """The check as a test of every mechanism: each option set in the textbook layout, the default ones in every layout.

    Any choice of a mechanism is in one of the sets that always run; any two meet in those and the exhaustive ones; the
    other sets are heavy. A failure says under which set it happened.
    """

    @wraps(check)
    def test(cases: Sequence[Case]) -> None:
        for case in cases:
            try:
                check(case)
            except BaseException as error:
                error.add_note(f"under {name_of(case)}")
                raise

    del test.__wrapped__  # else pytest would look for a fixture called case
    return pytest.mark.parametrize("cases", every_case())(test)


@cache
def every_case() -> list[Any]:
    """The cases of each mechanism as parameters: those that always run, those that are exhaustive or heavy."""
    return [cases for mechanism in MECHANISMS.values() for cases in _cases_by_weight(mechanism)]


def _cases_by_weight(mechanism: Mechanism) -> Iterator[Any]:
    cases = cases_of(mechanism)
    sets = [options for _, options in cases]
    always, pairs = covering(sets, together=1), covering(sets)
    met = [case for case in cases if case[1] in pairs and case[1] not in always]
    rest = [case for case in cases if case[1] not in pairs and case[1] not in always]
    yield pytest.param([case for case in cases if case[1] in always], id=mechanism.id)
    if met:
        yield exhaustive(met, id=f"{mechanism.id}, in pairs")
    if rest:
        yield pytest.param(rest, id=f"{mechanism.id}, other option sets", marks=pytest.mark.heavy)


def cases_of(mechanism: Mechanism) -> list[Case]:
    sets = list(option_sets(mechanism.options, tokens="rows", weights="in_out"))
    layouts = [replace(mechanism.options(), **layout) for layout in LAYOUTS[1:]]  # type: ignore[arg-type]
    return [(mechanism.id, options) for options in (*sets, *layouts)]


def name_of(case: Case) -> str:
    mechanism, options = case
    plain = type(options)()
    changed = [f"{k}={v}" for k, v in vars(options).items() if v != getattr(plain, k)]
    return " ".join([mechanism, *changed])


def draw(program: Program, seed: int = 0, lead: tuple[int, ...] = ()) -> dict[str, Any]:
    """Standard normal numbers of two decimals; of a mask every query keeps a key, and the last key is padding."""
    rng = np.random.default_rng(seed)
    drawn = {}
    for id, x in program.inputs.items():
        shape = (*lead, *map(int, x.shape))
        if x.role == "mask":
            drawn[id] = mask(rng, shape)
        elif x.role == "ignore_mask":
            drawn[id] = 1.0 - mask(rng, shape)
        elif x.role == "one_hot":
            drawn[id] = one_hot(rng, shape, x.picks_along)
        else:
            drawn[id] = rng.normal(size=shape).round(2)
    return drawn


def mask(rng: np.random.Generator, shape: tuple[int, ...]) -> Any:
    drawn = (rng.random(shape) < 0.6).astype(float)
    if shape[-1] == 1:  # rows of a sequence, any of which may be padding, but not all
        drawn[..., :1, :] = np.maximum(drawn[..., :1, :], ~drawn.any(axis=-2, keepdims=True))
        return drawn
    kept = 2 if shape[-1] > 2 else 1
    drawn[..., :kept, :kept] = 1.0
    if min(shape[-2:]) > 1:
        drawn[..., :1] = 1.0
    if max(shape[-2:]) > 2:
        drawn[..., -1:, -1:] = 0.0
    return drawn


def one_hot(rng: np.random.Generator, shape: tuple[int, ...], axis: int) -> Any:
    """A single 1 along the axis, at a place drawn for each line."""
    return (rng.random(shape).argsort(axis) == 0).astype(float)


def traced(case: Case, seed: int = 0) -> Trace:
    mechanism, options = case
    program = MECHANISMS[mechanism].build(options)
    return run(program, draw(program, seed))


def cells(trace: Trace) -> Iterator[tuple[str, tuple[int, ...]]]:
    for step in trace.program.steps.values():
        for index in np.ndindex(*map(int, step.shape)):
            yield step.id, index
