"""What is computed on the Explain page: conventions, words and numbers as typed, and the trace they give."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from content.schema import Topic
from engine import MECHANISMS, InputError, Mechanism, Options, Program, Trace, checked, run
from engine.axes import worded
from engine.inputs.sizes import Axis, solved
from engine.readings.compare import LAYOUT, Aligned, compare
from engine.readings.gradient import gradient
from engine.readings.numbers import fixed, short
from presentation.sentence import tokens, vectors
from quiz.answers.parse import matrix

Texts = tuple[tuple[str, ...], ...]
MOST_DIGITS = 6  # what differs less than half a unit of the sixth decimal is the same


@dataclass(frozen=True)
class Workspace:
    """Frozen: every change gives a new one. `typed` holds each input as the learner typed it.

    `gradient_of` is the step from which the backward pass starts, with ∂L/∂ of it 1 everywhere; "" for none.
    `beside` is another convention, as (option, value), to lay beside this one. `shelf` keeps what was typed under
    other conventions, by input and axes. `labels` are the words along axes other than that of `words`.
    """

    topic: Topic
    options: Options
    typed: Mapping[str, Texts]
    words: tuple[str, ...] = ()
    preset: str = ""
    gradient_of: str = ""
    beside: tuple[str, str] | None = None
    sizes: Mapping[str, int] = field(default_factory=dict)
    shelf: Mapping[tuple[str, tuple[str, ...]], Texts] = field(default_factory=dict)
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def mechanism(self) -> Mechanism:
        """The mechanism that the topic teaches."""
        return MECHANISMS[self.topic.mechanism]

    @cached_property
    def trace(self) -> Trace:
        """Everything computed. Raises ParseError or InputError with one sentence when the numbers cannot be used."""
        program, arrays = checked(self.mechanism, self.options, self.numbers, self.sizes)
        if self.gradient_of not in program.steps:
            return run(program, arrays)
        backward = gradient(program, self.gradient_of)
        upstream = {id: np.ones(tuple(map(int, x.shape))) for id, x in backward.inputs.items() if id not in arrays}
        return run(backward, {**arrays, **upstream})

    @cached_property
    def drawn(self) -> dict[tuple[int, str], dict[Hashable, Any]]:
        """What was drawn of the trace before, by decimals and language; another workspace begins with nothing."""
        return {}

    @property
    def numbers(self) -> dict[str, list[list[float]]]:
        """What is typed, as numbers. Raises ParseError naming the first cell that is none."""
        return {id: matrix(self.typed[id], id) for id in self.pattern.inputs if id in self.typed}

    @cached_property
    def aligned(self) -> dict[str, Aligned]:
        """Every step of this convention and of the one beside it; empty when there is none."""
        if self.beside is None or getattr(self.options, self.beside[0]) == self.beside[1]:
            return {}
        option, value = self.beside
        other = self.with_options(**{option: value})
        changed = {} if option in LAYOUT else {id: x for id, x in other.numbers.items() if x != self.numbers.get(id)}
        found = compare(
            self.mechanism, self.options, other.options, self.numbers, changed, MOST_DIGITS, sizes=self.sizes
        )
        return {step.step: step for step in found}

    @cached_property
    def pattern(self) -> Program:
        """The program under these options at the sizes it starts with: which inputs there are, and their axes."""
        return self.mechanism.build(self.options, self.sizes)

    @property
    def word_axes(self) -> frozenset[str]:
        """The axes that count the words: of a sentence that is read, else of the source that is looked back at."""
        counts = self.mechanism.counts
        axes = {axis for x in self.pattern.inputs.values() for axis in x.axes}
        wanted = worded(counts.get(axis) for axis in axes)
        return frozenset(axis for axis in counts if counts[axis] in wanted)

    @property
    def axis_labels(self) -> dict[str, tuple[str, ...]]:
        """The words along each axis that has some, by the axis's name."""
        return {**self.labels, **dict.fromkeys(self.word_axes, self.words)}

    @property
    def word_input(self) -> str | None:
        """The input whose rows (or columns) are the words, if the topic has one."""
        for id, x in self.pattern.inputs.items():
            if x.role == "data" and self.word_axes.intersection(x.axes):
                return id
        return None

    def in_language(self, language: str) -> Workspace:
        """The example's own words in a language; words that the learner has changed stay."""
        preset = self.topic.preset(self.preset)
        if self.words not in (preset.tokens.en, preset.tokens.zh):
            return self
        words = preset.tokens.of(language)
        labels = {axis: words.of(language) for axis, words in preset.labels.items()}
        same = words == self.words and labels == self.labels
        return self if same else replace(self, words=words, labels=labels)  # what stays the same keeps its trace

    def with_typed(self, changes: Mapping[str, Any]) -> Workspace:
        """Some inputs typed anew; words that no longer fit are numbered."""
        typed = {**self.typed, **{id: _texts(rows) for id, rows in changes.items()}}
        return replace(self, typed=typed, words=self._words_for(typed))

    def with_sentence(self, sentence: str) -> Workspace:
        """Another sentence: known words keep their vectors, new ones get their own; what has a row a word follows.

        Raises ShapeError, one sentence, for a length that the mechanism cannot work with.
        """
        words, id = tokens(sentence), self.word_input
        if id is None or not words:
            return self
        columns = self.options.tokens_are_columns
        rows = _turned(self.typed[id]) if columns else self.typed[id]
        known = dict(zip(self.words, rows, strict=False))
        fresh = _texts(vectors(words, len(rows[0]), known))
        kept = {**self._resized(len(words)), id: _turned(fresh) if columns else fresh}
        return replace(self, typed=kept, words=tuple(words))._completed()

    def _resized(self, count: int) -> dict[str, Texts]:
        """The inputs for so many words: masks grow by ones or shrink, all else with a row a word is filled in anew."""
        kept: dict[str, Texts] = {}
        for id, x in self.pattern.inputs.items():
            if id not in self.typed or not self.word_axes.intersection(x.axes):
                kept |= {id: self.typed[id]} if id in self.typed else {}
            elif x.role in MASKS:
                rows, columns = (count if axis in self.word_axes else None for axis in x.axes)
                kept[id] = _cut(self.typed[id], rows, columns, MASKS[x.role])
        return kept

    def with_options(self, **values: Any) -> Workspace:
        """Other conventions: numbers are turned where the layout turns them, and come back when the convention does.

        Inputs that are newly needed are filled in. Raises OptionError or ShapeError, one sentence, for conventions
        that contradict each other or these sizes.
        """
        options = replace(self.options, **values)
        before, after = self.pattern, self.mechanism.build(options, self.sizes)
        shelf = {**self.shelf, **{(id, x.axes): self.typed[id] for id, x in before.inputs.items() if id in self.typed}}
        kept = {}
        for id, x in after.inputs.items():
            if id not in self.typed or id not in before.inputs:
                continue
            if before.inputs[id].axes == x.axes:
                kept[id] = self.typed[id]
            elif before.inputs[id].axes == (x.axes[-1], x.axes[-2]):
                kept[id] = _turned(self.typed[id])
        return replace(self, options=options, typed=kept, shelf=shelf)._completed(self._sizes())

    def _completed(self, usual: Mapping[str, int] | None = None) -> Workspace:
        """What these options need and is not typed: as it was when last used if it still fits, else filled in.

        `usual` are the sizes of what nothing shows.
        """
        program = self.mechanism.build(self.options, self._sizes(usual))
        rng = np.random.default_rng(len(self.typed))
        typed = {}
        for id, x in program.inputs.items():
            shape = tuple(map(int, x.shape))
            columns = self.options.tokens_are_columns
            numbers = _started(x.role, shape[::-1], rng).T if columns else _started(x.role, shape, rng)
            earlier = self.shelf.get((id, x.axes), ())
            fitting = earlier if _shape(earlier) == shape else ()
            typed[id] = self.typed.get(id) or fitting or _texts([[short(v) for v in row] for row in numbers])
        return replace(self, typed=typed)

    def _sizes(self, usual: Mapping[str, int] | None = None) -> dict[str, int]:
        """The sizes that what is typed already has; those of the mechanism where it does not fit together."""
        default = {**self.mechanism.sizes, **(usual or {}), **self.sizes}
        entered = [(id, x) for id, x in self.pattern.inputs.items() if id in self.typed]
        axes = [
            Axis(id, side, axis, got)
            for id, x in entered
            for axis, side, got in zip(
                x.axes, ("rows", "columns"), (len(self.typed[id]), len(self.typed[id][0])), strict=True
            )
        ]
        try:
            return {**default, **solved(axes, self.sizes, default)}
        except InputError:
            return default

    def _words_for(self, typed: Mapping[str, Texts]) -> tuple[str, ...]:
        id = self.word_input
        if id is None:
            return self.words
        count = len(typed[id][0]) if self.options.tokens_are_columns else len(typed[id])
        return (*self.words, *(str(k) for k in range(len(self.words) + 1, count + 1)))[:count]


def workspace(topic: Topic, preset_id: str, preset_inputs: Mapping[str, Any], language: str = "en") -> Workspace:
    """The workspace of a preset, its numbers as they are printed there, its words in a language."""
    preset = topic.preset(preset_id)
    options = MECHANISMS[topic.mechanism].choose(**preset.options)
    typed = {id: _texts([[_entered(float(v)) for v in row] for row in rows]) for id, rows in preset_inputs.items()}
    fresh = Workspace(topic, options, typed, preset.tokens.of(language), preset_id, sizes=dict(preset.sizes))
    return fresh._completed().in_language(language)


def _entered(x: float) -> str:
    """Short numbers as they are; drawn ones with all the digits they have."""
    return short(x) if abs(x - round(x, 4)) < 1e-12 else fixed(x, 8)


def _shape(rows: Texts) -> tuple[int, int]:
    return len(rows), len(rows[0]) if rows else 0


MASKS = {"mask": "1", "ignore_mask": "0", "added_mask": "0"}  # what lets a query look, by role


def _cut(rows: Texts, count: int | None, columns: int | None, new: str) -> Texts:
    """So many rows and columns, what is new filled with `new`; None leaves a side as it is."""
    wide = [(*row, *[new] * columns)[:columns] if columns else row for row in rows]
    filled = [*wide, *[(new,) * len(wide[0])] * count][:count] if count else wide
    return tuple(map(tuple, filled))


def _started(role: str, shape: tuple[int, ...], rng: np.random.Generator) -> Any:
    """Numbers to begin with: masks that mask nothing, one 1 a row for choices, tenths from −1 to 1 for the rest."""
    if role in MASKS:
        return np.full(shape, float(MASKS[role]))
    if role == "one_hot":
        return np.eye(shape[-1])[rng.integers(0, shape[-1], shape[0])]
    return rng.integers(-10, 11, shape) / 10


def _texts(rows: Any) -> Texts:
    return tuple(tuple(str(cell) for cell in row) for row in rows)


def _turned(rows: Texts) -> Texts:
    return tuple(zip(*rows, strict=True))
