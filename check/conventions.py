"""The same inputs under other options: what textbooks and libraries write otherwise, and settings of the mechanism.

A convention is an option that its mechanism declares as one. Any other option that was set otherwise is a setting.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from itertools import combinations
from typing import Any

from check.findings import Cause
from engine import EngineError, Mechanism, Options, Program, choices
from engine.execution.run import Arrays
from engine.options import matters


@dataclass(frozen=True, eq=False)
class Other:
    """The program under other options; `conventional` if all that differs are conventions."""

    cause: Cause
    program: Program
    conventional: bool


def others(mechanism: Mechanism, options: Options, program: Program, inputs: Arrays) -> tuple[Other, ...]:
    """The programs that differ in one option and read the same inputs."""
    return tuple(_built(mechanism, options, program, inputs, [[change] for change in changes(options)]))


def pairs_of_others(mechanism: Mechanism, options: Options, program: Program, inputs: Arrays) -> tuple[Other, ...]:
    """The programs that differ in two conventions and read the same inputs."""
    known = [change for change in changes(options) if is_convention(options, change[0])]
    two = [[a, b] for a, b in combinations(known, 2) if a[0] != b[0]]
    return tuple(_built(mechanism, options, program, inputs, two))


def changes(options: Options) -> Iterator[tuple[str, Any]]:
    """Every other value of every option: of a switch all, of a number those that a preset has."""
    switches = choices(type(options))
    presets = type(options).PRESETS.values()
    for f in fields(options):
        known = switches.get(f.name) or [f.default, *(preset[f.name] for preset in presets if f.name in preset)]
        for value in dict.fromkeys(known):
            if value != getattr(options, f.name):
                yield f.name, value


def is_convention(options: Options, name: str) -> bool:
    """Whether textbooks and libraries differ on an option: declared so, the layout of weights, a number such as ε."""
    (found,) = (f for f in fields(options) if f.name == name)
    return bool(found.metadata.get("convention", False)) or name == "weights" or name not in choices(type(options))


def _built(
    mechanism: Mechanism, options: Options, program: Program, inputs: Arrays, wanted: list[list[tuple[str, Any]]]
) -> Iterator[Other]:
    seen = {program}
    for change in wanted:
        try:
            chosen = replace(options, **dict(change))
            if not (_effective(options, chosen, change) and _readable_short(mechanism, options, chosen, program.dims)):
                continue
            other = mechanism.build(chosen, program.dims)
        except EngineError:
            continue
        if other not in seen and _readable(other, inputs):
            seen.add(other)
            values = tuple((name, str(value)) for name, value in change)
            flagged = all(is_convention(options, name) for name, _ in change)
            cause = Cause("convention" if flagged else "setting", values=values, presets=having(options, change))
            yield Other(cause, other, flagged)


def _effective(options: Options, chosen: Options, change: list[tuple[str, Any]]) -> bool:
    return all(matters(chosen, name) or matters(options, name) for name, _ in change)


def _readable_short(mechanism: Mechanism, options: Options, chosen: Options, sizes: Mapping[str, int]) -> bool:
    """Whether both read the same inputs where whatever is written out round by round has one round.

    What differs there differs at any number of rounds, and a long program is not built to be thrown away.
    """
    rounds = {size for sizes_of_one in mechanism.unrolls for size in sizes_of_one}
    if not rounds:
        return True
    short = dict(sizes) | dict.fromkeys(rounds, 1)
    try:
        ours, theirs = (_read(mechanism.build(some, short)) for some in (options, chosen))
    except EngineError:  # a step that gradients begin at may be in a later round
        return True
    return theirs.items() <= ours.items()


def _read(program: Program) -> dict[str, tuple[int, ...]]:
    """What a program reads: shapes by id."""
    return {id: tuple(map(int, x.shape)) for id, x in program.inputs.items()}


def having(options: Options, change: list[tuple[str, Any]]) -> tuple[str, ...]:
    """The presets (libraries, books) that have these values, where they say so themselves."""
    presets = type(options).PRESETS
    return tuple(name for name, own in presets.items() if all(own.get(key) == value for key, value in change))


def _readable(program: Program, inputs: Arrays) -> bool:
    """Whether everything that the program reads is there in its shape."""
    return all(id in inputs and inputs[id].shape == shape for id, shape in _read(program).items())
