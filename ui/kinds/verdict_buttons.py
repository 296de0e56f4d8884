"""The quiet buttons beside what was marked: practise this, and I think I am right."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from db.errors import StoreError
from presentation.settings.appeal_words import appeal_file
from presentation.translate import _
from quiz.appeal import LONGEST_NOTE
from quiz.attempt import Attempt
from quiz.kinds import KINDS
from quiz.kinds.steps import PosedSteps
from quiz.targeted import Target, target_of
from quiz.verdicts import StepMarking
from ui.components.chip import chip
from ui.components.download import download
from ui.session import aiming, appeals
from ui.session.browser_storage import hold
from ui.session.callbacks import whole
from ui.session.unsaved import report

Kind = Literal["secondary", "tertiary"]
WHOLE = ""  # an appeal against the marking of all parts


def beside(attempt: Attempt, marked: StepMarking) -> None:
    """Beside a marked step: both buttons, the second where marks are missing."""
    with st.container(key=f"ways_{marked.step}", horizontal=True, vertical_alignment="center"):
        practise_button(attempt, marked)
        if marked.points < marked.possible:
            appeal(attempt, marked.step)


def below(attempt: Attempt) -> None:
    """Under a marked question of another kind; there is no appeal where the learner has marked."""
    marking = attempt.marking
    with st.container(key="ways_of_question", horizontal=True, vertical_alignment="center"):
        practise_button(attempt, marking.steps[0])
        if marking.points < marking.possible and KINDS[attempt.question.kind].marked_alone:
            appeal(attempt, WHOLE)


def practise_button(attempt: Attempt, marked: StepMarking) -> None:
    """Practise the mistake that was named, else the step; nothing where no question asks for it."""
    aim = target_of(attempt.posed, marked)
    if aim is not None:
        key = f"practise_this_{marked.step}"
        practise(aim, key, attempt.question.id, "tertiary")


def practise(aim: Target, key: str, question_id: str, kind: Kind = "secondary") -> None:
    """The button that opens practice with this aim, in another question than this one if there is one."""
    label = _("Practise this mistake") if aim.misconception else _("Practise this step")
    if st.button(label, key=key, type=kind):
        aiming.practise(aim, question_id, question_id)


def appeal_against(attempt: Attempt, marked: StepMarking) -> None:
    """I think I am right, about a step, or all of another kind; nothing where the learner has marked."""
    if isinstance(attempt.posed, PosedSteps):
        appeal(attempt, marked.step)
    elif KINDS[attempt.question.kind].marked_alone and marked is attempt.marking.steps[0]:
        appeal(attempt, WHOLE)


def appeal(attempt: Attempt, part: str) -> None:
    """I think I am right: a note on the marking, kept with the sheet, and the file of both."""
    key = f"appeal_{attempt.id}_{part}"
    with chip(key, _("I think I am right"), plain=True) as opened:
        if not opened:
            return
        try:
            kept = appeals.of(attempt, part)
        except StoreError as error:
            report(error)
            return
        st.caption(
            _(
                "The sheet is kept with your note, to show to a teacher or to those who make Stepwise. "
                "The marks stay as they are."
            )
        )
        note = f"{key}_note"
        hold(note, note, kept.note if kept else "")
        st.text_area(_("Why you think so"), kept.note if kept else "", max_chars=LONGEST_NOTE, key=note)
        st.button(_("Keep"), key=f"{key}_keep", on_click=_keep, args=(attempt, part, note))
        if kept:
            st.caption(_("It is kept; Settings lists all such sheets."))
            name, text = appeal_file(kept.document)
            download(_("The sheet as a file"), lambda: text, name, "application/json", key=f"{key}_file")


@whole
def _keep(attempt: Attempt, part: str, note: str) -> None:
    appeals.keep(attempt, part, str(st.session_state[note]))
