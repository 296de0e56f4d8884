"""Ordering questions: steps or lines of code in any order in which each can be computed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from content import OrderQuestion
from content.step_order import needed
from engine.program import Program
from engine.readings.code import statements
from quiz.exercises.from_content import asked, program
from quiz.marking.points import part_marking
from quiz.posed import Answers, PosedComputation, Rows
from quiz.verdicts import CellStatus, Marking

PART = "order"


@dataclass(frozen=True)
class PosedOrder(PosedComputation[OrderQuestion]):
    """An instance of an order question; `shuffled` are the step ids as shown. An answer is one row of step ids."""

    shuffled: tuple[str, ...]

    @property
    def drawn(self) -> dict[str, Any]:
        """The step ids in the order they are shown."""
        return {"shuffled": list(self.shuffled)}

    @property
    def fits(self) -> bool:
        """Whether the stored steps are those of the question."""
        return sorted(self.shuffled) == sorted(asked(self.question, self.question.ask))

    @property
    def renewed(self) -> bool:
        """False: only the order is drawn."""
        return False

    @property
    def parts(self) -> tuple[str, ...]:
        """The single part, "order": one row of step ids."""
        return (PART,)

    @property
    def program(self) -> Program:
        """The program whose steps are put in order."""
        return program(self.question)

    @property
    def code(self) -> dict[str, str]:
        """The line of code of each shown step, by id; empty if the steps are shown by title and formula."""
        if self.question.lines == "steps":
            return {}
        lines = statements(self.program, self.question.lines)
        return {step: lines[step] for step in self.shuffled}

    def mark(self, answers: Answers) -> Marking:
        """The marking: a step is right if all steps it needs stand before it.

        Marks are in proportion to the right steps among those that need another shown step.
        """
        rows = answers.get(PART, ())
        order = [str(step) for step in (rows[0] if len(rows) else ())]
        if sorted(order) != sorted(self.shuffled):
            return Marking((part_marking(PART, ["unreadable" if order else "blank"], self.possible, 0),))
        needs = needed(self.program, self.shuffled)
        placed = {step: needs[step] <= set(order[:k]) for k, step in enumerate(order)}
        cells: list[CellStatus] = ["right" if placed[step] else "wrong" for step in order]
        bound = [step for step in order if needs[step]]
        share = sum(placed[step] for step in bound) / len(bound) if bound else 1.0
        return Marking((part_marking(PART, cells, self.possible, share),))

    def solution(self) -> dict[str, Rows]:
        """The steps in the order they are computed."""
        return {PART: (asked(self.question, self.question.ask),)}


def missing(posed: PosedOrder, order: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """For each step of an order, the shown steps it needs that do not stand before it."""
    needs = needed(posed.program, posed.shuffled)
    return {step: tuple(s for s in order if s in needs[step] - set(order[:k])) for k, step in enumerate(order)}


def pose(question: OrderQuestion, seed: int, drawn: dict[str, Any] | None = None) -> PosedOrder:
    """An instance in a random order that is not already right, or in the stored order."""
    if drawn:
        return PosedOrder(question, seed, tuple(drawn["shuffled"]))
    rng, steps = np.random.default_rng(seed), asked(question, question.ask)
    for _ in range(50):
        posed = PosedOrder(question, seed, tuple(steps[k] for k in rng.permutation(len(steps))))
        if posed.mark({PART: (posed.shuffled,)})[PART].status != "right":
            break
    return posed
