"""Settings: the sheets on which the learner thinks they are right, to download and to remove."""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st

from presentation.settings.appeal_words import appeal_file, appeal_marks, appeal_title
from presentation.translate import _
from ui.components.download import download
from ui.session import appeals
from ui.session.callbacks import whole


def show() -> None:
    """One row an appeal: what it is about, the note, its file; nothing where there is none. Raises StoreError."""
    found = appeals.every()
    if not found:
        return
    st.header(_("Where I think I am right"), anchor=False)
    for n, appeal in enumerate(found):
        with st.container(key=f"appeal_row_{n}", horizontal=True, vertical_alignment="center"):
            st.html(_row(appeal), width="stretch")
            name, text = appeal_file(appeal.document)
            download(_("The sheet as a file"), partial(str, text), name, "application/json", key=f"appeal_file_{n}")
            st.button(_("Remove"), key=f"appeal_remove_{n}", type="tertiary", on_click=_remove, args=(appeal.place,))


def _row(appeal: appeals.KeptAppeal) -> str:
    return (
        f'<div class="slip-name">{escape(appeal_title(appeal.document))}</div>'
        f'<div class="quiet">{escape(appeal_marks(appeal.document))}</div>'
        f'<div class="quiet">{escape(appeal.note)}</div>'
    )


@whole
def _remove(place: str) -> None:
    appeals.remove(place)
