"""A paper to be printed: the questions, an answer sheet, the solutions, in either language."""

from __future__ import annotations

import streamlit as st

from presentation.exams.paper_pages import SHEETS, printed
from presentation.translate import LANGUAGES, _, speaking
from ui.components.download import download
from ui.session.open_paper import OpenPaper

NAMES = {"zh": "中文", "en": "English"}


def offer(found: OpenPaper) -> None:
    """One download for each sheet; solutions only when the paper is not being sat."""
    with st.container(key="to_print"), st.expander(_("To print")):
        st.caption(_("Pages for a browser: open one and print it, or save it as PDF. No network is needed."))
        for code in LANGUAGES:
            with st.container(key=f"print_{code}", horizontal=True, vertical_alignment="center"):
                st.markdown(NAMES[code], width="content")
                for sheet in SHEETS:
                    button(found, sheet, code)


def button(found: OpenPaper, sheet: str, code: str) -> None:
    """One of the pages, written when it is asked for."""
    words = {"paper": _("Paper"), "answers": _("Answer sheet"), "solutions": _("Solutions")}

    def page() -> str:
        with speaking(code):
            return printed(found.to_print, sheet)

    name = f"stepwise-{found.paper.seed}-{sheet}-{code}.html"
    download(words[sheet], page, name, "text/html", key=f"print_{sheet}_{code}")
