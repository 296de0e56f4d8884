"""A learner as a disc of their colour with the first letter of their name: as HTML, on a button, at the top right."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from db.sqlite_reader import Present
from presentation.settings.learner_words import called, initial, known_color
from presentation.translate import _, escaped
from ui.session.state import session


def disc(learner_id: int, name: str, color: str) -> str:
    """The disc as HTML."""
    return f'<i class="disc {known_color(color)}" aria-hidden="true">{escape(initial(learner_id, name))}</i>'


def label(learner: Present) -> str:
    """Initial and name for a button (Markdown); the style sheet makes a disc of what is bold there."""
    letter, name = initial(learner.learner_id, learner.name), called(learner.learner_id, learner.name)
    return f"**{escaped(letter)}** {escaped(name)}"


def settings_link(present: Sequence[Present]) -> None:
    """The way to Settings at the top right; where there are several learners it says whose session it is."""
    here = next((one for one in present if one.learner_id == session().learner_id), None)
    if here is None or len(present) < 2:
        with st.container(key="settings_link"):
            st.page_link(session().pages["settings"], label=_("Settings"))
    else:
        with st.container(key=f"settings_link_{known_color(here.color)}"):
            st.page_link(session().pages["settings"], label=label(here), help=_("Settings"))
