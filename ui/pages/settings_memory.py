"""Settings: the memory model, whose parameters can be fitted to the learner's own reviews."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from db.errors import StoreError
from engine.readings.torch_check import TorchMissing, installed
from presentation.progress import memory_words as words
from presentation.translate import _, sentence
from quiz.fitting import ENOUGH
from quiz.schedule import DEFAULT_PARAMETERS
from ui.pages.explain_torch import missing
from ui.session import fitting, persistence
from ui.session.callbacks import whole
from ui.session.language import fragment
from ui.session.state import Fitting, session
from ui.session.unsaved import report

LOOK_AGAIN = 0.5  # seconds


def show() -> None:
    """What was fitted last, and the button that fits. Raises StoreError."""
    store = persistence.store()
    count, made = store.review_count(), store.fits()
    st.header(_("Memory model"), anchor=False)
    st.caption(words.about(count, ENOUGH))
    running = session().fitting
    if running and not running.result.done():
        fragment(_wait, LOOK_AGAIN)(running)
        return
    _outcome(running)
    if latest := next((fit for fit in made if fit.loss is not None), None):
        st.caption(words.outcome(latest))
    with st.container(key="memory_row", horizontal=True, vertical_alignment="center"):
        if count >= ENOUGH and installed():
            st.button(_("Fit to my reviews"), key="fit", on_click=_start)
        if store.parameters() != DEFAULT_PARAMETERS:
            st.button(_("Back to the defaults"), key="fit_defaults", on_click=_to_defaults)
    if count >= ENOUGH and not installed():
        missing(_("Fitting needs PyTorch, which is not installed; to install it:"))


def _wait(running: Fitting) -> None:
    """How far it is; once it is done, all of the page is drawn again."""
    if running.result.done():
        st.rerun()
    st.progress(running.progress.done, text=_("Fitting; the app can be used meanwhile."))
    st.button(_("Cancel"), key="fit_cancel", on_click=whole(fitting.cancel))


def _outcome(running: Fitting | None) -> None:
    """What came of the fit that has just ended, once."""
    if running is None:
        return
    session().fitting = None
    try:
        if running.result.result() is None:
            st.info(_("Nothing was fitted, and nothing has changed."))
    except TorchMissing as error:
        missing(sentence(error))
    except StoreError as error:
        report(error)


@whole
def _start() -> None:
    _try(fitting.start)


@whole
def _to_defaults() -> None:
    _try(fitting.to_defaults)


def _try(action: Callable[[], None]) -> None:
    try:
        action()
    except StoreError as error:
        report(error)
