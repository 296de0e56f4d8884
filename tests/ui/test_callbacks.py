"""A callback is not broken into by the event after it, and the event is not lost either."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
import streamlit as st
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.scriptrunner import RerunData, RerunException
from streamlit.runtime.scriptrunner_utils.script_run_context import RunLocation, ThreadState
from streamlit.runtime.state.safe_session_state import SafeSessionState
from streamlit.runtime.state.session_state import SessionState

from ui.session import callbacks, language
from ui.session.callbacks import turning, whole


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


@pytest.fixture
def events(state: SafeSessionState, monkeypatch: pytest.MonkeyPatch) -> SafeSessionState:
    """A session of which only a part is drawn again."""
    context: Any = SimpleNamespace(session_state=state, fragment_ids_this_run=["a part"])
    for module in (callbacks, language):
        monkeypatch.setattr(module, "get_script_run_ctx", lambda **_options: context)
    monkeypatch.setattr(language, "session_language", lambda: "en")
    monkeypatch.setattr(st, "rerun", _rerun)
    ThreadState.initialize()
    return state


def _rerun() -> None:
    raise RerunException(RerunData())


def called_back(callback: Callable[[], object], part: str | None) -> bool:
    """Whether all of the page is drawn again after the callback of a widget in this part."""
    with ThreadState.scoped(run_location=RunLocation.CALLBACK, fragment_id=part):
        try:
            callback()
        except RerunException:
            return True
    return False


@pytest.mark.usefixtures("events")
def test_what_was_pressed_beside_the_part_that_is_drawn_again_is_seen() -> None:
    done: list[str] = []
    inner = whole(lambda: done.append("inner"))

    @whole
    def outer() -> None:
        inner()
        done.append("outer")

    assert called_back(outer, None)
    assert done == ["inner", "outer"]  # not before the outer one is done
    assert not called_back(outer, "a part")
    outer()  # no callback: a page or a part that is being drawn calls it
    assert done == ["inner", "outer"] * 3


def test_the_page_that_is_drawn_again_hears_the_buttons_of_the_same_event_and_nothing_else(
    events: SafeSessionState,
) -> None:
    came = WidgetStates()
    for id, value in (("pressed", {"trigger_value": True}), ("left alone", {"trigger_value": False})):
        came.widgets.add(id=id, **value)
    came.widgets.add(id="text", string_value="typed")
    state = vars(events)["_state"]
    state._current_interaction_widget_states = came
    with pytest.raises(RerunException) as asked:
        turning(lambda: None)()
    replayed = asked.value.rerun_data.replay_trigger_states
    assert replayed is not None
    assert [widget.id for widget in replayed.widgets] == ["pressed"]
    state._current_interaction_widget_states = None  # an event without a press, such as time that has passed
    with pytest.raises(RerunException) as asked:
        turning(lambda: None)()
    assert asked.value.rerun_data.replay_trigger_states is None
