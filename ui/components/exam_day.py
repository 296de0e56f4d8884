"""When the exam is and how many minutes a day there are: asked on Today and in Settings."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import streamlit as st

from presentation.translate import _
from ui.session.callbacks import whole

if TYPE_CHECKING:  # a newcomer's page opens no store
    from db.records import Learner

DAY, MINUTES = "exam_day", "minutes_a_day"
CHOICES = (10, 15, 20, 30, 45, 60, 90, 120, 180, 240)
USUAL = 20  # minutes of who has not said
A_DAY = timedelta(days=1)
FARTHEST = timedelta(days=730)


def fields(learner: Learner | None) -> None:
    """Both in a row; `learner` is None where nothing is kept yet."""
    today = datetime.now().astimezone().date()
    kept = learner.exam_day if learner else None
    st.markdown(_("Exam on"), width="content")
    st.date_input(
        _("Day of the exam"),
        value=kept,
        min_value=min(kept or today, today - A_DAY),
        max_value=max(kept or today, today + FARTHEST),
        format="YYYY-MM-DD",
        key=DAY,
        on_change=_chosen,
        label_visibility="collapsed",
        width=150,
    )
    minutes = learner.minutes_a_day if learner else USUAL
    choices = sorted({*CHOICES, minutes})
    st.selectbox(
        _("Minutes a day"),
        choices,
        index=choices.index(minutes),
        format_func=lambda n: _("{n} minutes a day").format(n=n),
        key=MINUTES,
        on_change=_chosen,
        label_visibility="collapsed",
        width=180,
    )


@whole
def _chosen() -> None:
    from db.errors import StoreError
    from ui.session import learners
    from ui.session.unsaved import report

    try:
        learners.change(
            replace(learners.me(), exam_day=st.session_state[DAY], minutes_a_day=int(st.session_state[MINUTES]))
        )
    except StoreError as error:
        report(error)
