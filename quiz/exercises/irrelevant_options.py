"""Options that cannot affect the answers of a sheet, so that they need not be stated with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from engine import MECHANISMS, EngineError, Options, Program, choices
from engine.expression.node import same
from quiz.exercises.sheet import Sheet, computation


def undecided(sheet: Sheet) -> tuple[str, ...]:
    """The options whose every other value leaves the formulas of the asked steps as they are; cached.

    Of a backward pass, which reads most of the computation, it is the layout of weights if no weights are shown.
    """
    if sheet.gradient_of:
        inputs = [sheet.program.inputs[name] for name in sheet.provided if name in sheet.program.inputs]
        return () if any(x.role == "weight" for x in inputs) else ("weights",)
    sizes = tuple(sorted(sheet.sizes.items()))
    return _without_effect(sheet.mechanism_id, sheet.options, sizes, sheet.begun, sheet.worked)


@lru_cache(maxsize=512)
def _without_effect(
    mechanism: str,
    options: Options,
    sizes: tuple[tuple[str, int], ...],
    begun: tuple[str, ...],
    worked: tuple[str, ...],
) -> tuple[str, ...]:
    program = computation(MECHANISMS[mechanism], options, dict(sizes), begun=begun)
    found = []
    for option in choices(type(options)):
        others = list(_others(mechanism, options, option, dict(sizes), begun))
        if others and all(_alike(program, other, worked) for other in others):
            found.append(option)
    return tuple(found)


def _others(
    mechanism: str, options: Options, option: str, sizes: dict[str, int], begun: tuple[str, ...]
) -> Iterator[Program]:
    """The programs under the option's other values, as far as these go with the rest."""
    for value in choices(type(options))[option]:
        try:
            other = replace(options, **{option: value})
            if other != options:
                yield computation(MECHANISMS[mechanism], other, sizes, begun=begun)
        except (EngineError, KeyError):  # options that contradict each other, or lack what this sheet begins with
            continue


def _alike(program: Program, other: Program, steps: tuple[str, ...]) -> bool:
    return all(id in other.steps and same(program.steps[id].whole, other.steps[id].whole) for id in steps)
