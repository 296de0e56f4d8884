"""Guess first on Explain: what the open step comes to stays hidden until the learner has said it."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from presentation.figure.guessing import Guess, What, all_right, asked_for, guessing
from presentation.figure.layout import Layout
from presentation.figure.model import Texts
from presentation.figure.view import View
from presentation.figure.wire import Grids
from presentation.translate import _
from ui import elements
from ui.components.chip import chip
from ui.components.figure.component import answer, figure
from ui.pages import explain_follow
from ui.session.callbacks import turning, whole
from ui.session.state import session


def guess_chip() -> None:
    """What of each step is to be said before it is shown."""
    named = _names()
    with chip("guess_chip", _("Predict first: {stated}").format(stated=named[session().guess])) as opened:
        if not opened:
            return
        st.session_state[KEY] = session().guess
        st.radio(
            _("Hidden until you have said it"), list(named), format_func=named.__getitem__, key=KEY, on_change=_chosen
        )


KEY = "guess_first"


def _names() -> dict[What | None, str]:
    return {None: _("nothing hidden"), "cell": _("a number"), "step": _("a whole step"), "shape": _("a shape")}


@turning
def _chosen() -> None:
    session().guess, session().said_first, session().guesses = st.session_state[KEY], {}, {}


def wanted(key: str) -> What | None:
    """What is still to be said before a part is shown; None where nothing is."""
    return None if key in session().said_first else session().guess


def hidden(view: View, placed: Layout, key: str, what: What, arrive: bool) -> None:
    """The part with its result hidden, and a button for who would rather see it."""
    where = f"{key}_guess"
    guess = _guess(view, placed, where, what)
    shown = replace(guessing(view, placed, guess), arrive=arrive)
    figure(where, shown, on_submit=lambda: _said(view, placed, key, what))
    if guess.checked:
        st.caption(_("Not yet. Each cell is marked as right or wrong."))
    st.button(_("Show it"), key=f"{where}_show", type="tertiary", on_click=whole(_shown), args=(key,))


def _guess(view: View, placed: Layout, where: str, what: What) -> Guess:
    found = answer(st.session_state.get(where))
    selected, checked = session().guesses.get(where, (None, {}))
    if selected != found.selected:  # what was checked was said of another cell
        checked = {}
    return Guess(asked_for(what, view, placed), found.selected, _texts(found.draft), checked)


def _said(view: View, placed: Layout, key: str, what: What) -> None:
    where = f"{key}_guess"
    found = answer(st.session_state.get(where))
    session().guesses[where] = found.selected, _texts(found.submitted)
    if all_right(view, placed, _guess(view, placed, where, what)):
        session().said_first[key] = True
        if found.selected:
            session().pointed[key] = found.selected, explain_follow.clicked(key)


def _texts(grids: Grids | None) -> dict[str, Texts]:
    return {id: tuple(map(tuple, rows)) for id, rows in (grids or {}).items()}


def _shown(key: str) -> None:
    session().said_first[key] = False


def told(key: str) -> None:
    """That a part was said before it was shown."""
    if session().said_first.get(key):
        st.html(elements.badge("right", _("You said it before it was shown.")))
