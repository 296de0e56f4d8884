"""Callbacks that run to their end, in the session's language.

Streamlit breaks into a callback wherever it looks at st.session_state if the next event is there already, such as the
click that leaves a figure just after its text was sent. What the callback had not got to yet is lost without a word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from ui.session.language import in_session_language, only_a_part

P = ParamSpec("P")
R = TypeVar("R")
YIELDS = "_yield_callback"  # where SafeSessionState keeps what may raise at each look


def whole(callback: Callable[P, R]) -> Callable[P, R]:
    """The callback in the session's language, with the next event waiting until it is done."""

    @wraps(callback)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with _undisturbed():
            return in_session_language(callback)(*args, **kwargs)

    return run


def turning(callback: Callable[P, None]) -> Callable[P, None]:
    """The callback as a whole; then all of the page is drawn again, also if the button belongs to a part of it."""

    @wraps(callback)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        whole(callback)(*args, **kwargs)
        if only_a_part():
            st.rerun()

    return run


@contextmanager
def _undisturbed() -> Iterator[None]:
    context = get_script_run_ctx(suppress_warning=True)
    state: Any = context.session_state if context else None
    yields = vars(state).get(YIELDS) if state is not None else None
    if yields is None:
        yield
        return
    object.__setattr__(state, YIELDS, lambda: None)
    try:
        yield
    finally:
        object.__setattr__(state, YIELDS, yields)
