"""Programs with one bug: which line is wrong, and what the output looks like because of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from content import DebugQuestion
from content.text import fingerprint
from quiz.kinds.stable_keys import entry_keys
from quiz.marking.points import part_marking
from quiz.posed import Answers, Posed, Rows, first_cell, single_cell
from quiz.verdicts import CellStatus, Marking, StepMarking

LINE, OUTCOME = "line", "outcome"


@dataclass(frozen=True)
class PosedDebug(Posed[DebugQuestion]):
    """An instance of a program with a bug.

    `order` has the index of the outcome shown at each place; `names` are the keys by which answers refer to them.
    """

    order: tuple[int, ...]
    names: tuple[str, ...]

    @property
    def drawn(self) -> dict[str, Any]:
        """The keys of the outcomes in the order they are shown, and the fingerprint of the program."""
        return {"order": [self.names[k] for k in self.order], "code": fingerprint(self.question.code)}

    @property
    def parts(self) -> tuple[str, ...]:
        """Two parts: "line" (its number, from 1) and "outcome" (the key of one)."""
        return (LINE, OUTCOME)

    @property
    def outcome(self) -> str:
        """The name of the right outcome."""
        return next(name for name, one in zip(self.names, self.question.outcomes, strict=True) if one.correct)

    def mark(self, answers: Answers) -> Marking:
        """The marking: half of the marks for the line, half for the outcome."""
        line, outcome = self.solution()[LINE][0][0], self.outcome
        return Marking((self._part(LINE, line, answers), self._part(OUTCOME, outcome, answers)))

    def _part(self, name: str, right: str, answers: Answers) -> StepMarking:
        said = first_cell(answers, name)
        status: CellStatus = "right" if said == right else "wrong" if said else "blank"
        return part_marking(name, [status], self.possible / 2, float(said == right))

    def solution(self) -> dict[str, Rows]:
        """The number of the wrong line, and the key of the right outcome."""
        return {LINE: single_cell(str(self.question.line)), OUTCOME: single_cell(self.outcome)}


def pose(question: DebugQuestion, seed: int, drawn: dict[str, Any] | None = None) -> PosedDebug:
    """An instance in random order, or in the stored order. Raises LookupError if program or outcomes have changed."""
    keys = [outcome.text.key for outcome in question.outcomes]
    if drawn:
        if drawn["code"] != fingerprint(question.code):
            raise LookupError("The program is another since.")
        called = entry_keys(keys, drawn["order"])
        return PosedDebug(question, seed, tuple(called.index(str(name)) for name in drawn["order"]), called)
    order = np.random.default_rng(seed).permutation(len(keys)).tolist()
    return PosedDebug(question, seed, tuple(order), entry_keys(keys))
