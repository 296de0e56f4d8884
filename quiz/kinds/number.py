"""Questions for one number: a cell, a size, or a count of parameters, multiply-adds or bytes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from content import NumberQuestion, Text
from engine import MECHANISMS, Program
from engine.execution.run import evaluate
from engine.readings.cost import Amount, total
from quiz.answers.parse import Blank, NotANumber, ParsedNumber, commas_are_decimal
from quiz.answers.parse import number as read
from quiz.answers.write import number as written
from quiz.exercises.from_content import Task, as_arrays, as_lists, exercise, program
from quiz.exercises.irrelevant_options import undecided
from quiz.exercises.sheet import Sheet, wrong_formulas
from quiz.exercises.variant import draw, varies
from quiz.kinds.counts import COUNTS, counted, miscounts
from quiz.kinds.drawn_sizes import drawn_sizes
from quiz.marking.points import MISCONCEPTION, part_marking
from quiz.posed import Answers, PosedComputation, Rows, first_cell, single_cell
from quiz.verdicts import CellStatus, Marking

PART = "number"
GROUPED = re.compile(r"(?<=[0-9])[,_ '’](?=[0-9]{3}(?![0-9]))")  # in a count, these only separate thousands
MOST_DRAWS = 20
MOST_NAMES = 2  # a number that more misconceptions give identifies none of them


@dataclass(frozen=True)
class CountTerm:
    """One term of a count: the id of a step or input, how many have its name, and their total amount."""

    id: str
    repeated: int
    amount: Amount


@dataclass(frozen=True)
class PosedNumber(PosedComputation[NumberQuestion]):
    """An instance of a number question: the drawn sizes, and for a cell the sheet with its numbers."""

    sizes: dict[str, int]
    sheet: Sheet | None

    @property
    def drawn(self) -> dict[str, Any]:
        """The drawn sizes, and for a cell the drawn inputs."""
        return {"sizes": dict(self.sizes), "inputs": as_lists(self.sheet.inputs) if self.sheet else {}}

    @cached_property
    def about(self) -> NumberQuestion:
        """The question about the published model that was drawn, if it is about one."""
        return self.question.about(self.sizes)

    @property
    def prompt(self) -> Text:
        """The instruction shown to the learner, with the name of the model."""
        return self.about.prompt

    @property
    def times(self) -> int:
        """By how many a count is multiplied: the layers, or blocks, of the model."""
        return self.about.times

    @property
    def renewed(self) -> bool:
        """Whether posing the question again draws other numbers or sizes."""
        return bool(self.question.vary or self.question.models) or (self.sheet is not None and varies(self.sheet))

    @property
    def undecided(self) -> tuple[str, ...]:
        """The options that cannot affect the number."""
        return undecided(self.sheet) if self.sheet else super().undecided

    @property
    def parts(self) -> tuple[str, ...]:
        """The single part, "number": one cell."""
        return (PART,)

    @cached_property
    def program(self) -> Program:
        """The program of the question in the drawn sizes."""
        return program(self.question, self.sizes)

    @property
    def fits(self) -> bool:
        """Whether the stored sizes and inputs are those that the question needs."""
        models = self.question.models
        known = set(self.sizes) == set(MECHANISMS[self.mechanism_id].sizes)
        published = not models or any(model.has(self.sizes) for model in models)
        return known and published and (self.sheet is None or self.sheet.fits)

    @property
    def index(self) -> tuple[int, ...]:
        """The index of the cell asked for, counted from 0, leading axes first."""
        return tuple(k - 1 for k in self.question.cell)

    @property
    def right(self) -> float:
        """The right number, not rounded."""
        if self.sheet:
            return float(self.sheet.truth[self.question.step or ""][self.index])
        return counted(self.question, self.program).number * self.times

    @property
    def adds_up(self) -> bool:
        """Whether the number is a sum over the steps or inputs of a computation; a cell and a size are none."""
        return self.sheet is None and COUNTS[self.question.of].adds_up

    @property
    def terms(self) -> tuple[CountTerm, ...]:
        """The non-zero terms of a count in the order of the computation, for one layer; empty for a cell or a size."""
        if not self.adds_up:
            return ()
        gathered: dict[str, CountTerm] = {}
        for id, amount in COUNTS[self.question.of].amounts(self.question, self.program).items():
            name = self.program[id].name
            before = gathered.get(name)
            both = (before.amount, amount) if before else (amount,)
            gathered[name] = CountTerm(before.id if before else id, before.repeated + 1 if before else 1, total(both))
        return tuple(term for term in gathered.values() if int(term.amount))

    @property
    def half(self) -> float:
        """The tolerance of the answer: half a unit of the last decimal for a cell, 0 for a count."""
        return self.sheet.half if self.sheet else 0.0

    @property
    def typed_parts(self) -> tuple[str, ...]:
        """The parts that hold texts as they were typed: all of them."""
        return self.parts

    def mark(self, answers: Answers) -> Marking:
        """The marking of the typed number; one third of the marks if one or two misconceptions give it."""
        found = self.read(first_cell(answers, PART))
        if not isinstance(found, ParsedNumber):
            status: CellStatus = "blank" if isinstance(found, Blank) else "unreadable"
            return Marking((part_marking(PART, [status], self.possible, 0),))
        if found.value == self.right or abs(found.value - self.right) <= self.half * (1 + 1e-9):
            return Marking((part_marking(PART, ["right"], self.possible, 1),))
        names = tuple(dict.fromkeys(self._mistakes(found.value)))
        if 1 <= len(names) <= MOST_NAMES:
            return Marking((part_marking(PART, ["misconception"], self.possible, MISCONCEPTION, misconceptions=names),))
        coarse = found.decimals is not None and abs(found.value - self.right) <= 0.5 * 10.0**-found.decimals
        return Marking((part_marking(PART, ["few_digits" if coarse and self.sheet else "wrong"], self.possible, 0),))

    def read(self, text: str) -> ParsedNumber | Blank | NotANumber:
        """The typed number, parsed.

        In a count, thousands may be separated by commas, spaces or apostrophes, and a product need not be worked out.
        """
        if self.sheet:
            return read(text, commas_are_decimal([text], self.question.decimals))
        found = read(GROUPED.sub("", unicodedata.normalize("NFKC", text[:200])), products=True)
        return replace(found, text=text) if isinstance(found, ParsedNumber) else found

    def solution(self) -> dict[str, Rows]:
        """The right number, rounded as asked."""
        text = written(self.right, self.question.decimals) if self.sheet else f"{self.right:.0f}"
        return {PART: single_cell(text)}

    @property
    def distinctive(self) -> bool:
        """Whether the number shows right work: it is neither 0 nor 1, and no misconception gives it."""
        return self.right not in (0.0, 1.0) and not any(True for _ in self._mistakes(self.right))

    def _mistakes(self, value: float) -> Iterator[str]:
        """The ids of the misconceptions that give this number."""
        if self.sheet is None:
            yield from (id for id, wrong in miscounts(self.about, self.program) if wrong == value)
            return
        step = self.question.step or ""
        for wrong in wrong_formulas(self.sheet.program, step, self.sheet.hidden):
            if wrong.expr.shape != self.sheet.program.steps[step].shape:
                continue
            if abs(float(evaluate(wrong.expr, self.sheet.truth.arrays)[self.index]) - value) <= self.half:
                yield wrong.id


def pose(question: NumberQuestion, seed: int, drawn: dict[str, Any] | None = None) -> PosedNumber:
    """An instance in drawn or stored sizes; for a cell, on numbers that no misconception gives, if any are found."""
    sizes = drawn["sizes"] if drawn else drawn_sizes(question, seed)
    if question.of in COUNTS:
        return PosedNumber(question, seed, sizes, None)
    work = exercise(question, Task((question.step or "",), question.given, question.decimals, question.marks), sizes)
    if drawn:
        return PosedNumber(question, seed, sizes, work.sheet(as_arrays(drawn["inputs"])))
    for k in range(MOST_DRAWS if varies(work) else 1):
        posed = PosedNumber(question, seed, sizes, draw(work, seed + 7919 * k).sheet)
        if posed.distinctive:
            break
    return posed
