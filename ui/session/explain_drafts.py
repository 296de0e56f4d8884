"""What was typed and chosen on Explain, kept beside the drafts, so that a reload or another day finds it again.

Most first pages have nothing kept: only where there is something is the store opened, which takes long to import.
"""

from __future__ import annotations

import json
from typing import Any

from content import Topic
from db.errors import StoreError
from db.glance import may_have_draft
from engine import EngineError
from presentation.translate import language
from presentation.workspace import Workspace, opened
from presentation.workspace_state import restored, stated
from ui.session.pending_writes import ClearDraft, SaveDraft
from ui.session.state import session
from ui.session.unsaved import pending, report, save

PLACE = "explain/"  # before a topic's id; no question is called so, for no topic is called explain


def fresh(topic: Topic, preset: str) -> Workspace:
    """An example as content gives it."""
    return opened(topic, preset, language())


def keep(space: Workspace) -> None:
    """Save what the learner has made of an example; nothing is kept of an untouched one."""
    state = stated(space)
    now = json.dumps([space.topic.id, state], sort_keys=True)
    if session().saved == now:
        return
    untouched = (
        state == stated(fresh(space.topic, space.preset)) and space.preset == space.topic.first_preset(language()).id
    )
    place = PLACE + space.topic.id
    if not untouched:
        _save(place, state)
    elif may_have_draft(place, session().learner_id):
        _clear(place)
    session().saved = now


def _save(place: str, state: dict[str, Any]) -> None:
    from db.records import Draft
    from ui.session import persistence

    here, time = session(), persistence.local_now()
    draft = Draft(place, place, time, state=state)
    save(SaveDraft(here.learner_id, here.window, draft, time), persistence.store)


def _clear(place: str) -> None:
    from ui.session import persistence

    here = session()
    save(ClearDraft(here.learner_id, here.window, place), persistence.store)


def kept(topic: Topic) -> Workspace | None:
    """What was kept of a topic, if it still fits; else nothing."""
    place = PLACE + topic.id
    if not (len(pending()) or may_have_draft(place, session().learner_id)):
        return None
    from ui.session import persistence

    try:
        found = persistence.begun(place)
        return restored(topic, found.state, language()) if found else None
    except StoreError as error:
        report(error)
        return None
    except (EngineError, LookupError, TypeError, ValueError):
        return None
