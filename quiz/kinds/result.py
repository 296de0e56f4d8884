"""Which of these matrices is the result? The others come of misconceptions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from content import ResultQuestion
from engine.arrays import Array
from engine.execution.run import evaluate
from quiz.errors import NothingShows
from quiz.exercises.from_content import Task, exercise, kept, restored
from quiz.exercises.sheet import Sheet, wrong_formulas
from quiz.exercises.variant import Exercise, draw
from quiz.kinds.wrong_results import Mistake, mistakes
from quiz.marking.points import part
from quiz.posed import Answers, PosedComputation, Rows, first, one
from quiz.verdicts import Marking

PART, RIGHT = "result", "right"
MOST_DRAWS = 20


@dataclass(frozen=True)
class PosedResult(PosedComputation[ResultQuestion]):
    """`offered` are the results in the order shown: "right", or the misconception that gives it."""

    sheet: Sheet
    offered: tuple[str, ...]

    @property
    def drawn(self) -> dict[str, Any]:
        return {"inputs": kept(self.sheet.inputs), "offered": list(self.offered)}

    @property
    def fits(self) -> bool:
        wrong = [id for id in self.offered if id != RIGHT]
        return (
            self.sheet.fits
            and len(wrong) < len(self.offered)
            and all(self.sheet.knows(self.question.step, id) for id in wrong)
        )

    @property
    def undecided(self) -> tuple[str, ...]:
        return self.sheet.undecided

    @property
    def parts(self) -> tuple[str, ...]:
        return (PART,)

    def array(self, name: str) -> Array:
        """The numbers of one of the results."""
        step = self.question.step
        if name == RIGHT:
            return np.asarray(self.sheet.truth[step])
        wrong = next(w for w in wrong_formulas(self.sheet.program, step, self.sheet.hidden) if w.id == name)
        return np.asarray(evaluate(wrong.expr, self.sheet.truth.arrays))

    def mark(self, answers: Answers) -> Marking:
        chosen = first(answers, PART)
        if chosen == RIGHT:
            return Marking((part(PART, ["right"], self.possible, 1),))
        if chosen in self.offered:
            return Marking((part(PART, ["misconception"], self.possible, 0, misconceptions=(chosen,)),))
        return Marking((part(PART, ["unreadable" if chosen else "blank"], self.possible, 0),))

    def solution(self) -> dict[str, Rows]:
        return {PART: one(RIGHT)}


def pose(question: ResultQuestion, seed: int, drawn: dict[str, Any] | None = None) -> PosedResult:
    """On fresh numbers that tell as many mistakes apart as are offered. Raises NothingShows if no numbers show any."""
    work = exercise(question, Task((question.step,), question.given, question.decimals, question.marks))
    if drawn:
        return PosedResult(question, seed, work.sheet(restored(drawn["inputs"])), tuple(drawn["offered"]))
    rng = np.random.default_rng(seed)
    sheet, found = _telling(question, work, seed, rng)
    if not found:
        raise NothingShows("No numbers show a mistake in {question}.", question=question.id)
    offered = [RIGHT, *found[: question.choices - 1]]
    return PosedResult(question, seed, sheet, tuple(offered[k] for k in rng.permutation(len(offered))))


def _telling(question: ResultQuestion, work: Exercise, seed: int, rng: np.random.Generator) -> tuple[Sheet, list[str]]:
    """The first sheet that tells enough mistakes apart, else the one that tells most, and these mistakes."""
    drawn = []
    for k in range(MOST_DRAWS):
        sheet = draw(work, seed + 7919 * k).sheet
        drawn.append((sheet, _unlike(sheet, question, rng)))
        if len(drawn[-1][1]) >= question.choices - 1:
            return drawn[-1]
    return max(drawn, key=lambda one: len(one[1]))


def _unlike(sheet: Sheet, question: ResultQuestion, rng: np.random.Generator) -> list[str]:
    """Mistakes in any order, no two of which give the same numbers or are called the same."""
    found = list(mistakes(sheet, question.step, question.among))
    chosen: list[Mistake] = []
    for made in (found[k] for k in rng.permutation(len(found))):
        if not any(made.confused(other, question.topic) for other in chosen):
            chosen.append(made)
    return [made.id for made in chosen]
