"""The parts of a page (Streamlit's fragments), those that a session has not drawn yet among them.

After a restart the browser shows the page of an earlier session, and its first event may come before this one has drawn
its first page. Streamlit drops what is meant for a part that it does not know; here the whole page is drawn for it.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st
from streamlit.errors import FragmentStorageKeyError
from streamlit.runtime import app_session
from streamlit.runtime.fragment import MemoryFragmentStorage
from streamlit.runtime.scriptrunner import get_script_run_ctx

from ui.session.early_events import set_aside


class Parts(MemoryFragmentStorage):
    """A session's store of parts that takes every part for known until the first page has been drawn."""

    drawn = False

    @staticmethod
    def install() -> None:
        """Give every new session such a store; Streamlit has no setting for it."""
        vars(app_session)["MemoryFragmentStorage"] = Parts

    def contains(self, key: str) -> bool:
        """Whether an event for this part is to be handled."""
        return not self.drawn or super().contains(key)

    def lookup(self, key: str) -> Callable[[], object]:
        """What draws this part."""
        try:
            part: Callable[[], object] = super().lookup(key)
        except FragmentStorageKeyError:
            if self.drawn:
                raise
            return _whole_page
        return part


def drawn() -> None:
    """At the end of a run of the whole page: its parts are known, and what is meant for others comes too late."""
    context = get_script_run_ctx(suppress_warning=True)
    if context is not None and isinstance(context.fragment_storage, Parts):
        context.fragment_storage.drawn = True


def _whole_page() -> None:
    set_aside()
    st.rerun()
