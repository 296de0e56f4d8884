"""Questions with a wrong step: which step of a worked solution is wrong, and what is the mistake?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from content import FindQuestion
from engine import Trace
from quiz.errors import NothingShows
from quiz.exercises.feedback import mistaken
from quiz.exercises.from_content import Task, as_arrays, as_lists, exercise
from quiz.exercises.irrelevant_options import undecided
from quiz.exercises.sheet import Sheet
from quiz.exercises.variant import draw
from quiz.kinds.wrong_results import Mistake, mistakes, printable
from quiz.marking.points import part_marking
from quiz.posed import Answers, PosedComputation, Rows, first_cell, single_cell
from quiz.verdicts import Marking, StepMarking

STEP, NAME = "step", "misconception"
OFFERED = 4
MOST_DRAWS = 10


@dataclass(frozen=True)
class PosedFind(PosedComputation[FindQuestion]):
    """An instance of a find question: the right `sheet`, and the `mistake` made in the step `step`.

    `offered` are the (step, misconception) pairs to choose from, the right one among them. No other pair has its result
    or its name.
    """

    sheet: Sheet
    step: str
    mistake: str
    offered: tuple[tuple[str, str], ...]

    @property
    def drawn(self) -> dict[str, Any]:
        """The drawn inputs, the step, the mistake, and the pairs offered."""
        return {
            "inputs": as_lists(self.sheet.inputs),
            "step": self.step,
            "mistake": self.mistake,
            "offered": [list(pair) for pair in self.offered],
        }

    @property
    def fits(self) -> bool:
        """Whether the inputs, steps and misconceptions stored still exist in the question."""
        return (
            self.sheet.fits
            and (self.step, self.mistake) in self.offered
            and all(step in self.sheet.asked and self.sheet.knows(step, id) for step, id in self.offered)
        )

    @property
    def undecided(self) -> tuple[str, ...]:
        """The options that cannot affect a right answer."""
        return undecided(self.sheet)

    @property
    def parts(self) -> tuple[str, ...]:
        """The two parts: the wrong step, and the mistake made in it."""
        return (STEP, NAME)

    @cached_property
    def shown(self) -> Trace:
        """The worked solution shown: wrong in one step, with the error carried forward."""
        return mistaken(self.sheet, self.step, self.mistake)

    @cached_property
    def affected(self) -> tuple[str, ...]:
        """The ids of later steps whose values are changed by the mistake."""
        later = self.sheet.asked[self.sheet.asked.index(self.step) + 1 :]
        return tuple(id for id in later if not np.array_equal(self.shown[id], self.sheet.truth[id]))

    def mark(self, answers: Answers) -> Marking:
        """The marking: half the marks for the step, half for the mistake."""
        step, name = first_cell(answers, STEP), first_cell(answers, NAME)
        right = key(self.step, self.mistake)
        return Marking((self._part(STEP, step, step == self.step), self._part(NAME, name, name == right)))

    def _part(self, name: str, text: str, right: bool) -> StepMarking:
        return part_marking(name, ["right" if right else "wrong" if text else "blank"], self.possible / 2, float(right))

    def solution(self) -> dict[str, Rows]:
        """The wrong step, and the key of the mistake."""
        return {STEP: single_cell(self.step), NAME: single_cell(key(self.step, self.mistake))}


def key(step: str, mistake: str) -> str:
    """The key by which an answer names a mistake made in a step: "step:mistake"."""
    return f"{step}:{mistake}"


def pose(question: FindQuestion, seed: int, drawn: dict[str, Any] | None = None) -> PosedFind:
    """An instance on drawn numbers that show the mistake, or on stored numbers.

    Raises NothingShows if no such numbers are found.
    """
    work = exercise(question, Task(question.ask, question.given, question.decimals, question.marks))
    if drawn:
        offered = tuple((step, mistake) for step, mistake in drawn["offered"])
        return PosedFind(
            question, seed, work.sheet(as_arrays(drawn["inputs"])), drawn["step"], drawn["mistake"], offered
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
    """The mistakes that leave printable numbers in every step, by step."""
    found = {step: [m for m in mistakes(sheet, step, among) if _shows(sheet, m)] for step in sheet.asked}
    return {step: some for step, some in found.items() if some}


def _shows(sheet: Sheet, made: Mistake) -> bool:
    trace = mistaken(sheet, made.step, made.id)
    return all(printable(trace[id], sheet.truth[id]) for id in sheet.asked)


def _offered(about: str, sheet: Sheet, made: Mistake, rng: np.random.Generator) -> tuple[tuple[str, str], ...]:
    """The pairs to choose from: the right one, one more of the same step, and others, no two with the same name."""
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
