"""Questions about conventions: which of these results does the named convention give on the same numbers?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np

from content import ConventionQuestion, Text, topic
from content.text import with_name
from engine import MECHANISMS, Options, Trace, run
from engine.arrays import Array
from quiz.errors import NothingShows
from quiz.exercises.from_content import Task, as_arrays, as_lists, exercise
from quiz.exercises.irrelevant_options import undecided
from quiz.exercises.sheet import Sheet
from quiz.exercises.variant import Exercise, inputs
from quiz.kinds.stable_keys import entry_keys
from quiz.marking.points import part_marking
from quiz.posed import Answers, PosedComputation, Rows, first_cell, single_cell
from quiz.verdicts import Marking

PART = "convention"
MOST_DRAWS = 20


@dataclass(frozen=True)
class PosedConvention(PosedComputation[ConventionQuestion]):
    """An instance of a convention question.

    `wanted` is the index of the convention asked for, `order` has the index of the convention shown at each place, and
    `names` are the keys by which answers refer to them. Indices are those of the question.
    """

    inputs: dict[str, Array]
    wanted: int
    order: tuple[int, ...]
    names: tuple[str, ...]

    @property
    def drawn(self) -> dict[str, Any]:
        """The drawn inputs, the key of the convention asked for, and the keys in the order shown."""
        order = [self.names[k] for k in self.order]
        return {"inputs": as_lists(self.inputs), "wanted": self.names[self.wanted], "order": order}

    @property
    def fits(self) -> bool:
        """Whether the inputs have the names and shapes that the conventions read."""
        programs = [_exercise(self.question, k).program for k in range(len(self.question.among))]
        shapes = {id: tuple(map(int, x.shape)) for program in programs for id, x in program.inputs.items()}
        return {id: x.shape for id, x in self.inputs.items()} == shapes

    @property
    def undecided(self) -> tuple[str, ...]:
        """The options in which the results differ, which the learner must decide, and those that affect no answer."""
        among = dict.fromkeys(option for one in self.question.among for option in one.options)
        return (*among, *undecided(self.sheet_of(self.wanted)))

    @property
    def parts(self) -> tuple[str, ...]:
        """The single part, "convention": one key."""
        return (PART,)

    @property
    def name(self) -> Text:
        """The name of the convention asked for."""
        return self.question.among[self.wanted].name

    @property
    def prompt(self) -> Text:
        """The instruction shown to the learner, with the convention's name in the place of {name}."""
        return with_name(self.question.prompt, self.name)

    def under(self, k: int) -> Options:
        """The options of one of the conventions."""
        return _options(self.question, k)

    def sheet_of(self, k: int) -> Sheet:
        """The sheet under one of the conventions, with the inputs that it reads.

        A given step is shown only if it has the same values under all conventions; otherwise it would give the answer
        away.
        """
        base = _exercise(self.question, k)
        sheet = base.sheet({id: self.inputs[id] for id in base.program.inputs})
        return replace(sheet, given=tuple(id for id in sheet.given if self._agreed(id)))

    def _agreed(self, step: str) -> bool:
        mine, *others = (self.trace(k).arrays.get(step) for k in range(len(self.question.among)))
        return mine is not None and all(other is not None and np.array_equal(other, mine) for other in others)

    def trace(self, k: int) -> Trace:
        """The values of every step under one of the conventions."""
        program = _exercise(self.question, k).program
        return run(program, {id: self.inputs[id] for id in program.inputs})

    def array(self, k: int) -> Array:
        """The result of the step under one of the conventions, in its shape."""
        return np.asarray(self.trace(k)[self.question.step])

    def mark(self, answers: Answers) -> Marking:
        """The marking of the chosen convention: full marks or none."""
        chosen = first_cell(answers, PART)
        if chosen == self.names[self.wanted]:
            return Marking((part_marking(PART, ["right"], self.possible, 1),))
        known = chosen in self.names
        return Marking(
            (part_marking(PART, ["convention" if known else "unreadable" if chosen else "blank"], self.possible, 0),)
        )

    def solution(self) -> dict[str, Rows]:
        """The key of the convention asked for."""
        return {PART: single_cell(self.names[self.wanted])}


def _options(question: ConventionQuestion, k: int) -> Options:
    changed = {**question.options, **question.among[k].options}
    return MECHANISMS[topic(question.topic).mechanism].choose(**changed)


def _exercise(question: ConventionQuestion, k: int) -> Exercise:
    base = exercise(question, Task((question.step,), question.given, question.decimals, question.marks))
    return replace(base, options=_options(question, k))


def pose(question: ConventionQuestion, seed: int, drawn: dict[str, Any] | None = None) -> PosedConvention:
    """An instance on drawn numbers on which all conventions give different results, or on stored numbers.

    Raises NothingShows if no such numbers are found; on stored data, LookupError or ValueError if the conventions have
    changed since.
    """
    keys = [convention.key for convention in question.among]
    if drawn:
        called = entry_keys(keys, drawn["order"])
        wanted, *order = (called.index(str(name)) for name in (drawn["wanted"], *drawn["order"]))
        return PosedConvention(question, seed, as_arrays(drawn["inputs"]), wanted, tuple(order), called)
    rng = np.random.default_rng(seed)
    count = len(keys)
    asked, shown = int(rng.integers(count)), tuple(rng.permutation(count).tolist())
    for _ in range(MOST_DRAWS):
        posed = PosedConvention(question, seed, _inputs(question, rng), asked, shown, entry_keys(keys))
        if _all_differ(posed):
            return posed
    raise NothingShows("On no numbers do the conventions of {question} differ.", question=question.id)


def _inputs(question: ConventionQuestion, rng: np.random.Generator) -> dict[str, Array]:
    """Drawn arrays for the inputs of all conventions; an input that several of them read is drawn once."""
    found: dict[str, Array] = {}
    for k in range(len(question.among)):
        one_way = _exercise(question, k)
        found = {**inputs(rng, one_way.program, one_way.draws, one_way.fixed), **found}
    return found


def _all_differ(posed: PosedConvention) -> bool:
    margin = 10.0**-posed.question.decimals
    results = [posed.array(k) for k in range(len(posed.question.among))]
    return all(a.shape != b.shape or bool((np.abs(a - b) > margin).any()) for a, b in combinations(results, 2))
