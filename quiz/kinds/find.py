"""Which step is wrong, and what was done there: a worked solution with one misconception in it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from content import FindQuestion
from engine import Trace, run
from engine.readings.misconceptions import with_mistake
from quiz.errors import NothingShows
from quiz.exercises.from_content import Task, exercise, kept, restored
from quiz.exercises.sheet import Sheet, wrong_formulas
from quiz.exercises.variant import draw
from quiz.kinds.wrong_results import Mistake, mistakes, printable
from quiz.marking.points import part
from quiz.posed import Answers, PosedComputation, Rows, first, one
from quiz.verdicts import Marking, StepMarking

STEP, NAME = "step", "misconception"
OFFERED = 4
MOST_DRAWS = 10


@dataclass(frozen=True)
class PosedFind(PosedComputation[FindQuestion]):
    """The `sheet` as it should be; `step` and `mistake` are what was done wrong.

    `offered` are the names to choose from, as (step, misconception) pairs, the true one among them. No other fits:
    neither its numbers nor its words are those of the true one.
    """

    sheet: Sheet
    step: str
    mistake: str
    offered: tuple[tuple[str, str], ...]

    @property
    def drawn(self) -> dict[str, Any]:
        return {
            "inputs": kept(self.sheet.inputs),
            "step": self.step,
            "mistake": self.mistake,
            "offered": [list(pair) for pair in self.offered],
        }

    @property
    def fits(self) -> bool:
        return (
            self.sheet.fits
            and (self.step, self.mistake) in self.offered
            and all(step in self.sheet.asked and self.sheet.knows(step, id) for step, id in self.offered)
        )

    @property
    def undecided(self) -> tuple[str, ...]:
        return self.sheet.undecided

    @property
    def parts(self) -> tuple[str, ...]:
        return (STEP, NAME)

    @cached_property
    def shown(self) -> Trace:
        """The worked solution that is shown: wrong in one step, and right from there on."""
        return mistaken(self.sheet, self.step, self.mistake)

    @cached_property
    def affected(self) -> tuple[str, ...]:
        """The later steps that come out differently because of it."""
        later = self.sheet.asked[self.sheet.asked.index(self.step) + 1 :]
        return tuple(id for id in later if not np.array_equal(self.shown[id], self.sheet.truth[id]))

    def mark(self, answers: Answers) -> Marking:
        """Half the marks for the step, half for the name."""
        step, name = first(answers, STEP), first(answers, NAME)
        right = key(self.step, self.mistake)
        return Marking((self._part(STEP, step, step == self.step), self._part(NAME, name, name == right)))

    def _part(self, name: str, text: str, right: bool) -> StepMarking:
        return part(name, ["right" if right else "wrong" if text else "blank"], self.possible / 2, float(right))

    def solution(self) -> dict[str, Rows]:
        return {STEP: one(self.step), NAME: one(key(self.step, self.mistake))}


def key(step: str, mistake: str) -> str:
    """How an answer names a mistake made in a step."""
    return f"{step}:{mistake}"


def mistaken(sheet: Sheet, step: str, mistake: str) -> Trace:
    """The computation with the mistake made in that step and nowhere else; what is given stays as it was given."""
    wrong = next(w.expr for w in wrong_formulas(sheet.program, step, sheet.hidden) if w.id == mistake)
    given = {id: sheet.truth[id] for id in sheet.given}
    return run(with_mistake(sheet.program, {step: wrong}), sheet.inputs, given)


def pose(question: FindQuestion, seed: int, drawn: dict[str, Any] | None = None) -> PosedFind:
    """On fresh numbers, with a mistake that shows on them. Raises NothingShows if no numbers show any."""
    work = exercise(question, Task(question.ask, question.given, question.decimals, question.marks))
    if drawn:
        offered = tuple((step, mistake) for step, mistake in drawn["offered"])
        return PosedFind(
            question, seed, work.sheet(restored(drawn["inputs"])), drawn["step"], drawn["mistake"], offered
        )
    rng = np.random.default_rng(seed)
    for k in range(MOST_DRAWS):
        sheet = draw(work, seed + 7919 * k).sheet
        possible = _possible(sheet, question.among)
        if possible:
            step = list(possible)[rng.integers(len(possible))]
            made = possible[step][rng.integers(len(possible[step]))]
            return PosedFind(question, seed, sheet, step, made.id, _offered(question.topic, sheet, made, rng))
    raise NothingShows("No numbers show a mistake in {question}.", question=question.id)


def _possible(sheet: Sheet, among: tuple[str, ...]) -> dict[str, list[Mistake]]:
    """By step, the mistakes that leave numbers fit to be shown in every step."""
    found = {step: [m for m in mistakes(sheet, step, among) if _shows(sheet, m)] for step in sheet.asked}
    return {step: some for step, some in found.items() if some}


def _shows(sheet: Sheet, made: Mistake) -> bool:
    trace = mistaken(sheet, made.step, made.id)
    return all(printable(trace[id], sheet.truth[id]) for id in sheet.asked)


def _offered(about: str, sheet: Sheet, made: Mistake, rng: np.random.Generator) -> tuple[tuple[str, str], ...]:
    """The true name, another of the same step, and some of other steps, no two called the same."""
    others = [m for step in sheet.asked for m in mistakes(sheet, step) if not m.confused(made, about)]
    shuffled = [others[k] for k in rng.permutation(len(others))]
    same = [m for m in shuffled if m.step == made.step]
    elsewhere = [m for m in shuffled if m.step != made.step]
    chosen, called = [made], set(made.names(about))
    for other in (*same[:1], *elsewhere, *same[1:]):
        if len(chosen) < OFFERED and called.isdisjoint(other.names(about)):
            chosen.append(other)
            called |= other.names(about)
    return tuple((chosen[k].step, chosen[k].id) for k in rng.permutation(len(chosen)))
