"""Appeals of the session's learner, kept among the drafts: one for each part of an attempt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from db.records import Draft
from presentation.translate import language
from quiz.appeal import FORMAT, document
from quiz.attempt import Attempt
from ui.session import persistence
from ui.session.pending_writes import ClearDraft, SaveDraft
from ui.session.state import session
from ui.session.unsaved import save

PLACE = "appeal/"  # before an attempt and its part, among the drafts; no topic is called so


@dataclass(frozen=True)
class KeptAppeal:
    """An appeal as it is kept: where, and its document."""

    place: str
    document: Mapping[str, Any]

    @property
    def note(self) -> str:
        """What the learner wrote."""
        return str(self.document.get("note", ""))


def keep(attempt: Attempt, part: str, note: str) -> None:
    """Keep the sheet as it is marked, with a note; a later note on the same part takes its place."""
    now = persistence.local_now()
    made = document(attempt, part, note, now, language())
    # the attempt's own id would have its draft deleted when the attempt is recorded
    draft = Draft(_place(attempt, part), PLACE + attempt.id, now, attempt.seed, state=made)
    save(SaveDraft(session().learner_id, session().window, draft, now), persistence.store)


def of(attempt: Attempt, part: str) -> KeptAppeal | None:
    """The appeal against the marking of this part, if one is kept. Raises StoreError."""
    found = persistence.begun(_place(attempt, part))
    return _appeal(found) if found else None


def every() -> list[KeptAppeal]:
    """All appeals that can be read, the latest first. Raises StoreError."""
    found = [_appeal(draft) for draft in persistence.store().drafts_under(PLACE)]
    return [appeal for appeal in found if appeal is not None]


def remove(place: str) -> None:
    """Remove an appeal."""
    save(ClearDraft(session().learner_id, session().window, place), persistence.store)


def _place(attempt: Attempt, part: str) -> str:
    return f"{PLACE}{attempt.id}/{part}"


def _appeal(draft: Draft) -> KeptAppeal | None:
    return KeptAppeal(draft.question_id, draft.state) if draft.state.get("format") == FORMAT else None
