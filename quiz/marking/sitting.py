"""One attempt at a sheet, step by step: what is open, what was typed, hints and second tries, the score so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from engine import Trace, run
from quiz.answers.grid import Array, Typed, answer, filled
from quiz.exercises.sheet import Sheet
from quiz.marking.mark import mark
from quiz.marking.points import HINT_COSTS, hint_cost
from quiz.verdicts import Marking, StepMarking

RETRY_COST = 1.0

Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Sitting:
    """Frozen: every move gives a new one. `typed` is what was handed in for each step; `hints`, `retries` count.

    The hints of a step are what to think of, the formula of one cell, and one cell worked.
    """

    sheet: Sheet
    typed: Mapping[str, Rows] = field(default_factory=dict)
    hints: Mapping[str, int] = field(default_factory=dict)
    retries: Mapping[str, int] = field(default_factory=dict)

    # ---- moves ----

    def hand_in(self, rows: Typed) -> Sitting:
        """The open step answered; nothing happens when all are."""
        if self.open is None:
            return self
        return replace(self, typed={**self.typed, self.open: tuple(tuple(map(str, row)) for row in rows)})

    def leave_blank(self) -> Sitting:
        """The open step given up: the truth is carried on."""
        return self.hand_in(())

    def try_again(self, step: str) -> Sitting:
        """Back to a step: it and everything after it is open again, and may earn one mark less."""
        if step not in self.typed:
            return self
        kept = {s: self.typed[s] for s in self.sheet.asked[: self.sheet.asked.index(step)]}
        return replace(self, typed=kept, retries={**self.retries, step: self.retries.get(step, 0) + 1})

    def take_hint(self, step: str) -> Sitting:
        """One hint more for a step, as long as there are any."""
        return replace(self, hints={**self.hints, step: min(self.hints.get(step, 0) + 1, len(HINT_COSTS))})

    # ---- where it stands ----

    @property
    def open(self) -> str | None:
        """The first step that has not been handed in."""
        return next((step for step in self.sheet.asked if step not in self.typed), None)

    @property
    def finished(self) -> bool:
        return self.open is None

    @cached_property
    def marking(self) -> Marking:
        """Every step's marking; those not handed in yet are blank."""
        return mark(self.sheet, self.typed)

    def points(self, step: StepMarking) -> float:
        """The step's points after hints and second tries."""
        hints = hint_cost(self.hints.get(step.step, 0))
        return max(0.0, step.points - hints - RETRY_COST * self.retries.get(step.step, 0))

    @property
    def score(self) -> float:
        return sum(map(self.points, self.marking.steps))

    @property
    def hints_used(self) -> int:
        return sum(self.hints.values())

    @cached_property
    def carried(self) -> Trace:
        """The computation on the learner's own numbers: handed-in steps as written, gaps filled with the truth."""
        return run(self.sheet.program, self.sheet.inputs, {step: self._written(step) for step in self.typed})

    def _written(self, step: str) -> Array:
        truth = self.sheet.truth[step]
        return filled(answer(self.typed[step], truth.shape), truth)
