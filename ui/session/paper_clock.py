"""The time of papers that are being sat, measured by a clock that only runs: the machine's own may be set meanwhile."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Lock

import streamlit as st

from db.records import Paper
from quiz.paper import remaining

SLACK = timedelta(seconds=30)  # by which both clocks may differ: a clock that is fast or slow is corrected bit by bit
MOST = 1000  # papers that are remembered; beyond that the one seen first is forgotten
RUNNING = getattr(time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC", None))  # runs on while a machine sleeps


@dataclass(frozen=True, slots=True)
class ClockReading:
    """When a running paper was seen first: the time of the machine's clock, and the seconds of the one that runs."""

    time: datetime
    seconds: float


class PaperClocks:
    """What both clocks said when the process first saw each running paper. May be shared between threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._seen: dict[tuple[str, datetime | None], ClockReading] = {}

    def moment(self, paper: Paper, now: datetime) -> datetime:
        """What the machine's clock would say now, had nobody set it since."""
        running, key = seconds(), (paper.paper_id, paper.started_at)
        with self._lock:
            seen = self._seen.setdefault(key, ClockReading(now.astimezone(UTC), running))
            if len(self._seen) > MOST:
                del self._seen[next(iter(self._seen))]
        return seen.time + timedelta(seconds=running - seen.seconds)


def seconds() -> float:
    """Seconds of a clock that nobody sets."""
    return time.monotonic() if RUNNING is None else time.clock_gettime(RUNNING)


@st.cache_resource(show_spinner=False)
def _clocks() -> PaperClocks:
    """The process's clocks."""
    return PaperClocks()


def moment(paper: Paper, now: datetime) -> datetime:
    """The time that holds for a running paper when the machine's clock says `now`."""
    return _clocks().moment(paper, now) if paper.started_at else now


def left(paper: Paper, now: datetime) -> float:
    """Seconds left of a running paper, at most its whole time."""
    assert paper.started_at is not None
    return min(60.0 * paper.minutes, remaining(paper.started_at, paper.minutes, moment(paper, now)))


def was_set(paper: Paper, now: datetime) -> bool:
    """Whether the machine's clock was set while a paper was running, or says that it has not been started yet."""
    assert paper.started_at is not None
    return abs(now.astimezone(UTC) - moment(paper, now)) > SLACK or now + SLACK < paper.started_at
