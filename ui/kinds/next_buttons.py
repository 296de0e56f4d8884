"""What may come after a finished question: in a session its next one, else the same on new numbers or another."""

from __future__ import annotations

import streamlit as st

from presentation.translate import _
from quiz.attempt import Attempt
from ui.components.focus import focus
from ui.session import review
from ui.session.practise import again, onward


def moves(attempt: Attempt) -> None:
    """The buttons; the way on has the focus. None under an attempt that is only looked at: its page has its own."""
    if attempt.told:
        return
    if review.is_on(attempt):
        if review.note(attempt):
            st.rerun()  # what stands above the question is of an open one
        label = _("See the result") if review.at_its_end() else _("Next")
        st.button(
            label, key="onward", type="primary", shortcut="Ctrl+Enter", on_click=review.onward, args=(attempt.id,)
        )
    else:
        label = _("Again, with new numbers") if attempt.posed.renewed else _("Ask me again")
        st.button(label, key="again", on_click=again)
        st.button(_("Next question"), key="onward", type="primary", shortcut="Ctrl+Enter", on_click=onward)
    focus("next_move", attempt.id, ".st-key-onward button")
