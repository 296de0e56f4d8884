"""What a mistake of a question is called, wherever it is told: in progress, notebook, certificate and mark sheet.

The words are those of the marking beside the step: of a mistake inside a step that is not asked, that step's.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from content import NotFound, NumberQuestion, ResultQuestion, StepsQuestion, question
from content.own_question import is_own
from engine import EngineError
from presentation.content_words import misconception
from presentation.mistake_words import mistake_name, mistake_names, mistake_words
from quiz.exercises.from_content import Task, exercise
from quiz.exercises.sheet import Sheet
from quiz.kinds.number import PosedNumber
from quiz.kinds.steps import PosedSteps
from quiz.marking.feedback import version_made
from quiz.marking.sitting import Sitting
from quiz.posed import Posed, Rows
from quiz.verdicts import StepMarking


def recorded_name(question_id: str, about: str, id: str, part: str) -> str:
    """The name of a mistake in a part of a question that was answered once; its id where it has no words."""
    step, paper = _paper(question_id, part)
    return _name(about, paper, id, step)


def posed_words(posed: Posed[Any], id: str, part: str) -> tuple[str, str]:
    """Name and explanation of a mistake in a part of a posed question."""
    about, step, paper = posed.question.topic, _step(posed.question, part), _sheet(posed)
    known = paper is not None and step in paper.program.steps
    return mistake_words(about, paper, id, step) if paper and known else misconception(about, id, step)


def posed_name(posed: Posed[Any], id: str, part: str) -> str:
    """The name alone."""
    return _name(posed.question.topic, _sheet(posed), id, _step(posed.question, part))


def marked_names(posed: Posed[Any], answers: Mapping[str, Rows], marked: StepMarking) -> tuple[str, ...]:
    """The names of the mistakes that were recognised in a marked part; of several versions, the one that was typed."""
    return tuple(dict.fromkeys(typed_name(posed, answers, id, marked.step) for id in marked.misconceptions))


def typed_name(posed: Posed[Any], answers: Mapping[str, Rows], id: str, part: str) -> str:
    """The name of a mistake in an answered part; of several versions, the one that was typed."""
    if not isinstance(posed, PosedSteps) or part not in answers or part not in posed.sheet.asked:
        return posed_name(posed, id, part)
    made = version_made(Sitting(posed.sheet, answers), part, id)
    return mistake_words(posed.question.topic, posed.sheet, id, part, made)[0]


def of_many_names(question_id: str, about: str, id: str, part: str) -> bool:
    """Whether a mistake is several in its part, which only what was typed can tell apart."""
    step, paper = _paper(question_id, part)
    return paper is not None and step in paper.program.steps and len(mistake_names(about, paper, id, step)) > 1


def _name(about: str, paper: Sheet | None, id: str, step: str) -> str:
    known = paper is not None and step in paper.program.steps
    return mistake_name(about, paper, id, step) if paper and known else misconception(about, id, step)[0]


def _sheet(posed: Posed[Any]) -> Sheet | None:
    return posed.sheet if isinstance(posed, PosedSteps | PosedNumber) else None


def _step(asked: Any, part: str) -> str:
    """The step that a part of an answer is about: the part itself, or the one step of a question for a number."""
    return asked.step or part if isinstance(asked, NumberQuestion | ResultQuestion) else part


@lru_cache(maxsize=512)
def _paper(question_id: str, part: str) -> tuple[str, Sheet | None]:
    """The step that a part is about, and the question as a sheet without numbers; None where there is none."""
    try:
        asked = question(question_id) if not is_own(question_id) else None
        if isinstance(asked, StepsQuestion):
            return part, exercise(asked).sheet({})
        if isinstance(asked, NumberQuestion | ResultQuestion) and asked.step:
            return asked.step, exercise(asked, Task((asked.step,), asked.given)).sheet({})
    except (NotFound, EngineError, KeyError):
        return part, None
    return part, None
