"""The state of one attempt at a sheet: answers handed in, hints taken, second tries, and the score so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from engine import Trace, run
from quiz.answers.grid import Typed, answers, filled
from quiz.exercises.sheet import Sheet
from quiz.marking.mark import mark
from quiz.marking.points import HINT_COSTS, hint_cost
from quiz.verdicts import Marking, StepMarking

RETRY_COST = 1.0

Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Sitting:
    """One attempt at a sheet, answered step by step. Immutable: every action returns a new one.

    `typed` are the grids handed in by step; `hints` and `retries` count hints and second tries by step. The three hints
    of a step are an idea, the formula of one cell, and one cell worked out. `told` is the marking the learner was
    given, of an attempt that is opened again.
    """

    sheet: Sheet
    typed: Mapping[str, Rows] = field(default_factory=dict)
    hints: Mapping[str, int] = field(default_factory=dict)
    retries: Mapping[str, int] = field(default_factory=dict)
    told: Marking | None = None

    # ---- actions ----

    def hand_in(self, rows: Typed) -> Sitting:
        """The attempt with the open step answered; unchanged if no step is open."""
        if self.open is None:
            return self
        return replace(self, typed={**self.typed, self.open: tuple(tuple(map(str, row)) for row in rows)})

    def leave_blank(self) -> Sitting:
        """The attempt with the open step left blank; later steps are computed from its true values."""
        return self.hand_in(())

    def try_again(self, step: str) -> Sitting:
        """The attempt with this step and all later ones open again; the step's marks are reduced by RETRY_COST."""
        if step not in self.typed:
            return self
        kept = {s: self.typed[s] for s in self.sheet.asked[: self.sheet.asked.index(step)]}
        return replace(self, typed=kept, retries={**self.retries, step: self.retries.get(step, 0) + 1})

    def take_hint(self, step: str) -> Sitting:
        """The attempt with one more hint taken for a step, up to the number of hints there are."""
        return replace(self, hints={**self.hints, step: min(self.hints.get(step, 0) + 1, len(HINT_COSTS))})

    # ---- state ----

    @property
    def open(self) -> str | None:
        """The id of the first step that has not been handed in; None if all have been."""
        return next((step for step in self.sheet.asked if step not in self.typed), None)

    @property
    def finished(self) -> bool:
        """Whether every step has been handed in."""
        return self.open is None

    @cached_property
    def marking(self) -> Marking:
        """The marking of all steps, before hints and second tries; steps not handed in yet are blank."""
        return self.told or mark(self.sheet, self.typed)

    def points(self, step: StepMarking) -> float:
        """The marks of a step after the cost of hints and second tries, at least 0."""
        hints = hint_cost(self.hints.get(step.step, 0))
        return max(0.0, step.points - hints - RETRY_COST * self.retries.get(step.step, 0))

    @property
    def score(self) -> float:
        """Total marks after the cost of hints and second tries."""
        return sum(map(self.points, self.marking.steps))

    @property
    def hints_used(self) -> int:
        """The number of hints taken in all steps."""
        return sum(self.hints.values())

    @cached_property
    def carried(self) -> Trace:
        """The computation on the learner's own numbers: steps as handed in, blank cells filled with true values."""
        sheet = self.sheet
        read = answers(self.typed, {step: sheet.program.steps[step].shape for step in self.typed}, sheet.decimals)
        return run(
            sheet.program, sheet.inputs, {step: filled(found, sheet.truth[step]) for step, found in read.items()}
        )
