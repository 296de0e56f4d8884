"""The pages and the bar at the top."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from presentation.translate import _, language
from ui import elements
from ui.components.language_switch import language_switch
from ui.pages import explain, learn, papers, practise, progress
from ui.session.language import begin

LOGO = str(Path(__file__).parent / "static" / "logo.svg")


def run() -> None:
    """Draw the frame and the page that is open."""
    begin()
    language_switch()
    elements.apply(language())
    pages = {
        "explain": st.Page(explain.page, title=_("Explain"), default=True),
        "practise": st.Page(practise.page, title=_("Practise"), url_path="practise"),
        "papers": st.Page(papers.page, title=_("Papers"), url_path="papers"),
        "progress": st.Page(progress.page, title=_("Progress"), url_path="progress"),
        "learn": st.Page(learn.page, title=_("Learn"), url_path="learn"),
    }
    st.session_state["pages"] = pages
    st.logo(LOGO, size="medium")
    st.navigation(list(pages.values()), position="top").run()
