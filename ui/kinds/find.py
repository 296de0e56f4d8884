"""A worked solution with one wrong step in it: which step it is, and what was done there."""

from __future__ import annotations

import streamlit as st

from engine import Trace
from presentation.arithmetic import theirs_and_right
from presentation.figure.build import given
from presentation.figure.candidates import flagged
from presentation.figure.view import View
from presentation.formulas import formula
from presentation.kinds.find import names, number, places
from presentation.mark_words import points_of
from presentation.mistake_words import mistake_words
from presentation.question_rules import digits_in_every_step, rules
from presentation.question_view import question_view
from presentation.translate import _, titled, together
from quiz.attempt import Attempt
from quiz.exercises.feedback import most_changed
from quiz.kinds.find import NAME, STEP, PosedFind, key
from quiz.posed import first_cell
from ui import elements
from ui.components.figure.component import figure
from ui.kinds import question_frame
from ui.kinds.pick import pick


def show(attempt: Attempt) -> None:
    """The solution as a story; below it the two questions, and after Check what was wrong."""
    posed = attempt.posed
    assert isinstance(posed, PosedFind)
    view = question_view(posed, Trace(posed.sheet.program, posed.shown.arrays), posed.sheet.decimals, posed.sheet.asked)
    question_frame.head(attempt, " · ".join(rules(posed, digits_in_every_step(posed.sheet.decimals))))
    with st.container(key="given"):
        figure(f"given_{attempt.id}", given(view, posed.sheet.provided))
    with st.container(key="story", gap=None):
        for n, step in enumerate(posed.sheet.asked, 1):
            one_step(attempt, posed, view, n, step)
    if attempt.handed_in:
        question_frame.verdict(attempt)
        answers(attempt, posed, view)
        question_frame.onwards(attempt)
        return
    ask(attempt, posed, view)
    question_frame.hints(attempt)
    question_frame.check(bool(first_cell(attempt.answers, STEP) and first_cell(attempt.answers, NAME)))


# ---- the story ----


def one_step(attempt: Attempt, posed: PosedFind, view: View, n: int, step: str) -> None:
    """A step as it was worked; after Check what became of it."""
    mark = badge(attempt, posed, step) if attempt.handed_in else ""
    with elements.step(n, "done", last=n == len(posed.sheet.asked)):
        elements.step_head(view.title(step), [formula(posed.sheet.on_paper(step), step)], mark=mark)
        shown = given(view, (step,))
        if not attempt.handed_in or step != posed.step:
            figure(f"shown_{attempt.id}_{step}", shown)
            return
        left, right = st.columns([5, 6], gap="medium")
        with left:
            figure(f"wrong_{attempt.id}_{step}", flagged(shown, view, step, posed.sheet.truth[step]))
            st.caption(_("The flagged cells differ from what is right."))
        with right:
            explained(attempt, posed, view)


def badge(attempt: Attempt, posed: PosedFind, step: str) -> str:
    """Where the mistake is, what follows from it, and which step the learner took for it."""
    mine = first_cell(attempt.answers, STEP) == step
    if step == posed.step:
        return elements.badge("misconception", _("wrong here · your choice") if mine else _("wrong here"))
    if mine:
        return elements.badge("wrong", _("your choice; nothing is wrong here"))
    if step in posed.affected:
        return elements.badge("follows", _("follows from step {n}").format(n=number(posed, posed.step)))
    return ""


def explained(attempt: Attempt, posed: PosedFind, view: View) -> None:
    """What was done, a cell of it both ways, and what became of the rest."""
    name, text = mistake_words(posed.question.topic, posed.sheet, posed.mistake, posed.step)
    later = _("The later steps follow from it: with these numbers they are right.") if posed.affected else ""
    elements.insight(
        "misconception",
        name,
        together(text, later),
        theirs_and_right(view, most_changed(posed.sheet, posed.step, posed.mistake)),
    )


# ---- the two questions ----


def ask(attempt: Attempt, posed: PosedFind, view: View) -> None:
    """The step first; what may have been done is only said then."""
    pick(attempt, STEP, places(posed, view), _("Which of the steps is wrong?"), across=True)
    if first_cell(attempt.answers, STEP):
        pick(attempt, NAME, names(posed), _("What was done there?"))


def answers(attempt: Attempt, posed: PosedFind, view: View) -> None:
    """Both answers beside what is right, each with its marks."""
    marking = attempt.marking
    right = {STEP: posed.step, NAME: key(posed.step, posed.mistake)}
    said = {**places(posed, view), **names(posed)}
    for part, label in ((STEP, _("The wrong step")), (NAME, _("What was done"))):
        mine, marked = first_cell(attempt.answers, part), marking[part]
        points = points_of(marked.points, marked.possible)
        chosen = "" if mine == right[part] else _("You chose: {answer}").format(answer=said.get(mine, "–"))
        with st.container(key=f"answer_{part}", horizontal=True, vertical_alignment="center"):
            st.markdown(titled(label, f"**{said[right[part]]}**"), width="content")
            st.html(elements.badge(marked.status, points), width="content")
            if chosen:
                st.caption(chosen, width="content")
