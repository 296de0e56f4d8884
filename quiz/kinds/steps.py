"""Worked steps: matrices to fill in, marked step by step with errors carried forward."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from content import StepsQuestion
from content.own_question import STORED, OwnQuestion
from quiz.answers.write import written
from quiz.exercises.certificate import StepCertificate
from quiz.exercises.from_content import as_arrays, as_lists, as_plain, asked, exercise
from quiz.exercises.irrelevant_options import undecided
from quiz.exercises.sheet import Sheet
from quiz.exercises.variant import certificate, draw
from quiz.marking.mark import mark
from quiz.posed import Answers, PosedComputation, Rows
from quiz.verdicts import Marking


@dataclass(frozen=True)
class PosedSteps(PosedComputation[StepsQuestion]):
    """An instance of a steps question: its drawn sheet."""

    sheet: Sheet

    @property
    def drawn(self) -> dict[str, Any]:
        """The drawn inputs; of a learner's own computation the question too, since no content has it."""
        if isinstance(self.question, OwnQuestion):
            kept = self.question.model_dump(mode="json", include=STORED)
            return {"question": kept, "numbers": as_plain(self.sheet.inputs)}
        return as_lists(self.sheet.inputs)

    @property
    def renewed(self) -> bool:
        """Whether posing the question again draws other numbers: all but the learner's own."""
        return not isinstance(self.question, OwnQuestion)

    @property
    def as_put(self) -> dict[str, Any]:
        """The options, and the steps that are asked and given: fewer are asked where one of them is practised alone."""
        return {**super().as_put, "ask": list(self.question.ask), "given": list(self.question.given)}

    @property
    def undecided(self) -> tuple[str, ...]:
        """The options that cannot affect the answers."""
        return undecided(self.sheet)

    @property
    def parts(self) -> tuple[str, ...]:
        """The ids of the steps to fill in; each answer is a grid of the step's shape."""
        return self.sheet.asked

    @property
    def fits(self) -> bool:
        """Whether the stored inputs have the names and shapes that the question reads, and its steps exist."""
        named = {*self.question.ask, *self.question.given}
        return self.sheet.fits and named <= self.sheet.program.steps.keys()

    @property
    def possible(self) -> float:
        """Total marks of all steps."""
        return self.sheet.marks * len(self.sheet.asked)

    @property
    def certificate(self) -> tuple[StepCertificate, ...]:
        """The certificate of each asked step: which misconceptions these numbers tell apart."""
        return tuple(certificate(self.sheet, step) for step in self.sheet.asked)

    @property
    def typed_parts(self) -> tuple[str, ...]:
        """The parts that hold texts as they were typed: all of them."""
        return self.parts

    def mark(self, answers: Answers) -> Marking:
        """The marking by the rules of quiz.marking.mark."""
        return mark(self.sheet, answers)

    def solution(self) -> dict[str, Rows]:
        """The true values of each step, rounded as asked."""
        return {step: written(self.sheet.truth[step], self.sheet.decimals) for step in self.sheet.asked}


def pose(question: StepsQuestion, seed: int, drawn: dict[str, Any] | None = None) -> PosedSteps:
    """An instance on drawn numbers on which misconceptions can be told apart, or on stored numbers.

    Raises LookupError for a learner's own question without its numbers, for none can be drawn.
    """
    work = exercise(question)
    if isinstance(question, OwnQuestion):
        return PosedSteps(question, seed, work.sheet(as_arrays(dict(drawn or {})["numbers"])))
    return PosedSteps(question, seed, work.sheet(as_arrays(drawn)) if drawn else draw(work, seed).sheet)


def worth(question: StepsQuestion) -> float:
    """Total marks of all steps."""
    return question.marks * len(question.ask or asked(question, ()))  # the computation is built only where it must be
