"""Fitting the memory model in the background: one fit at a time, which may be cancelled; what is better is kept."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from db.records import FittedParameters
from db.store import Store
from ui.session import persistence
from ui.session.state import Fitting, Progress, session

WORKER = ThreadPoolExecutor(1, "fitting")  # one for all sessions: PyTorch uses every core as it is


def start() -> None:
    """Have the learner's reviews fitted by the worker, which stores what it finds. Raises StoreError."""
    running = Progress()
    session().fitting = Fitting(running, WORKER.submit(_run, persistence.store(), running))


def cancel() -> None:
    """Break the fit off; nothing changes."""
    if running := session().fitting:
        running.progress.cancelled.set()


def _run(store: Store, running: Progress) -> FittedParameters | None:
    from quiz.fitting import fit

    found = fit(store.all_reviews(), store.parameters(), running.go_on)
    if found is None or running.cancelled.is_set():
        return None
    now = datetime.now(UTC)
    made = FittedParameters(
        now, found.reviews, found.held_out, found.loss_before, found.loss, found.better, found.parameters
    )
    store.take_fit(made, now)
    return made


def to_defaults() -> None:
    """Go back to FSRS-6's default parameters. Raises StoreError."""
    store, now = persistence.store(), persistence.local_now()
    store.take_fit(FittedParameters(now, store.review_count(), kept=True), now)


def decline() -> None:
    """Note that no fit is wanted now, so that it is not offered again. Raises StoreError."""
    store, now = persistence.store(), persistence.local_now()
    store.take_fit(FittedParameters(now, store.review_count()), now)
