"""How long each question of a paper was open, kept beside the drafts: a reload does not lose it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime

from db.errors import StoreError
from db.records import Draft
from ui.session import persistence, stored_values
from ui.session.pending_writes import SaveDraft
from ui.session.state import session
from ui.session.unsaved import save

PLACE = "paper-time/"  # before a paper's id; no topic is called so
LONGEST = 24 * 3600.0  # seconds; no paper takes so long


def spent(paper_id: str) -> dict[str, float]:
    """The seconds that each question was open, by attempt; nothing where none were noted. Raises StoreError."""
    found = persistence.begun(PLACE + paper_id)
    return _seconds(found.state) if found else {}


def note(paper_id: str, attempt_id: str, now: datetime) -> None:
    """From now on this question is open; the time until now was that of the one before. "" for none.

    A paper goes on where the time of its questions cannot be kept.
    """
    with suppress(StoreError):
        _note(paper_id, attempt_id, now)


def _note(paper_id: str, attempt_id: str, now: datetime) -> None:
    place = PLACE + paper_id
    found = persistence.begun(place)
    seconds = _seconds(found.state) if found else {}
    before = str(found.state.get("open", "")) if found else ""
    if before == attempt_id:
        return
    if before and found:
        passed = max(0.0, min(LONGEST, (now - _since(found, now)).total_seconds()))
        seconds[before] = seconds.get(before, 0.0) + passed
    state = {"spent": seconds, "open": attempt_id, "since": now.isoformat()}
    here = session()
    save(SaveDraft(here.learner_id, here.window, Draft(place, place, now, state=state), now), persistence.store)


def _since(found: Draft, now: datetime) -> datetime:
    """When the open question was opened; now where that cannot be read."""
    try:
        since = datetime.fromisoformat(str(found.state["since"]))
        return since if since.tzinfo else now
    except stored_values.UNREADABLE:
        return now


def _seconds(state: Mapping[str, object]) -> dict[str, float]:
    kept = state.get("spent")
    try:
        return {str(id): stored_values.number(n) for id, n in stored_values.mapping(kept).items()}
    except stored_values.UNREADABLE:
        return {}
