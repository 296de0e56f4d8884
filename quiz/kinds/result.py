"""Questions for a result: which of these matrices is right? The wrong ones are made by misconceptions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from content import ResultQuestion
from engine.arrays import Array
from engine.execution.run import evaluate
from quiz.errors import NothingShows
from quiz.exercises.from_content import Task, as_arrays, as_lists, exercise
from quiz.exercises.irrelevant_options import undecided
from quiz.exercises.sheet import Sheet, wrong_formulas
from quiz.exercises.variant import Exercise, draw
from quiz.kinds.wrong_results import Mistake, mistakes
from quiz.marking.points import part_marking
from quiz.posed import Answers, PosedComputation, Rows, first_cell, single_cell
from quiz.verdicts import Marking

PART, RIGHT = "result", "right"
MOST_DRAWS = 20


@dataclass(frozen=True)
class PosedResult(PosedComputation[ResultQuestion]):
    """An instance of a result question: its sheet and the results to choose from.

    `offered` has "right" or the id of the misconception that gives the result, in the order shown.
    """

    sheet: Sheet
    offered: tuple[str, ...]

    @property
    def drawn(self) -> dict[str, Any]:
        """The drawn inputs and the results offered."""
        return {"inputs": as_lists(self.sheet.inputs), "offered": list(self.offered)}

    @property
    def fits(self) -> bool:
        """Whether the stored inputs and misconceptions still exist in the question."""
        wrong = [id for id in self.offered if id != RIGHT]
        return (
            self.sheet.fits
            and len(wrong) < len(self.offered)
            and all(self.sheet.knows(self.question.step, id) for id in wrong)
        )

    @property
    def undecided(self) -> tuple[str, ...]:
        """The options that cannot affect the result."""
        return undecided(self.sheet)

    @property
    def parts(self) -> tuple[str, ...]:
        """The single part, "result": one of the names offered."""
        return (PART,)

    def array(self, name: str) -> Array:
        """The matrix of one of the results offered, in the shape of the step."""
        step = self.question.step
        if name == RIGHT:
            return np.asarray(self.sheet.truth[step])
        wrong = next(w for w in wrong_formulas(self.sheet.program, step, self.sheet.hidden) if w.id == name)
        return np.asarray(evaluate(wrong.expr, self.sheet.truth.arrays))

    def mark(self, answers: Answers) -> Marking:
        """The marking of the chosen result: full marks or none."""
        chosen = first_cell(answers, PART)
        if chosen == RIGHT:
            return Marking((part_marking(PART, ["right"], self.possible, 1),))
        if chosen in self.offered:
            return Marking((part_marking(PART, ["misconception"], self.possible, 0, misconceptions=(chosen,)),))
        return Marking((part_marking(PART, ["unreadable" if chosen else "blank"], self.possible, 0),))

    def solution(self) -> dict[str, Rows]:
        """The name of the right result."""
        return {PART: single_cell(RIGHT)}


def pose(question: ResultQuestion, seed: int, drawn: dict[str, Any] | None = None) -> PosedResult:
    """An instance on drawn numbers with as many different results as are offered, or on stored numbers.

    Raises NothingShows if the drawn numbers show no misconception at all.
    """
    work = exercise(question, Task((question.step,), question.given, question.decimals, question.marks))
    if drawn:
        return PosedResult(question, seed, work.sheet(as_arrays(drawn["inputs"])), tuple(drawn["offered"]))
    rng = np.random.default_rng(seed)
    sheet, found = _most_distinct(question, work, seed, rng)
    if not found:
        raise NothingShows("No numbers show a mistake in {question}.", question=question.id)
    offered = [RIGHT, *found[: question.choices - 1]]
    return PosedResult(question, seed, sheet, tuple(offered[k] for k in rng.permutation(len(offered))))


def _most_distinct(
    question: ResultQuestion, work: Exercise, seed: int, rng: np.random.Generator
) -> tuple[Sheet, list[str]]:
    """The first drawn sheet with enough different results, otherwise the one with most, and their misconceptions."""
    drawn = []
    for k in range(MOST_DRAWS):
        sheet = draw(work, seed + 7919 * k).sheet
        drawn.append((sheet, _distinguishable(sheet, question, rng)))
        if len(drawn[-1][1]) >= question.choices - 1:
            return drawn[-1]
    return max(drawn, key=lambda one: len(one[1]))


def _distinguishable(sheet: Sheet, question: ResultQuestion, rng: np.random.Generator) -> list[str]:
    """The ids of misconceptions in random order, no two with the same result or the same name."""
    found = list(mistakes(sheet, question.step, question.among))
    chosen: list[Mistake] = []
    for made in (found[k] for k in rng.permutation(len(found))):
        if not any(made.confused(other, question.topic) for other in chosen):
            chosen.append(made)
    return [made.id for made in chosen]
