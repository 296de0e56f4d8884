"""A callback is not broken into by the event after it, and the event is not lost either."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
import streamlit as st
from streamlit.runtime.scriptrunner import RerunData, RerunException
from streamlit.runtime.state.safe_session_state import SafeSessionState
from streamlit.runtime.state.session_state import SessionState

from ui.session import callbacks
from ui.session.callbacks import whole


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch) -> SafeSessionState:
    """A session in which the next event has come already."""

    def broken_into() -> None:
        raise RerunException(RerunData())

    found = SafeSessionState(SessionState(), broken_into)
    context: Any = SimpleNamespace(session_state=found)
    monkeypatch.setattr(callbacks, "get_script_run_ctx", lambda **_options: context)
    monkeypatch.setattr("streamlit.runtime.state.session_state_proxy.get_session_state", lambda: found)
    return found


def keep(value: str) -> str:
    st.session_state["kept"] = value
    return str(st.session_state["kept"])


def test_without_it_the_next_event_breaks_in(state: SafeSessionState) -> None:
    with pytest.raises(RerunException):
        keep("typed")


def test_a_whole_callback_comes_to_its_end_also_inside_another(state: SafeSessionState) -> None:
    assert whole(lambda: whole(keep)("first") + whole(keep)("second"))() == "firstsecond"


def test_the_event_breaks_in_afterwards_also_after_an_error(state: SafeSessionState) -> None:
    with pytest.raises(ZeroDivisionError):
        whole(lambda: 1 / 0)()
    with pytest.raises(RerunException):
        st.session_state["kept"]


def test_outside_a_script_it_is_the_callback_itself() -> None:
    assert whole(lambda a, b: a + b)(1, b=2) == 3
