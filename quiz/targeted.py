"""Targeted practice: draws a question on numbers on which one chosen misconception can be recognised."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from content import StepsQuestion, Topic, questions, topic
from content.schema import keys
from engine.ids import BACKWARD, is_gradient, name_in
from quiz.exercises.certificate import StepCertificate, classes
from quiz.exercises.from_content import exercise
from quiz.exercises.variant import MOST_TRIES, certificate, draw
from quiz.kinds.steps import PosedSteps


@dataclass(frozen=True)
class Target:
    """A misconception of a mechanism at a step, such as t=2/hidden; the same step at another t or layer will do."""

    mechanism: str
    step: str
    misconception: str


def aimed(aim: Target, seed: int, avoid: Sequence[str] = ()) -> PosedSteps | None:
    """A question instance on which the misconception differs from right work and from every other misconception.

    Questions in `avoid`, those answered last, are used only if there is no other. None if no question asks for the
    step.
    """
    rng = np.random.default_rng(seed)
    found = list(suitable(aim))
    fresh = [q for q in found if q.id not in avoid] or found
    for question in [fresh[k] for k in rng.permutation(len(fresh))] + [q for q in found if q not in fresh]:
        posed = _exposing(question, aim, rng)
        if posed:
            return posed
    return None


@lru_cache(maxsize=256)
def suitable(aim: Target) -> tuple[StepsQuestion, ...]:
    """The questions with a step to fill in at which the misconception can be made."""
    return tuple(q for q in questions() if isinstance(q, StepsQuestion) and any(_steps(q, aim)))


@lru_cache(maxsize=256)
def asking(mechanism: str, step: str) -> tuple[StepsQuestion, ...]:
    """The questions in which this step is filled in, those with the fewest steps first."""
    found = [q for q in questions() if isinstance(q, StepsQuestion) and topic(q.topic).mechanism == mechanism]
    chosen = [q for q in found if any(same_step(id, step) for id in exercise(q).asked)]
    return tuple(sorted(chosen, key=lambda q: len(exercise(q).asked)))


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
                target = Target(here.mechanism, name_in(step), id)
                if target not in seen:
                    seen.add(target)
                    yield target


def _steps(question: StepsQuestion, aim: Target) -> Iterator[str]:
    """The asked steps of a question at which the misconception shows on some numbers."""
    if topic(question.topic).mechanism != aim.mechanism:
        return
    work = exercise(question)
    sheet = work.sheet({})
    for step in work.asked:
        if same_step(step, aim.step):
            known = classes(sheet.program, step, sheet.hidden).classes
            if any(wrong.id == aim.misconception for members in known for wrong in members):
                yield step


def _exposing(question: StepsQuestion, aim: Target, rng: np.random.Generator) -> PosedSteps | None:
    work, steps = exercise(question), list(_steps(question, aim))
    for _ in range(MOST_TRIES // 10):
        seed = int(rng.integers(2**31))
        sheet = draw(work, seed).sheet
        if any(exposes(certificate(sheet, step), aim.misconception) for step in steps):
            return PosedSteps(question, seed, sheet)
    return None


def exposes(found: StepCertificate, misconception: str) -> bool:
    """Whether the misconception differs from right work on these numbers, and from every other misconception."""
    shown = any(misconception in names for names in found.exposed)
    return shown and not any(misconception in (*a, *b) for a, b in found.coincide)


def same_step(a: str, b: str) -> bool:
    """Whether two ids are the same step at any time step or layer; a step and its gradient are different."""
    return name_in(a) == name_in(b) and is_gradient(a) == is_gradient(b)
