"""The rating of the review that an answer caused: as it was marked, until the learner presses another."""

from __future__ import annotations

import streamlit as st

from presentation.progress.rating_words import names, rated
from quiz.attempt import Attempt
from quiz.schedule import Rating
from ui.session import review
from ui.session.callbacks import whole
from ui.session.rating import change, graded


def rating(attempt: Attempt) -> None:
    """Four buttons, the keys 1 to 4; nothing where the answer caused no review."""
    found = graded(attempt)
    if found is None:
        return
    with st.container(key="rating", horizontal=True, vertical_alignment="center"):
        st.caption(rated(found), width="content")
        for grade, name in names().items():
            st.button(
                name,
                key=f"rate_{grade.name.lower()}",
                type="secondary" if grade == found.rating else "tertiary",
                shortcut=str(int(grade)),
                on_click=_chosen,
                args=(attempt.id, grade),
            )


@whole
def _chosen(attempt_id: str, grade: Rating) -> None:
    if change(attempt_id, grade):
        review.due_again(attempt_id)
