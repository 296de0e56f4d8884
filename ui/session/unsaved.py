"""What could not be saved or read: said once, at the top of the page, and tried again by itself."""

from __future__ import annotations

import streamlit as st

from db.errors import DamagedError, GoneError
from engine import EngineError
from presentation.translate import _, ngettext, sentence, together
from ui.session.language import fragment, only_a_part
from ui.session.pending_writes import AnswerPart, OpenStore, PendingWrites, Write
from ui.session.state import session

EVERY = 5.0  # seconds between two tries by itself


@st.cache_resource(show_spinner=False)
def pending() -> PendingWrites:
    """The process's writes that the store has not taken yet."""
    return PendingWrites()


def save(write: Write, store: OpenStore) -> object:
    """Write now and return what is kept; WAITS until the store takes it; None if it refuses it, which is said."""
    try:
        kept = pending().put(write, store)
    except GoneError as gone:
        report(gone)
        return None
    if kept is None:
        _refused([write])
    session().news |= bool(len(pending())) != session().waits
    return kept


def report(error: EngineError) -> None:
    """Say what went wrong, once, however often it is met in a run."""
    session().damaged |= isinstance(error, DamagedError)
    _say(sentence(error))


def report_unreadable(count: int) -> None:
    """Say how much of what belongs on the page could not be read."""
    if count:
        said = ngettext(
            "{n} record of the database is damaged and left out; everything else is shown.",
            "{n} records of the database are damaged and left out; everything else is shown.",
            count,
        )
        _say(said.format(n=count))


def _say(text: str) -> None:
    state = session()
    if text not in state.said:
        state.said.append(text)
    state.news = True


def retry(at_once: bool = False) -> None:
    """Try again what waits."""
    _refused(pending().retry(at_once))


def _refused(writes: list[Write]) -> None:
    if any(isinstance(write, AnswerPart) for write in writes):
        st.toast(_("This paper is handed in; nothing more can be changed."))


def begin() -> None:
    """At the start of a run: what waits is tried again."""
    session().undone = False
    retry()


def leave_undone() -> None:
    """The page could not do what it does by itself: it is drawn again until it can."""
    session().undone = True


def tell() -> None:
    """At the end of a run: what went wrong, and what waits to be saved; or that nothing waits any more."""
    state = session()
    said, state.said, state.news = state.said, [], False
    if waits := bool(len(pending())):
        said = [text for text in said if text != _reason()]
    elif state.waits:
        st.toast(_("Everything you entered is saved now."))
    state.waits = waits
    if not (waits or said or state.undone):
        return
    with st.container(key="unsaved"):
        for text in said:
            st.error(text)
        if waits or state.undone:
            fragment(_try_again, EVERY)()


def found_damage() -> bool:
    """Whether something went wrong since this was asked last because the database is damaged."""
    state = session()
    found, state.damaged = state.damaged, False
    return found or isinstance(pending().error if len(pending()) else None, DamagedError)


def _try_again() -> None:
    state = session()
    retry()
    if only_a_part() and (state.undone or not len(pending())):
        state.undone = False
        st.rerun()
    if len(pending()):
        st.error(together(_reason(), _("What you entered is kept here and saved as soon as that is possible.")))


def _reason() -> str:
    error = pending().error
    return sentence(error) if error else ""
