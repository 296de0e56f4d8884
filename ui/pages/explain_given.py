"""Start in the middle: steps whose numbers are given instead of computed."""

from __future__ import annotations

import streamlit as st

from engine import EngineError
from engine.given_steps import can_be_given
from presentation.content_words import in_a_row, step_titles, titles
from presentation.formulas import formula
from presentation.skipped_steps import left_out
from presentation.translate import _, language, sentence
from presentation.workspaces.workspace import Workspace
from ui import elements
from ui.session.callbacks import whole
from ui.session.explain import to_change
from ui.session.state import session

MOST_GREYED = 12  # parts before one of the story; those right before it are shown


def given_steps(space: Workspace) -> None:
    """Which steps are given; their numbers then stand among the inputs, to be typed over."""
    title = titles(space.topic, space.whole)
    key = f"given_{space.topic.id}"
    st.session_state[key] = list(space.given)
    st.multiselect(
        _("Steps given instead of computed"),
        can_be_given(space.whole),
        format_func=title,
        key=key,
        placeholder=_("none: everything is computed"),
        select_all=False,
        on_change=_chosen,
        args=(key,),
        help=_("For a computation that starts in the middle: “the attention weights are 0.9 and 0.1”."),
    )


@whole
def _chosen(key: str) -> None:
    try:
        session().workspace = to_change().with_given(st.session_state[key])
    except EngineError as error:
        st.toast(sentence(error))


def begun_with(space: Workspace) -> None:
    """Say what is given, where the computation starts in the middle."""
    if space.given:
        title = titles(space.topic, space.whole)
        named = ("、" if language() == "zh" else ", ").join(map(title, space.given))
        st.caption(_("Given, not computed: {steps}. What only leads to that stands in grey.").format(steps=named))


def greyed(space: Workspace, n: int) -> None:
    """The parts of the story that are not computed and stand before its n-th part: in grey, without numbers."""
    if not space.given:
        return
    whole, program = space.whole, space.trace.program
    parts = left_out(whole, program).get(n, ())
    title = titles(space.topic, whole)
    for k, part in enumerate(parts[-MOST_GREYED:]):
        with st.container(key=f"left_out_{n}_{k}"):
            mark = elements.badge("blank", _("given") if part.given else _("not computed"))
            name = in_a_row([step_titles(space.topic, whole)(step) for step in part.steps])
            elements.step_head(name, [formula(whole, step) for step in part.steps], mark=mark)
    if len(parts) > MOST_GREYED:
        first = title(parts[0].steps[0])
        st.caption(
            _("Steps in grey that are not shown: {n}, from {first} on.").format(n=len(parts) - MOST_GREYED, first=first)
        )
