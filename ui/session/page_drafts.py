"""What is kept of a page that no question owns: beside the drafts, under a place of its own for each topic.

The store takes long to import: it is opened when something is to be written, or when it alone can read what is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from db.sqlite_reader import may_have_draft, sound_draft
from ui.session.pending_writes import ClearDraft, Place, SaveDraft, draft_place
from ui.session.state import session
from ui.session.unsaved import pending

if TYPE_CHECKING:
    from db.records import Draft


def read(place: str) -> Mapping[str, Any] | None:
    """The state that is kept at a place, be it saved or still to be; None if there is none. Raises StoreError."""
    if not _may_be_kept(place):
        return None
    found = _begun(place)
    if found is None:
        return None
    session().knows[_here(place)] = found
    return found.state


def _begun(place: str) -> Draft | None:
    learner_id = session().learner_id
    if pending().latest(draft_place(learner_id, place)) is None and (found := sound_draft(place, learner_id)):
        return found
    from ui.session import persistence

    return persistence.begun(place)


def put(
    place: str, state: Mapping[str, Any], form: str = "", untouched: Mapping[str, Any] | None = None
) -> Mapping[str, Any]:
    """Keep a state at a place; returns what is kept now.

    What another window has changed since in a state of the same `form` stays, cell by cell; a state of another form is
    replaced. Where this window knows of nothing kept, it began with the `untouched` state.
    """
    from db.records import Draft
    from ui.session import persistence

    here, now = session(), persistence.local_now()
    draft = Draft(place, form or place, now, state=state)
    begun = None if untouched is None else replace(draft, state=untouched)
    known = persistence.known(_here(place))
    base = known if isinstance(known, Draft) else begun
    kept = persistence.write_now(SaveDraft(here.learner_id, here.window, draft, now, base))
    return kept.state if isinstance(kept, Draft) else state


def clear(place: str) -> None:
    """Forget what is kept at a place, if anything may be."""
    if not _may_be_kept(place):
        return
    from ui.session import persistence

    persistence.write_now(ClearDraft(session().learner_id, session().window, place))


def _may_be_kept(place: str) -> bool:
    """Whether anything is kept at a place or still to be; False only where there is nothing for certain."""
    learner_id = session().learner_id
    return pending().latest(draft_place(learner_id, place)) is not None or may_have_draft(place, learner_id)


def _here(place: str) -> Place:
    return *draft_place(session().learner_id, place), session().window
