"""Events that are meant for a part of the page which this session has not drawn yet.

After a restart the browser shows the page of an earlier session, and its first event may come while this one draws its
first page. Streamlit drops what is meant for a part that it does not know; here the whole page is drawn for it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st
from streamlit.errors import FragmentStorageKeyError
from streamlit.runtime.scriptrunner import get_script_run_ctx

STANDS_IN = ("contains", "lookup")  # what is replaced in the session's store of parts until its page is drawn
DRAWN = "page_is_drawn"


def expect() -> None:
    """At the start of a run, until a page has been drawn: take every part for known."""
    storage = _storage()
    if storage is None or DRAWN in vars(storage) or "lookup" in vars(storage):
        return
    look_up = storage.lookup

    def part_or_page(id: str) -> Callable[[], object]:
        try:
            part: Callable[[], object] = look_up(id)
        except FragmentStorageKeyError:
            return _whole_page
        return part

    storage.contains, storage.lookup = lambda _id: True, part_or_page


def drawn() -> None:
    """At the end of a run of the whole page: its parts are known, and what is meant for others comes too late."""
    storage = _storage()
    if storage is not None:
        for name in STANDS_IN:
            vars(storage).pop(name, None)
        vars(storage)[DRAWN] = True


def _whole_page() -> None:
    from ui.session.early_events import set_aside

    set_aside()
    st.rerun()


def _storage() -> Any:
    """Streamlit's own store of the session's fragments, which it gives no other access to."""
    context = get_script_run_ctx(suppress_warning=True)
    return context.fragment_storage if context else None
