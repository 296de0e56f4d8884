"""Training a network for a session in the background: some steps at a time, in turn with the other sessions' networks.

One worker serves all sessions: PyTorch draws the first weights from one generator for the whole process. A training
ends with its session, and by itself after so many steps and so many seconds of processor.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

from streamlit.runtime import Runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from engine.readings.torch_check import load_torch
from models.country.course import Course
from ui.session.state import Training, session

WORKER = ThreadPoolExecutor(1, "training")
TURN = 20  # steps that are made before another session's network has its turn
LIMIT = 60.0  # seconds of processor for one training, which takes about ten


def start(language: str) -> None:
    """Train the network of a language from the beginning; what the session has trained before is dropped."""
    stop()
    session().training = made = Training(language, Course(language))
    _go_on(made)


def go_on() -> None:
    """Go on with the session's training where it was stopped."""
    if stopped := session().training:
        _go_on(stopped)


def stop() -> None:
    """Let the session's training stop after the steps of this turn; it can go on later."""
    if running := session().training:
        with running.lock:
            running.wanted = False


def drop() -> None:
    """Forget the session's training."""
    stop()
    session().training = None


def _go_on(training: Training) -> None:
    context = get_script_run_ctx(suppress_warning=True)
    with training.lock:
        training.wanted, training.seconds = True, 0.0
        if not training.running:
            training.running = True
            _have_its_turn(training, context.session_id if context else "")


def _have_its_turn(training: Training, session_id: str) -> None:
    training.turn = WORKER.submit(_turn, training, session_id)


def _turn(training: Training, session_id: str) -> None:
    """Make some steps; then the training stands behind those of other sessions again, or has stopped."""
    goes_on = False
    try:
        began = time.thread_time()
        _make_steps(training)
        training.seconds += time.thread_time() - began
        goes_on = not training.course.ended and training.seconds <= LIMIT and _is_there(session_id)
    finally:
        with training.lock:
            training.running = goes_on and training.wanted
            if training.running:
                _have_its_turn(training, session_id)


def _make_steps(training: Training) -> None:
    load_torch()
    from models.country.recipe import one_thread

    with one_thread():
        training.steps = training.steps or _followed(training.language)
        for course in islice(training.steps, TURN):
            training.course = course


def _followed(language: str) -> Iterator[Course]:
    from models.country.recipe import Setting, followed

    return (course for _, course in followed(Setting("lstm"), language))


def _is_there(session_id: str) -> bool:
    """Whether the session still has a browser; where there is no server, as in tests, it does."""
    return not Runtime.exists() or Runtime.instance().is_active_session(session_id)
