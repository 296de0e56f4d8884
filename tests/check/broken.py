"""Broken programs as people write them, each with what is wrong in it; and the numbers they are run on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

import numpy as np

from check.findings import Cause, Explanation
from engine import MECHANISMS, Options, Program, checked, run
from engine.arrays import Array

Numbers = dict[str, Any]
Run = Callable[..., Numbers]


@dataclass(frozen=True, eq=False)
class Broken:
    """A program with a bug: it takes the inputs by name and returns steps by id, the last one its final output.

    `causes` are the right names of the bug, as `label` writes them. `source` is where people made it.
    """

    name: str
    mechanism: str
    run: Run
    causes: tuple[str, ...]
    source: str
    options: Mapping[str, Any] = field(default_factory=dict)
    sizes: Mapping[str, int] = field(default_factory=dict)
    torch: bool = False

    @property
    def chosen(self) -> Options:
        """The options that the program is checked under."""
        return MECHANISMS[self.mechanism].choose(**self.options)

    def inputs(self, seed: int = 0) -> Numbers:
        """Numbers for its inputs, the same in every run."""
        return drawn(self.built, crc32(self.name.encode()) + seed)

    @property
    def built(self) -> Program:
        """The mechanism's program."""
        return MECHANISMS[self.mechanism].build(self.chosen, self.sizes)

    def results(self, inputs: Numbers) -> Numbers:
        """What it computes, as arrays."""
        found = self.run(**{id.replace("/", "__"): np.array(x) for id, x in inputs.items()})
        return {id: np.asarray(x, dtype=np.float64) for id, x in found.items()}


BROKEN: list[Broken] = []
STRANGE: list[Broken] = []  # with bugs that are on no list


def broken(
    mechanism: str,
    *causes: str,
    source: str,
    sizes: Mapping[str, int] | None = None,
    torch: bool = False,
    **options: Any,
) -> Callable[[Run], Run]:
    """File a function as a broken program; without causes, its bug is on no list."""

    def filed(run: Run) -> Run:
        made = Broken(f"{mechanism}/{run.__name__}", mechanism, run, causes, source, options, sizes or {}, torch)
        (BROKEN if causes else STRANGE).append(made)
        return run

    return filed


def drawn(program: Program, seed: int) -> Numbers:
    """Numbers for a program's inputs, as a network just initialised has them."""
    rng = np.random.default_rng(seed)
    return {id: _drawn(rng, x.role, tuple(map(int, x.shape)), x.picks_along) for id, x in program.inputs.items()}


def _drawn(rng: np.random.Generator, role: str, shape: tuple[int, ...], axis: int) -> Array:
    if role == "one_hot":
        return np.asarray(rng.random(shape).argsort(axis) == 0, dtype=float)
    if role in ("mask", "ignore_mask"):
        mask = np.ones(shape)
        mask[..., -1:] = 0.0
        if shape[-1] == 1:
            mask[:] = 1.0
            mask[-1] = 0.0
        return 1 - mask if role == "ignore_mask" else mask
    return np.round(rng.normal(size=shape) * (0.8 if role in ("weight", "bias") else 1.0), 2)


def label(cause: Cause) -> str:
    """A cause as one word: the id of a mistake, option=value, layout.rows, dropout."""
    if cause.values:
        return ",".join(f"{option}={value}" for option, value in cause.values)
    return f"layout.{cause.id}" if cause.kind == "layout" else cause.id


def labels(explanation: Explanation) -> set[str]:
    """The names that an explanation gives for the same numbers."""
    return {label(cause) for causes in (explanation.causes, *explanation.also) for cause in causes}


def truth(found: Broken, inputs: Numbers) -> Mapping[str, Any]:
    """What a right program computes."""
    program, arrays = checked(MECHANISMS[found.mechanism], found.chosen, inputs, found.sizes)
    return run(program, arrays).arrays
