"""Settings: when the learner's day begins, when the exam is, and how many minutes a day there are."""

from __future__ import annotations

import streamlit as st

from db.errors import StoreError
from presentation.content_words import when
from presentation.translate import _
from ui.components import exam_day
from ui.session import learners, persistence
from ui.session.callbacks import whole
from ui.session.state import session
from ui.session.unsaved import report

HOUR = "day_start"


def show() -> None:
    """The hour at which a new day begins, and the zone it is counted in; the exams and the minutes a day."""
    st.header(_("My day"), anchor=False)
    with st.container(key="my_day", horizontal=True, vertical_alignment="center"):
        st.markdown(_("A new day begins at"), width="content")
        st.selectbox(
            _("Hour at which a new day begins"),
            range(24),
            index=learners.me().day_start,
            format_func=lambda hour: f"{hour:02}:00",
            key=HOUR,
            on_change=_chosen,
            label_visibility="collapsed",
            width=110,
        )
        zone, now = persistence.local_zone(), persistence.local_now()
        st.caption(_("{zone}: {now}").format(zone=str(zone).replace("_", " "), now=when(now, zone)), width="content")

    with st.container(key="my_exam", gap="small"):
        exam_day.fields(persistence.store().exams(), learners.me().minutes_a_day)


@whole
def _chosen() -> None:
    try:
        learners.change(session().learner_id, day_start=int(st.session_state[HOUR]))
    except StoreError as error:
        report(error)
