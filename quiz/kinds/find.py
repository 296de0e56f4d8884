"""Which step is wrong, and what was done there: a worked solution with one misconception in it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from content import FindQuestion
from engine import Trace, run
from engine.readings.misconceptions import with_mistake
from quiz.certificate import classes
from quiz.marking import Marking
from quiz.points import part
from quiz.posed import Answers, PosedComputation, Rows, first, one
from quiz.questions import Work, exercise, kept, restored
from quiz.sheet import Sheet, wrong_formulas
from quiz.variant import certificate, draw

STEP, NAME = "step", "misconception"
OFFERED = 4
MOST_DRAWS = 10


@dataclass(frozen=True)
class PosedFind(PosedComputation[FindQuestion]):
    """The `sheet` as it should be; `step` and `mistake` are what was done wrong.

    `offered` are the names to choose from, as (step, misconception) pairs, the true one among them.
    """

    sheet: Sheet
    step: str
    mistake: str
    offered: tuple[tuple[str, str], ...]

    @property
    def drawn(self) -> dict[str, Any]:
        return {
            "inputs": kept(self.sheet.inputs),
            "step": self.step,
            "mistake": self.mistake,
            "offered": [list(pair) for pair in self.offered],
        }

    @property
    def parts(self) -> tuple[str, ...]:
        return (STEP, NAME)

    @cached_property
    def shown(self) -> Trace:
        """The worked solution that is shown: wrong in one step, and right from there on."""
        return mistaken(self.sheet, self.step, self.mistake)

    def mark(self, answers: Answers) -> Marking:
        """Half the marks for the step, half for the name; a name that fits as well is as good."""
        step, name = first(answers, STEP), first(answers, NAME)
        same = next((c for c in _classes(self.sheet, self.step) if self.mistake in c), (self.mistake,))
        return Marking(
            (
                self._part(STEP, step, step == self.step),
                self._part(NAME, name, name in {key(self.step, id) for id in same}),
            )
        )

    def _part(self, name: str, text: str, right: bool) -> Any:
        return part(name, ["right" if right else "wrong" if text else "blank"], self.possible / 2, float(right))

    def solution(self) -> dict[str, Rows]:
        return {STEP: one(self.step), NAME: one(key(self.step, self.mistake))}


def key(step: str, mistake: str) -> str:
    """How an answer names a mistake made in a step."""
    return f"{step}:{mistake}"


def mistaken(sheet: Sheet, step: str, mistake: str) -> Trace:
    """The computation with the mistake made in that step and nowhere else."""
    wrong = next(w.expr for w in wrong_formulas(sheet.program, step, sheet.hidden) if w.id == mistake)
    return run(with_mistake(sheet.program, {step: wrong}), sheet.inputs)


def _classes(sheet: Sheet, step: str) -> list[tuple[str, ...]]:
    return [tuple(w.id for w in found) for found in classes(sheet.program, step, sheet.hidden).classes]


def _candidates(sheet: Sheet, among: tuple[str, ...]) -> list[tuple[str, str]]:
    """Mistakes that these numbers show, one name for those that nothing can tell apart."""
    found = []
    for step in sheet.asked:
        for names in certificate(sheet, step).exposed:
            wanted = [id for id in names if not among or id in among]
            if wanted:
                found.append((step, wanted[0]))
    return found


def pose(question: FindQuestion, seed: int, drawn: dict[str, Any] | None = None) -> PosedFind:
    """On fresh numbers, with a mistake that shows on them."""
    work = exercise(question, Work(question.ask, question.given, question.decimals, question.marks))
    if drawn:
        offered = tuple((step, mistake) for step, mistake in drawn["offered"])
        return PosedFind(
            question, seed, work.sheet(restored(drawn["inputs"])), drawn["step"], drawn["mistake"], offered
        )
    rng = np.random.default_rng(seed)
    for k in range(MOST_DRAWS):
        sheet = draw(work, seed + 7919 * k).sheet
        possible = [c for c in _candidates(sheet, question.among) if _finite(sheet, *c)]
        if possible:
            break
    step, mistake = possible[rng.integers(len(possible))]
    return PosedFind(question, seed, sheet, step, mistake, _offered(sheet, step, mistake, rng))


def _finite(sheet: Sheet, step: str, mistake: str) -> bool:
    """Whether the mistake leaves numbers that can be shown."""
    trace = mistaken(sheet, step, mistake)
    return all(not np.isnan(trace[id]).any() for id in sheet.asked)


def _offered(sheet: Sheet, step: str, mistake: str, rng: np.random.Generator) -> tuple[tuple[str, str], ...]:
    """The true name, another of the same step, and some of other steps; one of each class, so that one alone fits."""
    others = [c for c in _candidates(sheet, ()) if not (c[0] == step and _together(sheet, step, c[1], mistake))]
    rng.shuffle(others)
    same = [c for c in others if c[0] == step]
    elsewhere = [c for c in others if c[0] != step]
    chosen = [(step, mistake), *[*same[:1], *elsewhere, *same[1:]][: OFFERED - 1]]
    return tuple(chosen[k] for k in rng.permutation(len(chosen)))


def _together(sheet: Sheet, step: str, a: str, b: str) -> bool:
    return any(a in found and b in found for found in _classes(sheet, step))
