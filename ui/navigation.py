"""The pages and the bar at the top. A page is imported when it is first opened, so that the first one need not wait."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from db.sqlite_reader import Present
from presentation.translate import _, language
from ui import elements
from ui.components import contested
from ui.components.figure.drawing import ready
from ui.components.held.component import declared
from ui.components.language_switch import language_switch
from ui.components.learner_mark import settings_link
from ui.components.page_setup import declare
from ui.session import early_events, fragments, learner, unsaved
from ui.session.language import begin, browser_language
from ui.session.state import LANGUAGE, LEARNER, OF_EVERY_PAGE, PageName, session

LOGO = str(Path(__file__).parent / "static" / "logo.svg")


def run() -> None:
    """Draw the frame and the page that is open."""
    begin()
    early_events.set_aside()
    present = learner.there()
    decided = learner.begin(present)
    language_switch()
    elements.apply()
    pages: dict[PageName, StreamlitPage] = {
        "today": st.Page(_today, title=_("Today"), default=True),
        "learn": st.Page(_learn, title=_("Learn"), url_path="learn"),
        "explain": st.Page(_explain, title=_("Explain"), url_path="explain"),
        "practise": st.Page(_practise, title=_("Practise"), url_path="practise"),
        "papers": st.Page(_papers, title=_("Papers"), url_path="papers"),
        "progress": st.Page(_progress, title=_("Progress"), url_path="progress"),
        "check": st.Page(_check, title=_("Check mine"), url_path="check", visibility="hidden"),
        "settings": st.Page(_settings, title=_("Settings"), url_path="settings", visibility="hidden"),
        "mistakes": st.Page(_mistakes, title=_("My mistakes"), url_path="mistakes", visibility="hidden"),
        "glossary": st.Page(_glossary, title=_("Glossary"), url_path="glossary", visibility="hidden"),
        "laboratory": st.Page(_laboratory, title=_("Laboratories"), url_path="laboratory", visibility="hidden"),
        "session": st.Page(_session, title=_("Session"), url_path="session", visibility="hidden"),
    }
    session().pages = pages
    st.logo(LOGO, size="medium")
    unsaved.begin()
    if decided:
        settings_link(present)
        here = st.navigation(list(pages.values()), position="top")
        if here in (pages["progress"], pages["mistakes"]):
            _two_of_progress(pages)
        if here is not pages["today"]:  # the only one without figures, and the first
            ready()
        with declared("page"):
            here.run()
    else:
        st.navigation(list(pages.values()), position="hidden")
        _who(present)
    unsaved.tell()
    contested.tell()
    if unsaved.found_damage():
        _damaged()
    declare(language(), _of_every_page(present))
    early_events.come_back()
    early_events.let_happen()
    fragments.drawn()


def _of_every_page(present: Sequence[Present]) -> dict[str, str]:
    """What the address says on every page: a language that is not the browser's, and whose session it is of several."""
    said = {
        LANGUAGE: language() if language() != browser_language() else "",
        LEARNER: str(session().learner_id) if len(present) > 1 and session().learner_known else "",
    }
    return {name: said[name] for name in OF_EVERY_PAGE if said[name]}


def _two_of_progress(pages: Mapping[PageName, StreamlitPage]) -> None:
    """Progress is two pages: the overview and the mistakes."""
    with st.container(key="two_pages", horizontal=True):
        st.page_link(pages["progress"], label=_("Overview"))
        st.page_link(pages["mistakes"], label=_("My mistakes"))


def _today() -> None:
    from ui.pages.today import page

    page()


def _session() -> None:
    from ui.pages.session import page

    page()


def _explain() -> None:
    from ui.pages.explain import page

    page()


def _practise() -> None:
    from ui.pages.practise import page

    page()


def _papers() -> None:
    from ui.pages.papers import page

    page()


def _progress() -> None:
    from ui.pages.progress import page

    page()


def _mistakes() -> None:
    from ui.pages.mistakes import page

    page()


def _learn() -> None:
    from ui.pages.learn import page

    page()


def _glossary() -> None:
    from ui.pages.glossary import page

    page()


def _laboratory() -> None:
    from ui.pages.laboratory import page

    page()


def _check() -> None:
    from ui.pages.check import page

    page()


def _settings() -> None:
    from ui.pages.settings import page

    page()


def _who(present: Sequence[Present]) -> None:
    from ui.pages.choose_learner import page

    page(present)


def _damaged() -> None:
    from ui.components.damaged import offer

    offer()
