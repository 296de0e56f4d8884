"""Checks presets: inputs fit the mechanism, drawn inputs are written out, published values are reproduced."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from content.check.recipes import recipe_problems
from content.errors import Problem
from content.presets import trace
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
        yield from recipe_problems(preset, source, where)
        try:
            found = trace(topic, preset.id)
        except EngineError as error:
            yield source.problem(where, f"The preset {preset.id} cannot be computed: {error}")
            continue
        yield from _finite(preset, found, source, where)
        yield from _tokens(preset, found, source, where)
        for k, expected in enumerate(preset.expected):
            yield from _expected(expected, found, source, (*where, "expected", k))


def _finite(preset: Preset, found: Trace, source: TomlSource, where: tuple[Any, ...]) -> Iterator[Problem]:
    """An example overflows nowhere; −∞ is what masks write."""
    for id in found.program.steps:
        if not (np.isfinite(found[id]) | np.isneginf(found[id])).all():
            yield source.problem(
                where, f"In the preset {preset.id}, {id} is too large to compute: take smaller numbers."
            )
            return


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
