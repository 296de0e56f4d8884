"""Events that come before their widget: from a browser that outlived the server and shows an earlier session's page.

Streamlit runs the callbacks of widgets that this session has drawn before, and of no others. So what arrives for an
unknown widget is set aside, the page is drawn as after a reload, and then the event happens as it would have then.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequestType

from ui.session.language import fragment
from ui.session.state import session

A_DAY = 86_400.0  # seconds


def set_aside() -> None:
    """At the start of a run: what has arrived for widgets that are unknown, and what is newer of what waits."""
    states = _widget_states()
    if states is None:
        return
    waiting = session().early
    for id in [id for id in states.states if id not in states.widget_metadata]:
        found = states.get_serialized(id)
        del states.states[id]
        if found is not None:
            waiting[id] = found
    for id in waiting:
        waiting[id] = states.get_serialized(id) or waiting[id]


def let_happen() -> None:
    """At the end of a run: have the events happen whose widgets were drawn; that may draw the widgets of others.

    What is not on the page then has nothing to happen to.
    """
    context, states, waiting = get_script_run_ctx(), _widget_states(), session().early
    if context is None or context.script_requests is None or states is None or not waiting:
        return
    drawn = [waiting.pop(id) for id in list(waiting) if id in states.widget_metadata]
    if not drawn:
        waiting.clear()
    if drawn:
        context.script_requests.request_rerun(
            RerunData(
                query_string=context.query_string,
                widget_states=WidgetStates(widgets=_with_newer(drawn, context.script_requests)),
                page_script_hash=context.page_script_hash,
                cached_message_hashes=context.cached_message_hashes,
                context_info=context.context_info,
            )
        )


def _with_newer(states: Sequence[WidgetState], requests: Any) -> list[WidgetState]:
    """The states, and in their place those that the browser has sent since, which wait to be run."""
    waits = requests._rerun_data.widget_states if requests._state == ScriptRequestType.RERUN else None
    newer = waits.widgets if waits else ()
    return list({state.id: state for state in (*states, *newer)}.values())


def come_back() -> None:
    """Have the browser ask for the whole page when it finds the server again.

    It does so by itself where a part of the page is drawn every so often; otherwise the first event after a restart may
    be meant for a part of the page, which a session that has drawn nothing cannot find.
    """
    fragment(_nothing, A_DAY)()


def _nothing() -> None:
    """There is nothing to draw."""


def _widget_states() -> Any:
    """What the browser has sent: Streamlit's own WStates, which it gives no other access to."""
    context = get_script_run_ctx(suppress_warning=True)
    return context.session_state._state._new_widget_state if context else None
