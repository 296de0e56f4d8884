"""Targeted practice: one step of a question, on numbers on which one chosen misconception shows and is recognised."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import numpy as np

from content import StepsQuestion, Topic, questions, topic
from content.schema import keys
from engine import MECHANISMS
from engine.execution.run import evaluate
from engine.expression.node import names
from engine.ids import BACKWARD, is_gradient, name_in
from quiz.answers.write import written
from quiz.exercises.certificate import StepCertificate, classes
from quiz.exercises.from_content import exercise
from quiz.exercises.sheet import Sheet, computation, wrong_formulas
from quiz.exercises.variant import MOST_TRIES, certificate, draw
from quiz.kinds.number import PosedNumber
from quiz.kinds.result import PosedResult
from quiz.kinds.steps import PosedSteps
from quiz.posed import Posed
from quiz.verdicts import StepMarking

Outcome = Literal["gone", "still", "other"]
METHOD_RIGHT = ("rounding", "misread", "exchanged", "percent")  # slips that leave the method right


@dataclass(frozen=True)
class Target:
    """A misconception of a mechanism at a step, such as t=2/hidden; the same step at another t or layer will do.

    Without a misconception the step itself is practised, whatever may be done wrong in it.
    """

    mechanism: str
    step: str
    misconception: str = ""


Place = tuple[StepsQuestion, str]  # a question, and its step at which the misconception can be made


def aimed(aim: Target, seed: int, avoid: Sequence[str] = ()) -> PosedSteps | None:
    """An instance of a question with the aimed step alone to fill in; what is asked before it is given.

    On its numbers the misconception differs from right work, and is named if it is made. Preferred are questions in
    which the step has its usual formula, and among these such as are not in `avoid`, those answered last. None if no
    question asks for the step.
    """
    rng = np.random.default_rng(seed)
    found = list(_places(aim))
    shuffled = [found[k] for k in rng.permutation(len(found))]
    for question, step in sorted(shuffled, key=lambda place: _rank(place, aim, avoid)):
        posed = _exposing(_to_put(question, step, aim), aim, rng)
        if posed:
            return posed
    return None


def _rank(place: Place, aim: Target, avoid: Sequence[str]) -> tuple[bool, bool, bool]:
    question, step = place
    return not _usual(question, step), question.id in avoid, step != aim.step


@lru_cache(maxsize=256)
def suitable(aim: Target) -> tuple[StepsQuestion, ...]:
    """The questions with a step to fill in at which the misconception can be made."""
    return tuple({question.id: question for question, _step in _places(aim)}.values())


@lru_cache(maxsize=256)
def asking(mechanism: str, step: str) -> tuple[StepsQuestion, ...]:
    """The questions in which this step is filled in, those with the fewest steps first."""
    found = [q for q in questions() if isinstance(q, StepsQuestion) and topic(q.topic).mechanism == mechanism]
    chosen = [q for q in found if any(same_step(id, step) for id in exercise(q).asked)]
    return tuple(sorted(chosen, key=lambda q: len(exercise(q).asked)))


def alone(question: StepsQuestion, step: str) -> StepsQuestion:
    """The question with this step alone to fill in: what it asks before is given, what it asks after is left out."""
    asked = exercise(question).asked
    if asked == (step,):
        return question
    given = (*question.given, *asked[: asked.index(step)])
    return question.model_copy(update={"ask": (step,), "given": given})


def with_all_it_reads(question: StepsQuestion) -> StepsQuestion:
    """The question with every step given that the formula of its only step reads, those too that it left out."""
    work = exercise(question)
    (step,) = work.asked
    left = [id for id in names(work.program.steps[step].expr) if id in work.program.steps and id not in work.given]
    return question.model_copy(update={"given": (*question.given, *left)})


def _to_put(question: StepsQuestion, step: str, aim: Target) -> StepsQuestion:
    """The step alone, with all it reads if the aimed misconception can then be made as before."""
    only = alone(question, step)
    given = only if only is question else with_all_it_reads(only)
    before, then = (names_of(exercise(q).sheet({}), step, aim.misconception) for q in (only, given))
    return given if before == then else only


def called(here: Topic, key: str) -> Iterator[Target]:
    """The mistakes that a topic's questions ask for and that have the words under this key of the topic."""
    seen = set()
    for question in questions(here.id):
        if not isinstance(question, StepsQuestion):
            continue
        work = exercise(question)
        sheet = work.sheet({})
        for step in work.asked:
            own = BACKWARD if is_gradient(step) else name_in(step)
            known = classes(sheet.program, step, sheet.hidden).classes
            for id in (wrong.id for members in known for wrong in members if key in keys(own, wrong.id)):
                mistake = own, name_in(step), id
                if mistake not in seen:
                    seen.add(mistake)
                    yield Target(here.mechanism, step, id)


def target_of(posed: Posed[Any], marked: StepMarking) -> Target | None:
    """What to practise after a marked part: its first misconception, or its step; None where no question asks it."""
    step = marked.step if isinstance(posed, PosedSteps) else None
    if isinstance(posed, PosedNumber | PosedResult):
        step = posed.question.step
    if step is None or not asking(posed.mechanism_id, step):
        return None
    return Target(posed.mechanism_id, step, next(iter(marked.misconceptions), ""))


# ---- where a misconception can be made ----


@lru_cache(maxsize=256)
def _places(aim: Target) -> tuple[Place, ...]:
    return tuple(
        (question, step)
        for question in asking(aim.mechanism, aim.step)
        for step in exercise(question).asked
        if same_step(step, aim.step) and (not aim.misconception or _can_be_made(question, step, aim.misconception))
    )


def _can_be_made(question: StepsQuestion, step: str, misconception: str) -> bool:
    """Whether the misconception differs from right work on some numbers."""
    return bool(names_of(exercise(question).sheet({}), step, misconception))


def names_of(sheet: Sheet, step: str, misconception: str) -> frozenset[str]:
    """All misconceptions at a step that no numbers can tell from this one, itself included; empty if it never shows."""
    known = classes(sheet.program, step, sheet.hidden).classes
    every = (frozenset(wrong.id for wrong in members) for members in known)
    return next((names for names in every if misconception in names), frozenset())


def _usual(question: StepsQuestion, step: str) -> bool:
    """Whether the step has the formula that it has under the mechanism's defaults."""
    work = exercise(question)
    mechanism = MECHANISMS[work.mechanism_id]
    usual = computation(mechanism, mechanism.options(), work.sizes, question.gradient_of)
    return step in usual.steps and usual.steps[step].expr == work.program.steps[step].expr


def same_step(a: str, b: str) -> bool:
    """Whether two ids are the same step at any time step or layer; a step and its gradient are different."""
    return name_in(a) == name_in(b) and is_gradient(a) == is_gradient(b)


# ---- on which numbers it shows ----


def _exposing(question: StepsQuestion, aim: Target, rng: np.random.Generator) -> PosedSteps | None:
    work = exercise(question)
    for _ in range(MOST_TRIES // 10):
        seed = int(rng.integers(2**31))
        posed = PosedSteps(question, seed, draw(work, seed).sheet)
        if not aim.misconception or recognised(posed, aim.misconception):
            return posed
    return None


def recognised(posed: PosedSteps, misconception: str) -> bool:
    """Whether the misconception, made in the only step of a sheet, differs from right work and is called by its name.

    Or by that of a convention: what another convention gives to the last digit is called that instead.
    """
    sheet, (step,) = posed.sheet, posed.sheet.asked
    if not exposes(certificate(sheet, step), misconception):
        return False
    wrong = next(w for w in wrong_formulas(sheet.program, step, sheet.hidden) if w.id == misconception)
    marked = posed.mark({step: written(evaluate(wrong.expr, sheet.truth.arrays), sheet.decimals)})[step]
    return marked.status == "convention" or outcome(sheet, marked, misconception) == "still"


def exposes(found: StepCertificate, misconception: str) -> bool:
    """Whether the misconception differs from right work on these numbers, and from every other class of them."""
    own = next((names for names in found.exposed if misconception in names), None)
    return own is not None and own not in found.vague and not any(own in pair for pair in found.coincide)


def outcome(sheet: Sheet, marked: StepMarking, misconception: str) -> Outcome | None:
    """Whether a marked step shows that the misconception is gone, is still there, or something else; None if blank."""
    if marked.status == "blank":
        return None
    if marked.status in ("right", "follows") or marked.slip in METHOD_RIGHT:
        return "gone"
    return "still" if names_of(sheet, marked.step, misconception) & {*marked.misconceptions} else "other"
