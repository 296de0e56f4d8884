"""A question as it is being answered in one session."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from content import Question
from quiz.kinds.steps import PosedSteps
from quiz.marking.points import halves, hint_cost
from quiz.marking.sitting import Sitting
from quiz.posed import Posed, Rows
from quiz.verdicts import Marking


@dataclass
class Attempt:
    """The session's open attempt: which question on which numbers, since when; recorded once.

    In an exam, `paper` is the paper it belongs to: nothing is marked and no hint given before the paper is handed in.

    Worked steps are answered one by one in `sitting`. Of every other kind, `answers` are what is entered so far and
    `handed_in` says that they were checked.
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
    unsaved: set[str] = field(default_factory=set)  # parts of an exam's answer that the store could not keep

    def __post_init__(self) -> None:
        if self.sitting is None and not self.paper and isinstance(self.posed, PosedSteps):
            self.sitting = Sitting(self.posed.sheet)

    @property
    def question(self) -> Question:
        """What is asked."""
        found: Question = self.posed.question
        return found

    @property
    def seed(self) -> int:
        """Where its numbers came from."""
        return self.posed.seed

    @property
    def finished(self) -> bool:
        """Whether there is nothing left to answer."""
        return self.sitting.finished if self.sitting else self.handed_in

    @property
    def marking(self) -> Marking:
        """What has been answered, marked."""
        return self.sitting.marking if self.sitting else self.posed.mark(self.answers)

    @property
    def points(self) -> float:
        """The score after hints and second tries."""
        if self.sitting:
            return self.sitting.score
        return max(0.0, halves(self.marking.points) - hint_cost(self.hints))

    @property
    def hints_used(self) -> int:
        """How many hints were taken."""
        return self.sitting.hints_used if self.sitting else self.hints
