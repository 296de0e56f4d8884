"""Settings: the backups of the database, for everyone who learns on this machine."""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st

from db.backup import Backup
from db.errors import StoreError
from presentation.settings.settings_words import size
from presentation.translate import _, ngettext, sentence
from ui.components.confirmation import ask
from ui.components.damaged import made
from ui.session import backups
from ui.session.callbacks import whole
from ui.session.daily_backup import daily_backup
from ui.session.unsaved import report

AT_ONCE = 2  # backups that are shown without a click


def show() -> None:
    """Where the database is; its backups, each with a way back to it."""
    st.header(_("Backups"), anchor=False)
    file = backups.file()
    if file is None:
        st.markdown(_("The database is on a server: {location}").format(location=f"`{backups.location()}`"))
        st.caption(_("The server's own tools make its backups, such as `pg_dump`. The export holds all that is yours."))
        return
    st.caption(_("One is made every day and before every update; the last seven are kept."))
    found = backups.listed()
    with st.container(key="backups"):
        for n, one in enumerate(found[:AT_ONCE]):
            _row(n, one)
    if failed := daily_backup().error:
        st.warning(sentence(failed))
    with st.container(horizontal=True, vertical_alignment="center"):
        if not found:
            st.caption(_("There is none yet."), width="content")
        st.button(_("Back up now"), key="back_up", on_click=_back_up)
        if older := found[AT_ONCE:]:
            _older(older)
    st.html(_where(_("Database"), str(file)) + _where(_("Backups"), backups.location()))


def _older(older: list[Backup]) -> None:
    """The others, in a place of their own: the page fits its window."""
    words = ngettext("{n} older one", "{n} older ones", len(older)).format(n=len(older))
    with st.popover(words, key="older_backups", width="content"), st.container(key="backups_older"):
        for n, one in enumerate(older, AT_ONCE):
            _row(n, one)


def _where(what: str, path: str) -> str:
    return f'<div class="where"><span>{escape(what)}</span> <code>{escape(path)}</code></div>'


def _row(n: int, one: Backup) -> None:
    with st.container(key=f"backup_row_{n}", horizontal=True, vertical_alignment="center"):
        date = escape(made(one))
        st.html(f'<div class="backup"><b>{date}</b><span>{escape(size(one.size))}</span></div>', width="stretch")
        if st.button(_("Go back to this one"), key=f"restore_{n}"):
            explained = _(
                "Everything will be as it was on {date}, for everyone who learns here. "
                "What there is now is backed up first, so that you can come back to it."
            )
            question = _("Go back to this backup?")
            ask(question, explained.format(date=f"**{made(one)}**"), _("Go back"), partial(_go_back, one))


@whole
def _back_up() -> None:
    try:
        made_now = backups.make()
    except StoreError as error:
        report(error)
        return
    if made_now:
        st.toast(_("Backed up: {size}.").format(size=size(made_now.size)))


def _go_back(one: Backup) -> None:
    try:
        backups.go_back(one)
    except StoreError as error:
        report(error)
        return
    st.toast(_("Everything is as it was on {date}.").format(date=made(one)))
