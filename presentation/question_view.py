"""The numbers of a question as it shows them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from content import topic
from content.own_question import OwnQuestion
from engine import Trace
from presentation.content_words import titles
from presentation.figure.view import View
from quiz.kinds.convention import PosedConvention
from quiz.posed import PosedComputation


def question_view(posed: PosedComputation[Any], trace: Trace, decimals: int, rounded: Iterable[str]) -> View:
    """The `rounded` steps of a trace to so many decimals, all else as given, under the titles of the topic.

    A learner's own numbers may have more decimals than are asked for, and their words stand beside them.
    """
    title = titles(topic(posed.question.topic), trace.program)
    exact = frozenset(trace.program.steps) - frozenset(rounded)
    if isinstance(posed.question, OwnQuestion):
        return View(trace, decimals, (), title, exact | frozenset(trace.program.inputs), posed.question.labels)
    return View(trace, decimals, (), title, exact)


def convention_view(posed: PosedConvention, k: int) -> View:
    """The computation under one of the conventions: the step to the digits of the question, all else as given."""
    return question_view(posed, posed.trace(k), posed.question.decimals, (posed.question.step,))
