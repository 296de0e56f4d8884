"""A diagram to complete: labels are put into boxes by dragging, by tapping or from the keyboard."""

from __future__ import annotations

from functools import partial

import streamlit as st

from presentation.kinds.diagram import completed, corrections, labels
from presentation.translate import _, language
from quiz.attempt import Attempt
from quiz.kinds.diagram import PART, PosedDiagram
from ui.components.labelling import labelled, labelling
from ui.kinds import question_frame
from ui.session.callbacks import whole
from ui.session.practise import enter, hand_in


def show(attempt: Attempt) -> None:
    """The diagram and its labels; after Check which of them are right, and what belongs into the other boxes."""
    posed = attempt.posed
    assert isinstance(posed, PosedDiagram)
    if attempt.handed_in:
        question_frame.head(attempt)
        question_frame.verdict(attempt)
        _marked(attempt, posed)
        question_frame.onwards(attempt)
        return
    question_frame.head(attempt, _("A label may belong to several boxes, or to none."))
    key = _key(attempt)
    labelling(
        key,
        completed(posed, to_fill=True),
        list(labels(posed).values()),
        posed.said(attempt.answers),
        partial(_put, attempt.id, posed, key),
        version=attempt.id + language(),
    )
    question_frame.hints(attempt)
    if not attempt.paper:
        st.button(
            _("Check"),
            key="check",
            type="primary",
            shortcut="Ctrl+Enter",
            on_click=_hand_in,
            args=(attempt, posed, key),
        )


def _key(attempt: Attempt) -> str:
    return f"diagram_{attempt.id}"


def _put(id: str, posed: PosedDiagram, key: str) -> None:
    found = labelled(st.session_state.get(key), posed.labels, len(posed.boxes))
    if found is not None:
        enter(id, PART, (found,))


@whole
def _hand_in(attempt: Attempt, posed: PosedDiagram, key: str) -> None:
    """What stands in the boxes counts, also where the page has not heard of it yet."""
    _put(attempt.id, posed, key)
    hand_in()


def _marked(attempt: Attempt, posed: PosedDiagram) -> None:
    said, right = posed.said(attempt.answers), posed.right_for(attempt.answers)
    cells = attempt.marking[PART].cells[0]
    labelling(f"marked_{attempt.id}", completed(posed, said, cells), version=language())
    if wrong := corrections(posed, said, right):
        st.html("".join(f'<p class="correction">{line}</p>' for line in wrong))
    if said != right:
        st.markdown("**{}**".format(_("The complete diagram")))
        labelling(f"solved_{attempt.id}", completed(posed, right), version=language())
