"""What only the examiner can tell of the content: every question can be put, and its numbers tell mistakes apart."""

from __future__ import annotations

from math import isclose

from content.errors import Problem
from content.loader import Library, looking_in
from content.questions import Question
from content.toml.error_sentences import TomlSource
from engine import EngineError
from quiz.exercises.certificate import StepCertificate
from quiz.exercises.draw_tries import counted
from quiz.kinds import pose
from quiz.kinds.steps import PosedSteps

SEEDS = range(3)
MOST_SHEETS = 200  # that are drawn until one will do; learners wait for them
MOST_CELLS = 40  # that a sheet asks to fill in; where it would be more, the steps that tell something are enough


def problems(library: Library) -> list[Problem]:
    """Every such fault of a library in which content.check finds none."""
    return [problem for topic in library.topics for problem in topic_problems(library, topic)]


def topic_problems(library: Library, topic: str, seeds: range = SEEDS) -> list[Problem]:
    """Those of one topic's questions, each drawn from these seeds."""
    source = TomlSource(library.folder(topic) / "questions.toml", library.root)
    asked = library.asked[topic].values()
    with looking_in(library):
        found = [(n, question.id, _fault(question, seeds)) for n, question in enumerate(asked)]
    return [source.problem(("questions", n), f"{id}: {fault}") for n, id, fault in found if fault]


def _fault(question: Question, seeds: range) -> str:
    """The first thing wrong with a question under any seed; "" when there is none."""
    for seed in seeds:
        try:
            with counted() as tries:
                posed = pose(question, seed)
        except EngineError as error:
            return f"it cannot be put (seed {seed}): {error}"
        if tries.sheets > MOST_SHEETS:
            return _slow(tries.sheets, seed)
        if not isclose(posed.mark(posed.solution()).points, posed.possible):
            return f"its own solution does not earn full marks (seed {seed})."
        if isinstance(posed, PosedSteps) and (cells := _cells(posed)) > MOST_CELLS:
            return f"it asks for {cells} cells, at most {MOST_CELLS} are bearable: name the telling steps in `ask`."
        if isinstance(posed, PosedSteps) and not posed.question.fixed:
            for step in posed.certificate:
                if not step.complete:
                    return _unseen(step, seed)
    return ""


def _slow(sheets: int, seed: int) -> str:
    return (
        f"{sheets} sheets are drawn until one will do (seed {seed}), at most {MOST_SHEETS} are bearable: "
        "draw other numbers or change the sizes."
    )


def _cells(posed: PosedSteps) -> int:
    """How many cells are to be filled in."""
    return sum(posed.sheet.truth[step].size for step in posed.sheet.asked)


def _unseen(step: StepCertificate, seed: int) -> str:
    """Which mistakes the numbers that were drawn do not tell from the truth or from each other."""
    pairs = [f"{' or '.join(one)} and {' or '.join(other)}" for one, other in step.coincide]
    alike = [*(" or ".join(ids) for ids in step.hidden), *pairs]
    what = "cannot be told from the right numbers" if step.hidden else "cannot be told apart"
    return f"at {step.step} {'; '.join(alike)} {what} (seed {seed}): draw other numbers or change the sizes."
