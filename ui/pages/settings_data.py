"""Settings: everything of the learner's as a file, out and in, and a new beginning."""

from __future__ import annotations

from io import BytesIO

import streamlit as st

from db.errors import StoreError
from db.store import Store
from presentation.settings import settings_words
from presentation.translate import _
from ui.components.chip import chip, close
from ui.components.confirmation import ask
from ui.components.download import download
from ui.session import learners, persistence
from ui.session.awaited_files import await_file, awaits, forget, has_come
from ui.session.callbacks import whole
from ui.session.state import session
from ui.session.unsaved import report

FILE = "import_file"
CHIP = "import_chip"


def show(store: Store) -> None:
    """The buttons, and what the last import has brought."""
    st.header(_("My history"), anchor=False)
    with st.container(key="my_history", horizontal=True, vertical_alignment="center"):
        _exports(store)
        with chip(CHIP, _("Import")) as opened:
            if opened:
                _import()
        if st.button(_("Start afresh"), key="start_afresh"):
            explained = _(
                "Everything you did so far is set aside. It is kept under *Removed learners* and can be put back."
            )
            ask(_("Start afresh?"), explained, _("Start afresh"), _begin_afresh)
    _brought()


def _exports(store: Store) -> None:
    now = persistence.local_now()
    name = settings_words.export_name(learners.me().name, now.date())

    def everything() -> bytes:
        target = BytesIO()
        store.export(target, now)
        return target.getvalue()

    def table() -> bytes:
        from db.export import attempts_csv

        return attempts_csv(store)

    download(_("Export everything"), everything, name, "application/zip", key="export_everything")
    download(_("Answers as CSV"), table, "stepwise.csv", "text/csv", key="export_answers")


# ---- import ----


def _import() -> None:
    st.caption(_("What the file holds is added to your history; what is there already stays as it is."))
    st.file_uploader(_("An export of Stepwise (.zip)"), type="zip", key=FILE, on_change=_file_came)
    st.button(_("Import"), key="import", type="primary", on_click=_imported)
    if awaits(FILE):
        st.caption(_("Choose a file. One that is still on its way is read as soon as it is there."))


@whole
def _file_came() -> None:
    if has_come(FILE):
        _imported()


@whole
def _imported() -> None:
    uploaded = st.session_state.get(FILE)
    if uploaded is None:
        await_file(FILE)
        return
    forget(FILE)
    try:
        session().imported = persistence.store().read_in(BytesIO(uploaded.getvalue()), persistence.local_now())
    except StoreError as error:
        report(error)
        return
    close(CHIP)


def _brought() -> None:
    found, session().imported = session().imported, None
    if found is None:
        return
    said = settings_words.imported(found.attempts, found.papers, found.known)
    if found.unreadable:
        st.warning(f"{said} {settings_words.unreadable(found.unreadable, found.first_unreadable)}")
    else:
        st.success(said)


# ---- a new beginning ----


def _begin_afresh() -> None:
    try:
        learners.begin_afresh()
    except StoreError as error:
        report(error)
