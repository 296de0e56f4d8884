"""Steps or lines of code to be put in order: any order in which each can be computed is right."""

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
from quiz.marking.points import part
from quiz.posed import Answers, PosedComputation, Rows
from quiz.verdicts import CellStatus, Marking

PART = "order"


@dataclass(frozen=True)
class PosedOrder(PosedComputation[OrderQuestion]):
    """`shuffled` are the steps as they are shown. An answer is one row of steps."""

    shuffled: tuple[str, ...]

    @property
    def drawn(self) -> dict[str, Any]:
        return {"shuffled": list(self.shuffled)}

    @property
    def fits(self) -> bool:
        return sorted(self.shuffled) == sorted(asked(self.question, self.question.ask))

    @property
    def renewed(self) -> bool:
        return False

    @property
    def parts(self) -> tuple[str, ...]:
        return (PART,)

    @property
    def program(self) -> Program:
        """What is put in order."""
        return program(self.question)

    @property
    def code(self) -> dict[str, str]:
        """Each shown step as a line of code; nothing where the steps themselves are shown."""
        if self.question.lines == "steps":
            return {}
        lines = statements(self.program, self.question.lines)
        return {step: lines[step] for step in self.shuffled}

    def mark(self, answers: Answers) -> Marking:
        """A step is in place if all it needs stands before it; those that need nothing earn nothing."""
        rows = answers.get(PART, ())
        order = [str(step) for step in (rows[0] if len(rows) else ())]
        if sorted(order) != sorted(self.shuffled):
            return Marking((part(PART, ["unreadable" if order else "blank"], self.possible, 0),))
        needs = needed(self.program, self.shuffled)
        placed = {step: needs[step] <= set(order[:k]) for k, step in enumerate(order)}
        cells: list[CellStatus] = ["right" if placed[step] else "wrong" for step in order]
        bound = [step for step in order if needs[step]]
        share = sum(placed[step] for step in bound) / len(bound) if bound else 1.0
        return Marking((part(PART, cells, self.possible, share),))

    def solution(self) -> dict[str, Rows]:
        return {PART: (asked(self.question, self.question.ask),)}


def missing(posed: PosedOrder, order: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """What each line needs and does not find before it."""
    needs = needed(posed.program, posed.shuffled)
    return {step: tuple(s for s in order if s in needs[step] - set(order[:k])) for k, step in enumerate(order)}


def pose(question: OrderQuestion, seed: int, drawn: dict[str, Any] | None = None) -> PosedOrder:
    """Shuffled, and not right already."""
    if drawn:
        return PosedOrder(question, seed, tuple(drawn["shuffled"]))
    rng, steps = np.random.default_rng(seed), asked(question, question.ask)
    for _ in range(50):
        posed = PosedOrder(question, seed, tuple(steps[k] for k in rng.permutation(len(steps))))
        if posed.mark({PART: (posed.shuffled,)})[PART].status != "right":
            break
    return posed
