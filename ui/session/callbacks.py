"""Callbacks that run to their end, in the session's language.

Streamlit breaks into a callback wherever it looks at st.session_state if the next event is there already, such as the
click that leaves a figure just after its text was sent. What the callback had not got to yet is lost without a word.

Streamlit's front end makes one event of two that come at once: the text that is left in a part of the page, and the
press that leaves it. Then only that part is drawn again, whatever was pressed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import streamlit as st
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.scriptrunner import RerunException, get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_run_context import RunLocation, ThreadState

from ui.session.language import in_session_language, only_a_part

P = ParamSpec("P")
R = TypeVar("R")
YIELDS = "_yield_callback"  # where SafeSessionState keeps what may raise at each look


def whole(callback: Callable[P, R]) -> Callable[P, R]:
    """The callback in the session's language, with the next event waiting until it is done.

    If it is that of a widget of the page itself, all of the page is drawn again, also where it came with one of a part.
    """

    @wraps(callback)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with _undisturbed() as by_itself:
            made = in_session_language(callback)(*args, **kwargs)
        if by_itself and only_a_part() and _is_called_for_the_page():
            _draw_all()
        return made

    return run


def turning(callback: Callable[P, None]) -> Callable[P, None]:
    """The callback as a whole; then all of the page is drawn again, also if the button belongs to a part of it."""

    @wraps(callback)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        whole(callback)(*args, **kwargs)
        if only_a_part():
            _draw_all()

    return run


def _draw_all() -> None:
    """End this run and draw all of the page, where a button that came with the same event is pressed as well."""
    try:
        st.rerun()
    except RerunException as asked:
        raise RerunException(replace(asked.rerun_data, replay_trigger_states=_pressed())) from None


def _pressed() -> WidgetStates | None:
    """The buttons that the event in hand presses; Streamlit replays them by itself only for runs of named parts."""
    context = get_script_run_ctx(suppress_warning=True)
    state: Any = vars(context.session_state).get("_state") if context else None
    if state is None:
        return None
    pressed: WidgetStates | None = state._filter_active_trigger_widget_states(state._current_interaction_widget_states)
    return pressed


def _is_called_for_the_page() -> bool:
    """Whether Streamlit calls back for a widget that stands in no part."""
    here = ThreadState.get()
    return here.run_location == RunLocation.CALLBACK and here.fragment_id is None


@contextmanager
def _undisturbed() -> Iterator[bool]:
    """Nothing breaks in; the value says whether this is the outermost of such callbacks."""
    context = get_script_run_ctx(suppress_warning=True)
    state: Any = context.session_state if context else None
    yields = vars(state).get(YIELDS) if state is not None else None
    if yields is None or yields is _nothing:
        yield False
        return
    object.__setattr__(state, YIELDS, _nothing)
    try:
        yield True
    finally:
        object.__setattr__(state, YIELDS, yields)


def _nothing() -> None:
    """The next event waits."""
