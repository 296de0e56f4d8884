"""Settings: how things are shown, the learner's day and exam, who learns here, their history as a file, backups."""

from __future__ import annotations

import streamlit as st

from db.errors import StoreError
from presentation.translate import _
from ui.pages import (
    settings_appeals,
    settings_backups,
    settings_data,
    settings_day,
    settings_display,
    settings_learners,
    settings_memory,
)
from ui.session import persistence
from ui.session.unsaved import leave_undone, report


def page() -> None:
    """The whole page; only the backups when the database cannot be read."""
    st.title(_("Settings"), anchor=False)
    with st.container(key="settings_page"):
        left, right = st.columns([6, 5], gap="large")
    with left:
        settings_display.show()
        try:
            settings_day.show()
            settings_learners.show()
            settings_appeals.show()
        except StoreError as error:
            report(error)
            leave_undone()
    with right:
        for part in (_history, settings_backups.show, settings_memory.show):
            try:
                part()
            except StoreError as error:
                report(error)


def _history() -> None:
    settings_data.show(persistence.store())
