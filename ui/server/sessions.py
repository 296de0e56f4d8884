"""Sessions that finish what they have begun: runs whose browser is gone, and messages that a part's run overtakes.

When a browser reloads, is closed or loses its connection, Streamlit stops the run of its session and drops the event
that waits behind it. That event may be the last that was typed. Here the run goes on to its end, and the event follows.
"""

from __future__ import annotations

from streamlit.runtime import app_session, websocket_session_manager
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue


class FinishingSession(AppSession):
    """A session that finishes its runs: pages end by themselves, and nobody is shown a button to stop them."""

    @staticmethod
    def install() -> None:
        """Have every browser given such a session; Streamlit has no setting for it."""
        vars(websocket_session_manager)["AppSession"] = FinishingSession

    def request_script_stop(self) -> None:
        """Nothing is stopped."""


class UnsentMessages(ForwardMsgQueue):
    """What a session has not sent to its browser yet, kept when a run of a part begins.

    Streamlit then drops the unsent elements of that part but not those of parts within it, which reach the browser
    before the container they stand in: it stops with "Cannot set a node at a delta path". What the page's own run drew
    of the part would be taken for gone, too. All of it is sent, in its order; a run of the whole page still replaces
    everything.
    """

    @staticmethod
    def install() -> None:
        """Give every new session such a queue; Streamlit has no setting for it."""
        vars(app_session)["ForwardMsgQueue"] = UnsentMessages

    def clear(self, retain_lifecycle_msgs: bool = False, fragment_ids_this_run: list[str] | None = None) -> None:
        """Drop what a run of the whole page replaces; what comes from now on is not merged with what came before."""
        if fragment_ids_this_run is not None:
            self._delta_index_map = {}
        else:
            super().clear(retain_lifecycle_msgs, fragment_ids_this_run)
