"""Sessions that finish what they have begun: runs whose browser is gone, and messages that a part's run overtakes.

When a browser reloads, is closed or loses its connection, Streamlit stops the run of its session and drops the event
that waits behind it. That event may be the last that was typed. Here the run goes on to its end, and the event follows.
"""

from __future__ import annotations

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.RootContainer_pb2 import RootContainer
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
    everything but notices (toasts). Of their container Streamlit keeps these alone, each at its place, which the
    browser does not find without what stands before it: it stops with "Bad delta path index".
    """

    @staticmethod
    def install() -> None:
        """Give every new session such a queue; Streamlit has no setting for it."""
        vars(app_session)["ForwardMsgQueue"] = UnsentMessages

    def clear(self, retain_lifecycle_msgs: bool = False, fragment_ids_this_run: list[str] | None = None) -> None:
        """Drop what a run of the whole page replaces; what comes from now on is not merged with what came before."""
        if fragment_ids_this_run is not None:
            self._delta_index_map = {}
            return
        unsent = self._queue
        super().clear(retain_lifecycle_msgs, fragment_ids_this_run)
        self._queue = _with_places_of_notices(unsent, self._queue)


def _with_places_of_notices(unsent: list[ForwardMsg], kept: list[ForwardMsg]) -> list[ForwardMsg]:
    """The messages that are kept, and with each notice what came before it into its container."""
    if not any(map(_is_beside_the_page, kept)):
        return kept
    here = set(map(id, kept))
    last = max(n for n, message in enumerate(unsent) if id(message) in here and _is_beside_the_page(message))
    before = {id(message) for message in unsent[:last] if _is_beside_the_page(message)}
    return [message for message in unsent if id(message) in here | before]


def _is_beside_the_page(message: ForwardMsg) -> bool:
    """Whether it goes into the container of notices, dialogs and style sheets."""
    return list(message.metadata.delta_path[:1]) == [RootContainer.EVENT]
