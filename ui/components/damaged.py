"""What can be done about a damaged database, offered on every page that meets one."""

from __future__ import annotations

import streamlit as st

from db.backup import Backup
from db.errors import StoreError
from presentation.content_words import when
from presentation.translate import _
from ui.session import backups, persistence
from ui.session.callbacks import whole
from ui.session.unsaved import report


def offer() -> None:
    """The newest sound backup, if there is one, and a new beginning; both keep the damaged file."""
    file = backups.file()
    if file is None:
        return
    newest = backups.newest_sound()
    with st.container(key="damaged", horizontal=True, vertical_alignment="center"):
        if newest:
            label = _("Go back to the backup of {date}").format(date=made(newest))
            st.button(label, key="damaged_restore", type="primary", on_click=_go_back, args=(newest,))
        st.button(_("Begin anew"), key="damaged_anew", on_click=_begin_anew)
        kept = f"{file.stem}-damaged-…{file.suffix}"
        st.caption(_("The damaged file is kept as {name} in the same folder.").format(name=f"`{kept}`"))


def made(one: Backup) -> str:
    """When a backup was made, in the learner's time."""
    return when(one.made_at.astimezone(), persistence.local_zone())


@whole
def _go_back(chosen: Backup) -> None:
    try:
        backups.go_back(chosen)
    except StoreError as error:
        report(error)
        return
    st.toast(_("Everything is as it was on {date}.").format(date=made(chosen)))


@whole
def _begin_anew() -> None:
    try:
        aside = backups.begin_anew()
    except StoreError as error:
        report(error)
        return
    if aside:
        st.toast(_("A new database has begun. The damaged file is kept as {name}.").format(name=f"`{aside.name}`"))
