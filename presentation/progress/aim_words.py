"""Practice that aims, in words: what it aims at, and afterwards whether the mistake is gone."""

from __future__ import annotations

from content import topic
from presentation.content_words import titles
from presentation.mistake_words import mistake_name
from presentation.translate import _
from quiz.kinds.steps import PosedSteps
from quiz.targeted import Target, outcome
from quiz.verdicts import StepMarking


def aim_sentence(posed: PosedSteps, aim: Target) -> str:
    """The one sentence at the top of the sheet."""
    (step,) = posed.sheet.asked
    title = titles(topic(posed.question.topic), posed.sheet.program)(step)
    if not aim.misconception:
        return _("This practises one step, {step}; what comes before it is given.").format(step=title)
    said = _(
        "This aims at one mistake, “{mistake}”, in the step where it is made: {step}. What comes before it is given."
    )
    return said.format(mistake=_named(posed, step, aim), step=title)


def outcome_sentence(posed: PosedSteps, aim: Target, marked: StepMarking) -> str:
    """Whether the mistake is gone, once the step is marked; "" where nothing was answered or no mistake is aimed at."""
    found = outcome(posed.sheet, marked, aim.misconception) if aim.misconception else None
    if found is None:
        return ""
    said = {
        "gone": _("The mistake is gone: “{mistake}” was not made this time."),
        "still": _("The mistake is still there: “{mistake}”."),
        "other": _("“{mistake}” was not made this time, but the step is not right yet."),
    }
    return said[found].format(mistake=_named(posed, marked.step, aim))


def _named(posed: PosedSteps, step: str, aim: Target) -> str:
    return mistake_name(posed.question.topic, posed.sheet, aim.misconception, step)
