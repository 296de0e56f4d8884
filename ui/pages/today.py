"""Today: three ways in for a newcomer; afterwards what is due, what lies ahead, and where it was left."""

from __future__ import annotations

import streamlit as st

from db.sqlite_reader import may_have_history
from presentation.translate import _
from ui.pages import today_first
from ui.session.state import go_to, session
from ui.session.unsaved import pending


def page() -> None:
    """The day; an address with a topic is one of Explain, which was the first page once."""
    if "topic" in st.query_params:
        go_to("explain", **{name: st.query_params[name] for name in st.query_params})
    if len(pending()) or may_have_history(session().learner_id):
        _with_history()
    else:
        today_first.show(None)


def _with_history() -> None:
    from db.errors import StoreError
    from ui.pages import today_day
    from ui.session import agenda
    from ui.session.unsaved import leave_undone, report

    try:
        found = agenda.read()
        if found.attempts:
            today_day.show(found)
        else:
            today_first.show(found)
    except StoreError as error:
        st.title(_("Today"), anchor=False)
        report(error)
        leave_undone()
