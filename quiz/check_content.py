"""What only the examiner can tell of the content: every question can be put, and its numbers tell mistakes apart."""

from __future__ import annotations

from math import isclose

from content.errors import Problem
from content.loader import Library, looking_in
from content.questions import Question
from content.toml.error_sentences import TomlSource
from engine import EngineError
from quiz.exercises.certificate import StepCertificate
from quiz.kinds import pose
from quiz.kinds.steps import PosedSteps

SEEDS = range(3)


def problems(library: Library) -> list[Problem]:
    """Every such fault of a library in which content.check finds none."""
    return [problem for topic in library.topics for problem in topic_problems(library, topic)]


def topic_problems(library: Library, topic: str) -> list[Problem]:
    """Those of one topic's questions."""
    source = TomlSource(library.folder(topic) / "questions.toml", library.root)
    asked = library.asked[topic].values()
    with looking_in(library):
        found = [(n, question.id, _fault(question)) for n, question in enumerate(asked)]
    return [source.problem(("questions", n), f"{id}: {fault}") for n, id, fault in found if fault]


def _fault(question: Question) -> str:
    """The first thing wrong with a question under any seed; "" when there is none."""
    for seed in SEEDS:
        try:
            posed = pose(question, seed)
        except EngineError as error:
            return f"it cannot be put (seed {seed}): {error}"
        if not isclose(posed.mark(posed.solution()).points, posed.possible):
            return f"its own solution does not earn full marks (seed {seed})."
        if isinstance(posed, PosedSteps) and not posed.question.fixed:
            for step in posed.certificate:
                if not step.complete:
                    return _unseen(step, seed)
    return ""


def _unseen(step: StepCertificate, seed: int) -> str:
    """Which mistakes the numbers that were drawn do not tell from the truth or from each other."""
    pairs = [f"{' or '.join(one)} and {' or '.join(other)}" for one, other in step.coincide]
    alike = [*(" or ".join(ids) for ids in step.hidden), *pairs]
    what = "cannot be told from the right numbers" if step.hidden else "cannot be told apart"
    return f"at {step.step} {'; '.join(alike)} {what} (seed {seed}): draw other numbers or change the sizes."
