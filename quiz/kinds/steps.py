"""Worked steps: matrices to fill in, marked by the examiner's rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from content import StepsQuestion
from quiz.answers.write import written
from quiz.exercises.certificate import StepCertificate
from quiz.exercises.from_content import exercise, kept, restored
from quiz.exercises.sheet import Sheet
from quiz.exercises.variant import certificate, draw
from quiz.marking.mark import mark
from quiz.posed import Answers, PosedComputation, Rows
from quiz.verdicts import Marking


@dataclass(frozen=True)
class PosedSteps(PosedComputation[StepsQuestion]):
    """The drawn sheet."""

    sheet: Sheet

    @property
    def drawn(self) -> dict[str, Any]:
        return kept(self.sheet.inputs)

    @property
    def undecided(self) -> tuple[str, ...]:
        return self.sheet.undecided

    @property
    def parts(self) -> tuple[str, ...]:
        return self.sheet.asked

    @property
    def fits(self) -> bool:
        return self.sheet.fits

    @property
    def possible(self) -> float:
        return self.sheet.marks * len(self.sheet.asked)

    @property
    def certificate(self) -> tuple[StepCertificate, ...]:
        """What these numbers expose at each asked step."""
        return tuple(certificate(self.sheet, step) for step in self.sheet.asked)

    def mark(self, answers: Answers) -> Marking:
        return mark(self.sheet, answers)

    def solution(self) -> dict[str, Rows]:
        return {step: written(self.sheet.truth[step], self.sheet.decimals) for step in self.sheet.asked}


def pose(question: StepsQuestion, seed: int, drawn: dict[str, Any] | None = None) -> PosedSteps:
    """On fresh numbers that tell mistakes apart, or on those that were drawn."""
    work = exercise(question)
    return PosedSteps(question, seed, work.sheet(restored(drawn)) if drawn else draw(work, seed).sheet)
