"""Questions on a learner's own computation: which steps can be asked, the question posed, and posed again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Any

from content import Question, question
from content.own_question import DIFFICULTY, PROMPT, STORED, TITLE, OwnQuestion, is_own, own_id
from engine import Options, Program, Trace
from engine.expression.node import names
from quiz.kinds.steps import PosedSteps, pose

LARGEST = 64  # cells of a step that is filled in
WIDEST = 256  # cells of a matrix that one is computed from: each is varied when an answer is marked
MOST_CELLS, MOST_STEPS = 60, 6  # of what is suggested


@dataclass(frozen=True)
class OwnComputation:
    """What a learner has computed: the trace, and what its program was built from.

    `labels` are the words along each axis, `begun` the steps given instead of computed.
    """

    topic_id: str
    trace: Trace
    options: Options
    sizes: Mapping[str, int]
    gradient_of: str | None = None
    begun: tuple[str, ...] = ()
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def askable(program: Program) -> tuple[str, ...]:
    """The steps that are small enough to be filled in; of a backward pass only its own steps."""
    backward = any(step.gradient_of for step in program.steps.values())
    return tuple(id for id, step in program.steps.items() if bool(step.gradient_of) == backward and _small(program, id))


def _small(program: Program, id: str) -> bool:
    read = names(program.steps[id].whole)
    return cells(program, id) <= LARGEST and all(cells(program, name) <= WIDEST for name in read)


def cells(program: Program, id: str) -> int:
    """How many cells a step or input has."""
    return prod(map(int, program[id].shape))


def suggested(program: Program) -> tuple[str, ...]:
    """The first steps that can be asked, as many as are filled in within a few minutes."""
    chosen: list[str] = []
    left = MOST_CELLS
    for id in askable(program)[:MOST_STEPS]:
        left -= cells(program, id)
        if chosen and left < 0:
            break
        chosen.append(id)
    return tuple(chosen)


def pose_own(of: OwnComputation, ask: Sequence[str], decimals: int = 2) -> PosedSteps:
    """The question that asks for these steps of the computation; all other steps are given with their true values."""
    program = of.trace.program
    asked = OwnQuestion(
        kind="steps",
        id=own_id(of.topic_id),
        title=TITLE,
        prompt=PROMPT,
        difficulty=DIFFICULTY,
        options=dict(vars(of.options)),
        sizes=dict(of.sizes),
        gradient_of=of.gradient_of,
        ask=tuple(id for id in program.steps if id in ask),
        given=tuple(id for id in program.steps if id not in ask),
        decimals=decimals,
        labels=dict(of.labels),
        begun=of.begun,
    )
    return pose(asked, 0, {"numbers": {id: of.trace[id] for id in program.inputs}})


def own_again(question_id: str, drawn: Mapping[str, Any]) -> OwnQuestion:
    """The question that was stored with an attempt or a draft.

    Raises LookupError, TypeError or ValueError where what is stored makes none.
    """
    kept = dict(drawn["question"])
    return OwnQuestion(
        kind="steps", id=question_id, title=TITLE, prompt=PROMPT, difficulty=DIFFICULTY, **{k: kept[k] for k in STORED}
    )


def question_again(question_id: str, drawn: Mapping[str, Any]) -> Question:
    """The question of the content with this id, or the learner's own one that was stored.

    Raises NotFound where there is none.
    """
    if not is_own(question_id):
        return question(question_id)
    try:
        return own_again(question_id, drawn)
    except (LookupError, TypeError, ValueError):
        return question(question_id)  # which there is not
