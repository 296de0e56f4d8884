"""The language of the session: decided once, said at the start of each run, of each callback and of each fragment.

Each of them runs in a thread that has spoken no language yet.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from presentation.translate import LANGUAGES, speak, speaking
from ui.session.state import LANGUAGE, session

P = ParamSpec("P")
R = TypeVar("R")


def browser_language() -> str:
    """The learner's language as their browser says it: Chinese, else English."""
    return "zh" if (st.context.locale or "").lower().startswith("zh") else "en"


def session_language() -> str:
    """The session's language: the one chosen, else ?lang= in the address, else the browser's."""
    kept = session()
    if not kept.language:
        wanted = st.query_params.get(LANGUAGE, "")
        kept.language = wanted if wanted in LANGUAGES else browser_language()
    return kept.language


def choose(language: str) -> None:
    """Change the session's language."""
    session().language = st.query_params[LANGUAGE] = language


def key_of_words(key: str) -> str:
    """The key of a list of words in the session's language, with what was chosen from it in the other one.

    The browser sends what was chosen in words, which the list has in one language only.
    """
    here = f"{key}_{session_language()}"
    for language in LANGUAGES:
        if (there := f"{key}_{language}") in st.session_state and here not in st.session_state:
            st.session_state[here] = st.session_state[there]
    return here


def begin() -> None:
    """Speak the session's language in this run."""
    speak(session_language())


def in_session_language(function: Callable[P, R]) -> Callable[P, R]:
    """The function, speaking the session's language wherever Streamlit runs it; elsewhere the function itself."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if get_script_run_ctx(suppress_warning=True) is None:
            return function(*args, **kwargs)
        with speaking(session_language()):
            return function(*args, **kwargs)

    return run


def fragment(function: Callable[P, R], run_every: float | None = None, key: str | None = None) -> Callable[P, R]:
    """A part of the page that is drawn again by itself, or every so many seconds, in the session's language.

    What has to be said of a failure stands elsewhere on the page: then all of it is drawn again. `key` is for
    `st.rerun` in the callback of another part.
    """

    @wraps(function)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> R:
        made = function(*args, **kwargs)
        if session().news and only_a_part():
            st.rerun()
        return made

    return st.fragment(in_session_language(drawn), run_every=run_every, key=key)


def only_a_part() -> bool:
    """Whether only a part of the page is being drawn again."""
    context = get_script_run_ctx(suppress_warning=True)
    return bool(context and context.fragment_ids_this_run)
