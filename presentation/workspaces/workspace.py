"""What is computed on the Explain page: conventions, words and numbers as typed, and the trace they give."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import Any

from content import arrays
from content.schema import Topic
from engine import MECHANISMS, EngineError, InputError, Mechanism, Options, Program, Trace, checked, run
from engine.axes import Counts, worded
from engine.given_steps import given_array, with_given
from engine.inputs.sizes import Axis, solved
from engine.program import Input
from engine.readings.compare import LAYOUT, Aligned, compare
from engine.readings.training import Loss, trained
from presentation.sentence import tokens, vectors
from presentation.workspaces import training
from presentation.workspaces.changed_model import Changed
from presentation.workspaces.model_words import model_words
from presentation.workspaces.own_layer import OwnLayer
from presentation.workspaces.resizing import Cells, Texts, largest, most_words, refitted, respelled, texts, transposed
from presentation.workspaces.stored_rows import StoredRows, entered_rows
from presentation.workspaces.typed_rows import cell_of, numbered, numbers_of, shape_of
from quiz.answers.parse import matrix

MOST_DIGITS = 6  # what differs less than half a unit of the sixth decimal is the same


@dataclass(frozen=True)
class Workspace:
    """Frozen: every change gives a new one. `typed` holds each input as the learner typed it.

    `gradient_of` is the step from which the backward pass starts, "" for none: from ∂L/∂ of it, or from a `loss` on it;
    with `descent` every weight then goes one step further. `training` is what is typed for these, by input.
    `beside` is another convention, as (option, value), to lay beside this one. `shelf` keeps what was typed under
    other conventions, by input and axes. `labels` are the words along axes other than that of `words`. `placeholders`
    are cells that were filled in and not touched since; `given` holds steps whose numbers are typed. `own` is the layer
    of a learner's own model, `changed` what was done to a trained one.
    """

    topic: Topic
    options: Options
    typed: Mapping[str, Texts]
    words: tuple[str, ...] = ()
    preset: str = ""
    gradient_of: str = ""
    loss: Loss | None = None
    descent: bool = False
    training: Mapping[str, Texts] = field(default_factory=dict)
    beside: tuple[str, str] | None = None
    sizes: Mapping[str, int] = field(default_factory=dict)
    shelf: Mapping[tuple[str, tuple[str, ...]], Texts] = field(default_factory=dict)
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    placeholders: Mapping[str, Cells] = field(default_factory=dict)
    given: Mapping[str, Texts] = field(default_factory=dict)
    own: OwnLayer | None = None
    changed: Changed = field(default_factory=Changed)

    @property
    def mechanism(self) -> Mechanism:
        """What the topic teaches."""
        return MECHANISMS[self.topic.mechanism]

    @cached_property
    def trace(self) -> Trace:
        """Everything computed. Raises ParseError or InputError with one sentence when the numbers cannot be used."""
        program, arrays = checked(self.mechanism, self.options, self.numbers, self.sizes)
        if self.given:
            program, arrays = self._begun(program, arrays)
        there = self._trained(program)
        return run(there, {**arrays, **training.beside(there, arrays, self.training, self.options.tokens_are_columns)})

    def _trained(self, program: Program) -> Program:
        """The program with its backward pass and what is done with it, where one is wanted."""
        if self.gradient_of not in program.steps:
            return program
        return trained(program, self.gradient_of, self.loss, self.descent, self.options.tokens_are_columns)

    @cached_property
    def losses_around(self) -> tuple[float, float] | None:
        """L before and after the step of descent; None where there is none or no loss was chosen."""
        if not (self.loss and self.descent and self.gradient_of in self.trace.program.steps):
            return None
        columns = self.options.tokens_are_columns
        return training.losses_around(self.trace, self._forward, self.gradient_of, self.loss, columns)

    @property
    def _forward(self) -> Program:
        """The program at the sizes of what is typed, begun with what is given."""
        return with_given(self.whole, self.given) if self.given else self.whole

    def _begun(self, program: Program, arrays: Mapping[str, Any]) -> tuple[Program, dict[str, Any]]:
        """The program without what only leads to the steps that are given, and its inputs, those steps among them."""
        begun = with_given(program, self.given)
        typed = {id: given_array(begun.inputs[id], matrix(rows, id)) for id, rows in self.given.items()}
        return begun, {id: typed[id] if id in typed else arrays[id] for id in begun.inputs}

    @cached_property
    def drawn(self) -> dict[tuple[int, str], dict[Hashable, Any]]:
        """What was drawn of the trace before, by decimals and language; another workspace begins with nothing."""
        return {}

    @property
    def numbers(self) -> dict[str, Any]:
        """What is typed as rows of numbers, matrices of a file as arrays. Raises ParseError naming the first cell that
        holds none.
        """
        return {id: numbers_of(self.typed[id], id) for id in self.pattern.inputs if id in self.typed}

    @cached_property
    def aligned(self) -> dict[str, Aligned]:
        """Every step of this convention and of the one beside it; empty when there is none."""
        if self.beside is None or self.given or getattr(self.options, self.beside[0]) == self.beside[1]:
            return {}
        option, value = self.beside
        other = self.with_options(**{option: value})
        before = self.numbers
        otherwise = {id for id, rows in other.typed.items() if rows != self.typed.get(id)}
        changed = {} if option in LAYOUT else {id: x for id, x in other.numbers.items() if id in otherwise}
        found = compare(self.mechanism, self.options, other.options, before, changed, MOST_DIGITS, sizes=self.sizes)
        return {step.step: step for step in found}

    @cached_property
    def pattern(self) -> Program:
        """The program under these options at the sizes it starts with: which inputs there are, and their axes."""
        return self.mechanism.build(self.options, self.sizes)

    @cached_property
    def whole(self) -> Program:
        """The program at the sizes of what is typed, every step computed."""
        return self.mechanism.build(self.options, self.all_sizes())

    @cached_property
    def complete(self) -> Program:
        """The whole program begun with what is given, with what follows it; without that where it cannot follow."""
        try:
            return self._trained(self._forward)
        except EngineError:
            return self._forward

    @property
    def entered(self) -> dict[str, tuple[Input, Texts]]:
        """Each input that something is computed from, the given steps among them, and what is typed there."""
        columns = self.options.tokens_are_columns
        found = {id: x for id, x in self.complete.inputs.items() if len(x.shape) == 2}
        typed = {**self.typed, **self.given}
        return {id: (x, typed.get(id) or training.entered(x, self.training, columns)) for id, x in found.items()}

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
        """The input whose rows (or columns) are the words, if there is one; one-hot rows only with a model's words."""
        spoken = ("data", "one_hot") if model_words(self.topic, self.preset) else ("data",)
        for id, x in self.pattern.inputs.items():
            if x.role in spoken and self.word_axes.intersection(x.axes):
                return id
        return None

    def in_language(self, language: str) -> Workspace:
        """The example's own words in a language; words that the learner has changed stay."""
        preset = self.topic.preset(self.preset)
        if self.words not in (preset.tokens.en, preset.tokens.zh):
            return self
        words = preset.tokens.of(language)
        labels = preset.labels_in(language, self.labels)
        same = (words, labels) == (self.words, self.labels)
        return self if same else replace(self, words=words, labels=labels)  # what stays the same keeps its trace

    def with_typed(self, changes: Mapping[str, Any]) -> Workspace:
        """Some inputs typed anew; words that no longer fit are numbered."""
        given = {**self.given, **{id: texts(rows) for id, rows in changes.items() if id in self.given}}
        own = {id: texts(rows) for id, rows in changes.items() if id not in self.given}
        typed = {**self.typed, **{id: rows for id, rows in own.items() if id in self.typed}}
        beside = {**self.training, **{id: rows for id, rows in own.items() if id not in self.typed}}
        untouched = {
            id: frozenset((i, j) for i, j in cells if cell_of(typed[id], i, j) == cell_of(self.typed[id], i, j))
            for id, cells in self.placeholders.items()
        }
        made = replace(self, typed=typed, words=self._words_for(typed), placeholders=untouched)
        return replace(made, given=given, training=beside)

    def with_cell(self, id: str, i: int, j: int, text: str) -> Workspace:
        """One cell of an input or a given step typed anew; nothing changes where there is no such cell."""
        if id not in self.entered:
            return self
        before = self.entered[id][1]
        if isinstance(before, StoredRows):
            return replace(self, typed={**self.typed, id: before.with_cell(i, j, text)})
        rows = [list(row) for row in before]
        if not (i < len(rows) and j < len(rows[i])):
            return self
        rows[i][j] = text
        return self.with_typed({id: rows})

    def with_given(self, steps: Iterable[str]) -> Workspace:
        """These steps given instead of computed, with the numbers they have; all others computed."""
        bare = self if not self.given else replace(self, given={})
        numbers = {id: bare.trace[id] for id in steps if id not in self.given}
        computed: dict[str, Texts] = {id: entered_rows(rows) for id, rows in numbers.items()}
        return replace(self, given={id: self.given.get(id) or computed[id] for id in steps})

    def _given_in(self, program: Program, turned: bool = False) -> dict[str, Texts]:
        """The given steps that another program has too, at its sizes; `turned`: their rows become columns."""
        rows = {id: transposed(given) if turned else given for id, given in self.given.items() if id in program.steps}
        return {id: refitted(given, id, "data", program.steps[id].shape, False)[0] for id, given in rows.items()}

    def with_sizes(self, **changes: int) -> Workspace:
        """Other sizes, by name: numbers that still fit stay, and new cells hold placeholders.

        Raises ShapeError, one sentence, for sizes that the mechanism cannot work with.
        """
        sizes = {**self.all_sizes(), **changes}
        program = self.mechanism.build(self.options, sizes)
        columns = self.options.tokens_are_columns
        typed, new = {}, {}
        for id, x in program.inputs.items():
            typed[id], new[id] = refitted(self.typed.get(id, ()), id, x.role, x.shape, columns)
            before = self.placeholders.get(id, frozenset())
            new[id] |= {(i, j) for i, j in before if i < len(typed[id]) and j < len(typed[id][0])}
        labels = {axis: numbered(words, sizes.get(axis, len(words))) for axis, words in self.labels.items()}
        given, words = self._given_in(program), self._words_for(typed)
        made = replace(self, typed=typed, placeholders=new, labels=labels, words=words, given=given)
        found = (x for x in made._remembering(program, sizes) if x.all_sizes() == sizes)
        return next(space for space in found if space.pattern.inputs.keys() == program.inputs.keys())

    def with_inputs(self, changes: Mapping[str, Any], sizes: Mapping[str, int] | None = None) -> Workspace:
        """Some inputs whole, at the sizes they have, and the rest refitted; `sizes` are those that no input shows.

        Raises InputError or ShapeError, one sentence, for sizes that do not go together or are larger than a page.
        """
        rows = {id: texts(typed) for id, typed in changes.items()}
        axes = [
            Axis(id, side, axis, got)
            for id, typed in rows.items()
            for axis, side, got in zip(self.entered[id][0].axes, ("rows", "columns"), shape_of(typed), strict=True)
            if not axis.isdigit()
        ]
        before = self.all_sizes()
        found = {**before, **solved(axes, sizes or {}, before)}
        for name, n in found.items():
            most = max(largest(self.mechanism.counts[name]), before[name])
            if n > most:
                raise InputError("{name} is {size}; at most {most} can be shown.", name=name, size=n, most=most)
        return self.with_sizes(**found).with_typed(rows)

    def _remembering(self, program: Program, sizes: Mapping[str, int]) -> Iterator[Workspace]:
        """The workspace with more and more of the sizes that no side of an input shows by itself."""
        shown = {axis for x in program.inputs.values() for axis in x.axes}
        hidden = {name: n for name, n in sizes.items() if name not in shown}
        kinds = (Counts.HEADS, Counts.LAYERS)
        counted = {name: n for name, n in hidden.items() if self.mechanism.counts[name] in kinds}
        rounds = {name: sizes[name] for names in self.mechanism.unrolls for name in names}  # may decide the inputs
        for kept in ({}, counted, {**counted, **rounds}, hidden, sizes):
            yield replace(self, sizes=kept)

    def with_sentence(self, sentence: str) -> Workspace:
        """Another sentence: known words keep their vectors, those of a trained model have its, new ones get their own.

        Raises ShapeError for a length that the mechanism cannot work with, InputError for no word of a language model.
        """
        if self.own and self.own.text:
            return self._reading(sentence)
        words, id = tokens(sentence, most_words(self.mechanism.counts, self.word_axes)), self.word_input
        if id is None or not words:
            return self
        columns = self.options.tokens_are_columns
        rows = transposed(self.typed[id]) if columns else self.typed[id]
        known = {**model_words(self.topic, self.preset), **dict(zip(self.words, rows, strict=False))}
        said = texts(vectors(words, len(rows[0]), known))
        if self.pattern.inputs[id].role == "one_hot" and (unknown := [word for word in words if word not in known]):
            raise InputError("“{word}” is not a word of the model.", word=unknown[0])
        new = {(i, j) for i, word in enumerate(words) if word not in known for j in range(len(rows[0]))}
        there = self.with_sizes(**dict.fromkeys(self.word_axes, len(words)))
        typed = {**there.typed, id: transposed(said) if columns else said}
        cells = frozenset((j, i) for i, j in new) if columns else frozenset(new)
        return replace(there, typed=typed, words=tuple(words), placeholders={**there.placeholders, id: cells})

    def _reading(self, text: str) -> Workspace:
        """The learner's own model reading another text, split by its tokenizer. Raises Refused or ShapeError."""
        assert self.own
        own = replace(self.own, text=text.strip() or self.own.text)
        words, entered = own.reading()
        turned = self.options.tokens_are_columns
        typed = {id: transposed(rows) if turned else rows for id, rows in entered.items()}
        there = self.with_sizes(**dict.fromkeys(self.word_axes, len(words)))
        return replace(there, typed={**there.typed, **typed}, words=words, own=own, placeholders={})

    def options_of(self, preset: str) -> Options:
        """A preset's conventions; what no preset of the mechanism decides, such as a mask, stays.

        Raises OptionError where that contradicts the preset.
        """
        presets = type(self.options).PRESETS
        decided = set().union(*presets.values())
        kept = {f.name: getattr(self.options, f.name) for f in fields(self.options) if f.name not in decided}
        return self.mechanism.choose(**kept | presets[preset])

    def with_options(self, **values: Any) -> Workspace:
        """Other conventions: numbers are turned where the layout turns them, and come back when the convention does.

        Inputs that are newly needed are filled in. Raises OptionError or ShapeError, one sentence, for conventions
        that contradict each other or these sizes.
        """
        options = replace(self.options, **values)
        before, after = self.pattern, self.mechanism.build(options, self.sizes)
        shelf = {**self.shelf, **{_place(x): self.typed[id] for id, x in before.inputs.items() if id in self.typed}}
        kept = {}
        for id, x in after.inputs.items():
            if id not in self.typed or id not in before.inputs:
                continue
            if before.inputs[id].axes == x.axes:
                kept[id] = self.typed[id]
            elif before.inputs[id].axes == (x.axes[-1], x.axes[-2]):
                kept[id] = transposed(self.typed[id])
            if id in kept:
                kept[id] = respelled(kept[id], before.inputs[id].role, x.role)
        turned = options.tokens_are_columns != self.options.tokens_are_columns
        given = self._given_in(self.mechanism.build(options, self.all_sizes()), turned)
        there = replace(self, options=options, typed=kept, shelf=shelf, given=given)
        return there._unshelved().completed(self.all_sizes())

    def _unshelved(self) -> Workspace:
        """What was typed under these options before, if all of it fits together with what is typed now."""
        earlier = {id: self.shelf[_place(x)] for id, x in self.pattern.inputs.items() if _place(x) in self.shelf}
        back = replace(self, typed={**earlier, **self.typed})
        shapes = {id: tuple(map(int, x.shape)) for id, x in back.whole.inputs.items()}
        return back if all(shape_of(rows) == shapes[id] for id, rows in back.typed.items()) else self

    def completed(self, usual: Mapping[str, int] | None = None) -> Workspace:
        """What these options need and is not typed: as it was when last used if it still fits, else filled in.

        `usual` are the sizes of what nothing shows.
        """
        program = self.mechanism.build(self.options, self.all_sizes(usual))
        typed, new = {}, dict(self.placeholders)
        for id, x in program.inputs.items():
            shape = (int(x.shape[0]), int(x.shape[1]))
            earlier = self.shelf.get(_place(x), ())
            fitting = earlier if shape_of(earlier) == shape else ()
            typed[id] = self.typed.get(id) or fitting
            if not typed[id]:
                typed[id], new[id] = refitted((), id, x.role, shape, self.options.tokens_are_columns)
        return replace(self, typed=typed, placeholders=new)

    def all_sizes(self, usual: Mapping[str, int] | None = None) -> dict[str, int]:
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
        return numbered(self.words, len(typed[id][0]) if self.options.tokens_are_columns else len(typed[id]))


def workspace(topic: Topic, preset_id: str, preset_inputs: Mapping[str, Any], language: str = "en") -> Workspace:
    """The workspace of a preset, its numbers as they are printed there, its words in a language."""
    preset = topic.preset(preset_id)
    options = MECHANISMS[topic.mechanism].choose(**preset.options)
    typed: dict[str, Texts] = {id: entered_rows(rows) for id, rows in preset_inputs.items()}
    fresh = Workspace(topic, options, typed, preset.tokens.of(language), preset_id, sizes=dict(preset.sizes))
    return fresh.completed().in_language(language)


def _place(x: Input) -> tuple[str, tuple[str, ...]]:
    """Where an input is kept while other options do not read it: by its id, and what its rows and columns mean."""
    return x.id, (*x.axes, x.role)


def opened(topic: Topic, preset: str = "", language: str = "en") -> Workspace:
    """The workspace of one of a topic's presets, the first of the language unless it is named."""
    chosen = topic.preset(preset) if preset else topic.first_preset(language)
    return workspace(topic, chosen.id, arrays(chosen), language)
