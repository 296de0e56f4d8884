"""What is computed on the Explain page: conventions, words and numbers as typed, and the trace they give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from content.schema import Topic
from engine import Mechanism, Options, Trace, checked, mechanisms, run
from engine.readings.numbers import fixed, short
from quiz.parse import matrix
from ui.sentence import tokens, vectors

Texts = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Workspace:
    """Frozen: every change gives a new one. `typed` holds each input as the learner typed it."""

    topic: Topic
    options: Options
    typed: Mapping[str, Texts]
    words: tuple[str, ...] = ()
    preset: str = ""

    @property
    def mechanism(self) -> Mechanism:
        return mechanisms[self.topic.mechanism]

    @cached_property
    def trace(self) -> Trace:
        """Everything computed. Raises ParseError or InputError with one sentence when the numbers cannot be used."""
        numbers = {id: matrix(self.typed[id], id) for id in self.pattern_inputs if id in self.typed}
        program, arrays = checked(self.mechanism, self.options, numbers)
        return run(program, arrays)

    @property
    def pattern_inputs(self) -> list[str]:
        return list(self.mechanism.build(self.options).inputs)

    @property
    def word_input(self) -> str | None:
        """The input whose rows (or columns) are the words, if the topic has one."""
        for id, x in self.mechanism.build(self.options).inputs.items():
            if x.role == "data" and "n" in x.axes:
                return id
        return None

    def with_typed(self, changes: Mapping[str, Any]) -> Workspace:
        """Some inputs typed anew; words that no longer fit are numbered."""
        typed = {**self.typed, **{id: _texts(rows) for id, rows in changes.items()}}
        return replace(self, typed=typed, words=self._words_for(typed))

    def with_sentence(self, sentence: str) -> Workspace:
        """Another sentence: known words keep their vectors, new ones get their own."""
        words, id = tokens(sentence), self.word_input
        if id is None or not words:
            return self
        columns = self.options.tokens == "columns"
        rows = _turned(self.typed[id]) if columns else self.typed[id]
        known = dict(zip(self.words, rows, strict=False))
        fresh = _texts(vectors(words, len(rows[0]), known))
        typed = {**self.typed, id: _turned(fresh) if columns else fresh}
        return replace(self, typed=self._masks_for(typed, len(words)), words=tuple(words))

    def with_options(self, **values: Any) -> Workspace:
        """Other conventions: numbers are turned where the layout turns them; inputs they newly need are filled in."""
        options = replace(self.options, **values)
        before, after = (self.mechanism.build(o) for o in (self.options, options))
        typed = dict(self.typed)
        for id, x in after.inputs.items():
            if id in typed and id in before.inputs and before.inputs[id].axes != x.axes:
                if before.inputs[id].axes == (x.axes[-1], x.axes[-2]):
                    typed[id] = _turned(typed[id])
                else:
                    del typed[id]
        fresh = replace(self, options=options, typed=typed)
        return replace(fresh, typed=fresh._completed())

    def _completed(self) -> dict[str, Texts]:
        """What these options need and nobody typed: ones for a mask, small drawn numbers for the rest."""
        sizes = self._sizes()
        program = self.mechanism.build(self.options, sizes)
        rng = np.random.default_rng(len(self.typed))
        typed = dict(self.typed)
        for id, x in program.inputs.items():
            shape = tuple(map(int, x.shape))
            if id not in typed:
                drawn = np.ones(shape) if x.role == "mask" else rng.integers(-10, 11, shape) / 10
                typed[id] = _texts([[short(v) for v in row] for row in drawn])
        return typed

    def _sizes(self) -> dict[str, int]:
        """The sizes that what is typed already has."""
        sizes = dict(self.mechanism.sizes)
        for id, x in self.mechanism.build(self.options).inputs.items():
            if id in self.typed:
                shape = (len(self.typed[id]), len(self.typed[id][0]))
                sizes |= {axis: n for axis, n in zip(x.axes, shape, strict=True) if axis in sizes}
        return sizes

    def _words_for(self, typed: Mapping[str, Texts]) -> tuple[str, ...]:
        id = self.word_input
        if id is None:
            return self.words
        count = len(typed[id][0]) if self.options.tokens == "columns" else len(typed[id])
        return (*self.words, *(str(k) for k in range(len(self.words) + 1, count + 1)))[:count]

    def _masks_for(self, typed: dict[str, Texts], count: int) -> dict[str, Texts]:
        """A padding mask is as long as the sentence: what is new is real."""
        for id, x in self.mechanism.build(self.options).inputs.items():
            if x.role == "mask" and id in typed and "n" in x.axes:
                flat = [t for row in typed[id] for t in row]
                flat = [*flat, *["1"] * count][:count]
                typed[id] = tuple((t,) for t in flat) if x.axes[0] == "n" else (tuple(flat),)
        return typed


def workspace(topic: Topic, preset_id: str, preset_inputs: Mapping[str, Any]) -> Workspace:
    """The workspace of a preset, its numbers as they are printed there."""
    preset = topic.preset(preset_id)
    options = mechanisms[topic.mechanism].choose(**preset.options)
    typed = {id: _texts([[_entered(float(v)) for v in row] for row in rows]) for id, rows in preset_inputs.items()}
    fresh = Workspace(topic, options, typed, tuple(preset.tokens), preset_id)
    return replace(fresh, typed=fresh._completed())


def _entered(x: float) -> str:
    """Short numbers as they are; drawn ones with all the digits they have."""
    return short(x) if abs(x - round(x, 4)) < 1e-12 else fixed(x, 8)


def _texts(rows: Any) -> Texts:
    return tuple(tuple(str(cell) for cell in row) for row in rows)


def _turned(rows: Texts) -> Texts:
    return tuple(zip(*rows, strict=True))
