"""True-or-false questions: a statement, and reasons to choose from in random order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from content import JudgeQuestion
from quiz.kinds.stable_keys import entry_keys
from quiz.marking.points import part_marking
from quiz.posed import Answers, Posed, Rows, first_cell, single_cell
from quiz.verdicts import CellStatus, Marking, StepMarking

VERDICT, REASON = "verdict", "reason"
TRUE, FALSE = "true", "false"


@dataclass(frozen=True)
class PosedJudge(Posed[JudgeQuestion]):
    """An instance of a true-or-false question.

    `order` has the index of the reason shown at each place; `names` are the keys by which answers refer to the reasons.
    Indices are those of the question.
    """

    order: tuple[int, ...]
    names: tuple[str, ...]

    @property
    def drawn(self) -> dict[str, Any]:
        """The keys of the reasons in the order they are shown."""
        return {"order": [self.names[k] for k in self.order]}

    @property
    def parts(self) -> tuple[str, ...]:
        """Two parts: "verdict" ("true" or "false") and "reason" (the key of one)."""
        return (VERDICT, REASON)

    @property
    def verdict(self) -> str:
        """What the statement is: "true" or "false"."""
        return TRUE if self.question.true else FALSE

    @property
    def reason(self) -> str:
        """The name of the right reason."""
        return next(name for name, choice in zip(self.names, self.question.reasons, strict=True) if choice.correct)

    def mark(self, answers: Answers) -> Marking:
        """The marking of verdict and reason.

        Each is worth half the marks; a reason counts only with the right verdict, which it gives the reason for.
        """
        judged = first_cell(answers, VERDICT) == self.verdict
        reasoned = judged and first_cell(answers, REASON) == self.reason
        return Marking((self._part(VERDICT, judged, answers), self._part(REASON, reasoned, answers)))

    def _part(self, name: str, right: bool, answers: Answers) -> StepMarking:
        status: CellStatus = "right" if right else "wrong" if first_cell(answers, name) else "blank"
        return part_marking(name, [status], self.possible / 2, float(right))

    def solution(self) -> dict[str, Rows]:
        """The right verdict and the key of the right reason."""
        return {VERDICT: single_cell(self.verdict), REASON: single_cell(self.reason)}


def pose(question: JudgeQuestion, seed: int, drawn: dict[str, Any] | None = None) -> PosedJudge:
    """An instance in random order, or in the stored order. Raises LookupError if the reasons have changed since."""
    keys = [choice.text.key for choice in question.reasons]
    if drawn:
        called = entry_keys(keys, drawn["order"])
        return PosedJudge(question, seed, tuple(called.index(str(name)) for name in drawn["order"]), called)
    order = np.random.default_rng(seed).permutation(len(keys)).tolist()
    return PosedJudge(question, seed, tuple(order), entry_keys(keys))
