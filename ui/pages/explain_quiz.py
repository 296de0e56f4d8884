"""Quiz me on this: the learner's own computation as a question, step by step."""

from __future__ import annotations

import streamlit as st

from content.own_question import own_id
from db.errors import StoreError
from engine import EngineError
from presentation.content_words import titles
from presentation.translate import _, ngettext, sentence
from presentation.workspaces.own_computation import computation
from presentation.workspaces.workspace import Workspace
from quiz.own_exercise import LARGEST, askable, cells, pose_own, suggested
from ui.components.chip import close
from ui.session import notebook
from ui.session.language import key_of_words
from ui.session.state import go_to, session
from ui.session.unsaved import report

CHIP = "quiz_chip"


def panel(space: Workspace) -> None:
    """Which steps are asked, how much there is to fill in, and the way there."""
    try:
        program = space.trace.program
    except EngineError:
        st.caption(_("Correct the numbers first."))
        return
    possible = askable(program)
    if not possible:
        said = _("No step of this computation has {n} cells or fewer: make the sizes smaller, and it can be asked.")
        st.caption(said.format(n=LARGEST))
        return
    st.caption(_("On exactly these numbers, words, sizes and conventions; the steps you leave out are given."))
    key = key_of_words(f"quiz_steps_{space.topic.id}")
    kept = [step for step in st.session_state.get(key, ()) if step in possible]
    st.session_state[key] = kept or list(suggested(program))
    chosen = st.multiselect(
        _("Steps to fill in"),
        possible,
        format_func=titles(space.topic, program),
        key=key,
        placeholder=_("choose at least one"),
        select_all=False,
    )
    count = sum(cells(program, step) for step in chosen)
    st.caption(ngettext("{n} cell to fill in", "{n} cells to fill in", count).format(n=count))
    if st.button(_("Begin"), key="begin_quiz", type="primary", disabled=not chosen):
        _begin(space, tuple(chosen))


def _begin(space: Workspace, chosen: tuple[str, ...]) -> None:
    try:
        notebook.take_up(pose_own(computation(space), chosen))
    except StoreError as error:
        report(error)
        return
    except EngineError as error:
        st.error(sentence(error))
        return
    session().reviewing = ""
    close(CHIP)
    go_to("practise", q=own_id(space.topic.id))
