"""Attempts: one learner's answer to one question instance in a session."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from content import Question
from quiz.kinds.steps import PosedSteps
from quiz.marking.points import halves, hint_cost
from quiz.marking.sitting import Sitting
from quiz.posed import Posed, Rows
from quiz.targeted import Target
from quiz.verdicts import Marking


@dataclass
class Attempt:
    """An attempt at a question instance, with its answers so far. Mutable; it is recorded once.

    Worked steps are answered one by one in `sitting`. For all other kinds, `answers` are the texts entered and
    `handed_in` says whether they were submitted. `paper` is the id of the exam paper the attempt belongs to; such an
    attempt is not marked and has no hints before the paper is handed in. `aim` is what it practises, if it aims at
    something. `told` is the marking the learner was given, of an attempt that is opened again: it is looked at, and
    nothing in it changes.
    """

    posed: Posed[Any]
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    sitting: Sitting | None = None
    answers: dict[str, Rows] = field(default_factory=dict)
    handed_in: bool = False
    hints: int = 0
    recorded: bool = False
    paper: str = ""
    aim: Target | None = None
    told: Marking | None = None

    def __post_init__(self) -> None:
        if self.sitting is None and not self.paper and isinstance(self.posed, PosedSteps):
            self.sitting = Sitting(self.posed.sheet)

    def looked_at(self, told: Marking) -> Attempt:
        """The attempt as a finished one that is opened again, with the marking that was given then."""
        seen = replace(self, sitting=None, handed_in=True, recorded=True, paper="", told=told)
        if isinstance(self.posed, PosedSteps):
            typed = {step: self.answers.get(step, ()) for step in self.posed.parts}
            seen.sitting = Sitting(self.posed.sheet, typed, told=told)
        return seen

    @property
    def question(self) -> Question:
        """The question."""
        found: Question = self.posed.question
        return found

    @property
    def seed(self) -> int:
        """The seed of the drawn numbers."""
        return self.posed.seed

    @property
    def texts(self) -> Mapping[str, Rows]:
        """The texts entered in each part; for worked steps, those handed in."""
        return self.sitting.typed if self.sitting else self.answers

    @property
    def finished(self) -> bool:
        """Whether all parts have been submitted."""
        return self.sitting.finished if self.sitting else self.handed_in

    @property
    def marking(self) -> Marking:
        """The marking of the answers so far."""
        if self.told:
            return self.told
        return self.sitting.marking if self.sitting else self.posed.mark(self.answers)

    @property
    def points(self) -> float:
        """Marks after the cost of hints and second tries."""
        if self.sitting:
            return self.sitting.score
        return max(0.0, halves(self.marking.points) - hint_cost(self.hints))

    @property
    def hints_used(self) -> int:
        """The number of hints taken."""
        return self.sitting.hints_used if self.sitting else self.hints
