"""Sessions whose browser is gone: what it has sent before is still done.

When a browser reloads, is closed or loses its connection, Streamlit stops the run of its session and drops the event
that waits behind it. That event may be the last that was typed. Here the run goes on to its end, and the event follows.
"""

from __future__ import annotations

from streamlit.runtime import websocket_session_manager
from streamlit.runtime.app_session import AppSession


class FinishingSession(AppSession):
    """A session that finishes its runs: pages end by themselves, and nobody is shown a button to stop them."""

    @staticmethod
    def install() -> None:
        """Have every browser given such a session; Streamlit has no setting for it."""
        vars(websocket_session_manager)["AppSession"] = FinishingSession

    def request_script_stop(self) -> None:
        """Nothing is stopped."""
