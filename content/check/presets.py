"""Checks presets: inputs fit the mechanism, recipes give the written numbers, published values are reproduced."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from content.errors import Problem
from content.presets import drawn, trace
from content.schema import Expected, Preset, Topic
from content.toml.error_sentences import TomlSource
from engine import EngineError, Trace


def preset_problems(topic: Topic, source: TomlSource) -> Iterator[Problem]:
    """Every fault of a topic's presets."""
    seen: set[str] = set()
    for n, preset in enumerate(topic.presets):
        where = ("presets", n)
        if preset.id in seen:
            yield source.problem((*where, "id"), f"There are two presets called {preset.id}: rename one.")
            continue
        seen.add(preset.id)
        try:
            found = trace(topic, preset.id)
        except EngineError as error:
            yield source.problem(where, f"The preset {preset.id} cannot be computed: {error}")
            continue
        yield from _tokens(preset, found, source, where)
        yield from _recipe(preset, source, where)
        for k, expected in enumerate(preset.expected):
            yield from _expected(expected, found, source, (*where, "expected", k))


def _tokens(preset: Preset, found: Trace, source: TomlSource, where: tuple[Any, ...]) -> Iterator[Problem]:
    """Labels whose number differs from the length of their axis; `tokens` label the first data input."""
    for axis, words in preset.labels.items():
        if int(found.program.dims.get(axis, 0)) != len(words):
            say = f"{axis} is {found.program.dims.get(axis, 'no size here')} but there are {len(words)} labels for it."
            yield source.problem((*where, "labels", axis), say)
    first = next((x for x in found.program.inputs.values() if x.role == "data"), None)
    if first is None:
        return
    count = int(first.shape[-1 if preset.options.get("tokens") == "columns" else -2])
    if preset.tokens and len(preset.tokens) != count:
        say = f"{first.name} has {count} tokens but there are {len(preset.tokens)} labels: give one to each."
        yield source.problem((*where, "tokens"), say)


def _recipe(preset: Preset, source: TomlSource, where: tuple[Any, ...]) -> Iterator[Problem]:
    """A number written beside its recipe is the drawn one to single precision, as PyTorch draws it."""
    if preset.recipe is None:
        return
    for name, numbers in drawn(preset.recipe).items():
        written = preset.inputs.get(name)
        if written is not None and not np.array_equal(np.array(written, np.float32), numbers.astype(np.float32)):
            yield source.problem((*where, "inputs", name), f"{name} is not what the recipe draws: {numbers.tolist()}.")


def _expected(expected: Expected, found: Trace, source: TomlSource, where: tuple[Any, ...]) -> Iterator[Problem]:
    if expected.step not in found.arrays:
        yield source.problem((*where, "step"), f"There is no step {expected.step}.")
        return
    array = found[expected.step]
    array = array if expected.row is None else array[expected.row - 1 : expected.row]
    printed = np.array(expected.values)
    half = 0.5 * 10.0**-expected.digits
    if array.shape != printed.shape or not (np.abs(array - printed) <= half * (1 + 1e-6)).all():
        say = f"{expected.step} is {array.round(expected.digits).tolist()} and not what is printed."
        yield source.problem((*where, "values"), say)
