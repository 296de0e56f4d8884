"""What the examiner says about a step, in words."""

from __future__ import annotations

import streamlit as st

from content import topic
from presentation.arithmetic import yours_and_right
from presentation.content_words import choice_title, option_note, option_title
from presentation.figure.view import View
from presentation.mark_words import step_numbers
from presentation.mistake_words import mistake_words
from presentation.progress.aim_words import outcome_sentence
from presentation.slip_words import no_work, slip_sentence
from presentation.translate import _
from quiz.attempt import Attempt
from quiz.kinds.steps import PosedSteps
from quiz.marking.feedback import first_off, largest_off, version_made
from quiz.marking.sitting import Sitting
from quiz.verdicts import StepMarking
from ui import elements
from ui.kinds import verdict_buttons
from ui.session.practise import move


def show(attempt: Attempt, sitting: Sitting, view: View, marked: StepMarking) -> None:
    """The margin beside an answered step."""
    posed, aim = attempt.posed, attempt.aim
    if aim and isinstance(posed, PosedSteps) and (told := outcome_sentence(posed, aim, marked)):
        elements.note(told)
    say = {
        "follows": _follows,
        "convention": _convention,
        "misconception": _misconception,
        "slip": _slip,
        "wrong": _wrong,
    }.get(marked.status)
    if say is not None:
        say(attempt, sitting, view, marked)
    if not marked.worked and marked.status in ("right", "follows"):
        elements.note(no_work())
    if not attempt.recorded and (marked.status not in ("right", "follows") or marked.unmarked):
        st.button(
            _("Try this step again"),
            key=f"retry_{marked.step}",
            on_click=move,
            args=("retry", marked.step),
            help=_("A second try may earn one mark less. Later steps are opened again."),
        )
    verdict_buttons.beside(attempt, marked)


def _follows(attempt: Attempt, sitting: Sitting, view: View, marked: StepMarking) -> None:
    n = step_numbers(sitting, marked.carried)
    if marked.earned:
        elements.note(
            _("This is right for the numbers you wrote in step {n}, so the method earns full marks.").format(n=n)
        )
    else:
        elements.note(
            _(
                "This follows from step {n}, but the numbers there are so simple that other methods give the same."
            ).format(n=n)
        )


def _convention(attempt: Attempt, sitting: Sitting, view: View, marked: StepMarking) -> None:
    assert marked.convention is not None
    option, value = marked.convention
    here = topic(attempt.question.topic)
    stated = choice_title(here, option, getattr(sitting.sheet.options, option))
    title = _("Right in another convention: {theirs}").format(theirs=choice_title(here, option, value))
    text = _("{option}: this question states “{stated}”, and its convention holds.").format(
        option=option_title(here, option), stated=stated
    )
    again = _("The same convention as before: it costs its marks only once.") if marked.repeated else ""
    elements.insight(
        "convention",
        title,
        " ".join(filter(None, [text, option_note(here, option), again])),
        _cells(sitting, view, marked),
        marked.step,
    )


def _misconception(attempt: Attempt, sitting: Sitting, view: View, marked: StepMarking) -> None:
    about, sheet = attempt.question.topic, sitting.sheet
    said = [
        mistake_words(about, sheet, id, marked.step, version_made(sitting, marked.step, id))
        for id in marked.misconceptions
    ]
    title = _(" or ").join(dict.fromkeys(name for name, _text in said))
    text = said[0][1]
    if marked.repeated:
        text += " " + _("The same mistake as before: it costs its marks only once.")
    if not marked.worked:
        text += " " + no_work()
    elements.insight("misconception", title, text, _cells(sitting, view, marked), marked.step)


def _slip(attempt: Attempt, sitting: Sitting, view: View, marked: StepMarking) -> None:
    told_once = marked.repeated and not marked.exchanged  # the sentence on exchanged answers says so itself
    again = _("The same mistake as before: it costs its marks only once.") if told_once else ""
    said = slip_sentence(view, marked, largest_off(sitting, marked))
    elements.insight("slip", said, again, _cells(sitting, view, marked), marked.step)


def _wrong(attempt: Attempt, sitting: Sitting, view: View, marked: StepMarking) -> None:
    bad, few = marked.count("wrong"), marked.count("few_digits")
    cells = sum(map(len, marked.cells))
    title = _("{bad} of {cells} cells are wrong").format(bad=bad, cells=cells)
    first = _("Here is the first of them, worked out.")
    if not bad:
        title = _("{few} of {cells} cells have too few digits").format(few=few, cells=cells)
    elements.insight("wrong", title, first if marked.worked else no_work(), _cells(sitting, view, marked), marked.step)


def _cells(sitting: Sitting, view: View, marked: StepMarking) -> list[tuple[str, str]]:
    return yours_and_right(view, first_off(sitting, marked))
