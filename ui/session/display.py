"""How numbers are shown, kept for the learner beside the drafts, so that another day finds it again."""

from __future__ import annotations

from db.errors import StoreError
from ui.session import page_drafts
from ui.session.pending_writes import SaveDraft
from ui.session.state import session
from ui.session.unsaved import report, save

PLACE = "settings/display"  # among the drafts; no topic is called settings
FEWEST, MOST = 1, 6


def digits() -> int:
    """The decimals of every number on Explain: those of the session, else those that were kept."""
    state = session()
    if not state.display_known:
        state.display_known = True
        state.digits = _kept(state.digits)
    return state.digits


def _kept(usual: int) -> int:
    try:
        found = page_drafts.read(PLACE)
    except StoreError as error:
        report(error)
        return usual
    kept = found.get("digits") if found else None
    return kept if type(kept) is int and FEWEST <= kept <= MOST else usual


def set_digits(chosen: int) -> None:
    """From now on, so many decimals."""
    from db.records import Draft
    from ui.session import persistence

    state, now = session(), persistence.local_now()
    state.digits, state.display_known = chosen, True
    draft = Draft(PLACE, PLACE, now, state={"digits": chosen})
    save(SaveDraft(state.learner_id, state.window, draft, now), persistence.store)
