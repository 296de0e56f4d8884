"""Whose result is this? One step under several sets of conventions, on the same numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np

from content import ConventionQuestion, Text, topic
from engine import MECHANISMS, Options, Trace, run
from engine.arrays import Array
from quiz.errors import NothingShows
from quiz.exercises.from_content import Task, exercise, kept, restored
from quiz.exercises.sheet import Sheet
from quiz.exercises.variant import Exercise, inputs
from quiz.kinds.keys import names
from quiz.marking.points import part
from quiz.posed import Answers, PosedComputation, Rows, first, one
from quiz.verdicts import Marking

PART = "convention"
MOST_DRAWS = 20
NAME = re.compile("([\u4e00-\u9fff])?{name}([\u4e00-\u9fff])?")


@dataclass(frozen=True)
class PosedConvention(PosedComputation[ConventionQuestion]):
    """`wanted` is the convention asked for, by its place in the question; `order` is how the results are shown.

    `names` are what an answer calls each, in the order of the question.
    """

    inputs: dict[str, Array]
    wanted: int
    order: tuple[int, ...]
    names: tuple[str, ...]

    @property
    def drawn(self) -> dict[str, Any]:
        order = [self.names[k] for k in self.order]
        return {"inputs": kept(self.inputs), "wanted": self.names[self.wanted], "order": order}

    @property
    def fits(self) -> bool:
        programs = [_exercise(self.question, k).program for k in range(len(self.question.among))]
        shapes = {id: tuple(map(int, x.shape)) for program in programs for id, x in program.inputs.items()}
        return {id: x.shape for id, x in self.inputs.items()} == shapes

    @property
    def undecided(self) -> tuple[str, ...]:
        """The conventions in which the results differ are for the learner to tell; the rest as on a sheet."""
        among = dict.fromkeys(option for one in self.question.among for option in one.options)
        return (*among, *self.sheet_of(self.wanted).undecided)

    @property
    def parts(self) -> tuple[str, ...]:
        return (PART,)

    @property
    def name(self) -> Text:
        """What the convention that is asked for is called."""
        return self.question.among[self.wanted].name

    @property
    def prompt(self) -> Text:
        said = self.question.prompt
        return Text(en=said.en.replace("{name}", self.name.en), zh=NAME.sub(self._spaced, said.zh))

    def _spaced(self, found: re.Match[str]) -> str:
        """The Chinese name with the spaces that belong between Chinese and other letters."""
        before = " " if found[1] and self.name.zh[0].isascii() else ""
        after = " " if found[2] and self.name.zh[-1].isascii() else ""
        return f"{found[1] or ''}{before}{self.name.zh}{after}{found[2] or ''}"

    def under(self, k: int) -> Options:
        """The option set of one of the conventions."""
        return _options(self.question, k)

    def sheet_of(self, k: int) -> Sheet:
        """The computation under one of the conventions, on the inputs it reads.

        A step is given only if all conventions agree on its numbers: else it would tell which is which.
        """
        base = _exercise(self.question, k)
        sheet = base.sheet({id: self.inputs[id] for id in base.program.inputs})
        return replace(sheet, given=tuple(id for id in sheet.given if self._agreed(id)))

    def _agreed(self, step: str) -> bool:
        mine, *others = (self.trace(k).arrays.get(step) for k in range(len(self.question.among)))
        return mine is not None and all(other is not None and np.array_equal(other, mine) for other in others)

    def trace(self, k: int) -> Trace:
        """Every step under one of the conventions."""
        program = _exercise(self.question, k).program
        return run(program, {id: self.inputs[id] for id in program.inputs})

    def array(self, k: int) -> Array:
        """The step under one of the conventions."""
        return np.asarray(self.trace(k)[self.question.step])

    def mark(self, answers: Answers) -> Marking:
        chosen = first(answers, PART)
        if chosen == self.names[self.wanted]:
            return Marking((part(PART, ["right"], self.possible, 1),))
        known = chosen in self.names
        return Marking(
            (part(PART, ["convention" if known else "unreadable" if chosen else "blank"], self.possible, 0),)
        )

    def solution(self) -> dict[str, Rows]:
        return {PART: one(self.names[self.wanted])}


def _options(question: ConventionQuestion, k: int) -> Options:
    changed = {**question.options, **question.among[k].options}
    return MECHANISMS[topic(question.topic).mechanism].choose(**changed)


def _exercise(question: ConventionQuestion, k: int) -> Exercise:
    base = exercise(question, Task((question.step,), question.given, question.decimals, question.marks))
    return replace(base, options=_options(question, k))


def pose(question: ConventionQuestion, seed: int, drawn: dict[str, Any] | None = None) -> PosedConvention:
    """On fresh numbers on which no two conventions give the same. Raises NothingShows if there are none.

    On what was drawn, raises LookupError or ValueError where the conventions are others since.
    """
    keys = [convention.key for convention in question.among]
    if drawn:
        called = names(keys, drawn["order"])
        wanted, *order = (called.index(str(name)) for name in (drawn["wanted"], *drawn["order"]))
        return PosedConvention(question, seed, restored(drawn["inputs"]), wanted, tuple(order), called)
    rng = np.random.default_rng(seed)
    count = len(keys)
    asked, shown = int(rng.integers(count)), tuple(rng.permutation(count).tolist())
    for _ in range(MOST_DRAWS):
        posed = PosedConvention(question, seed, _inputs(question, rng), asked, shown, names(keys))
        if _all_differ(posed):
            return posed
    raise NothingShows("On no numbers do the conventions of {question} differ.", question=question.id)


def _inputs(question: ConventionQuestion, rng: np.random.Generator) -> dict[str, Array]:
    """What any of the conventions reads; an input of several is drawn once."""
    found: dict[str, Array] = {}
    for k in range(len(question.among)):
        one_way = _exercise(question, k)
        found = {**inputs(rng, one_way.program, one_way.draws), **found}
    return found


def _all_differ(posed: PosedConvention) -> bool:
    margin = 10.0**-posed.question.decimals
    results = [posed.array(k) for k in range(len(posed.question.among))]
    return all(a.shape != b.shape or bool((np.abs(a - b) > margin).any()) for a, b in combinations(results, 2))
