"""What was typed and chosen on Explain, kept beside the drafts, so that a reload or another day finds it again.

Most first pages have nothing kept: only where there is something is the store opened, which takes long to import.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from content import Topic
from db.errors import StoreError
from db.glance import may_have_draft
from engine import MECHANISMS, EngineError
from presentation.translate import language
from presentation.workspace import Workspace, opened
from ui.session.pending_writes import ClearDraft, SaveDraft
from ui.session.state import session
from ui.session.unsaved import pending, report, save

PLACE = "explain/"  # before a topic's id; no question is called so, for no topic is called explain


def fresh(topic: Topic, preset: str) -> Workspace:
    """An example as content gives it."""
    return opened(topic, preset, language())


def keep(space: Workspace) -> None:
    """Save what the learner has made of an example; nothing is kept of an untouched one."""
    state = _state(space)
    now = json.dumps([space.topic.id, state], sort_keys=True)
    if session().saved == now:
        return
    untouched = (
        state == _state(fresh(space.topic, space.preset)) and space.preset == space.topic.first_preset(language()).id
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
        return _restored(topic, found.state) if found else None
    except StoreError as error:
        report(error)
        return None
    except (EngineError, LookupError, TypeError, ValueError):
        return None


def _state(space: Workspace) -> dict[str, Any]:
    return {
        "preset": space.preset,
        "options": asdict(space.options),
        "typed": {id: [list(row) for row in rows] for id, rows in space.typed.items()},
        "words": list(space.in_language("en").words),
        "gradient_of": space.gradient_of,
        "sizes": dict(space.sizes),
        "placeholders": {id: sorted(map(list, cells)) for id, cells in space.placeholders.items() if cells},
        "given": {id: [list(row) for row in rows] for id, rows in space.given.items()},
        "beside": list(space.beside) if space.beside else None,
    }


def _restored(topic: Topic, state: Mapping[str, Any]) -> Workspace:
    """The workspace; raises LookupError, TypeError, ValueError or EngineError where the topic was changed since."""
    options = MECHANISMS[topic.mechanism].choose(**state["options"])
    typed = {str(id): tuple(tuple(map(str, row)) for row in rows) for id, rows in state["typed"].items()}
    preset = topic.preset(state["preset"])
    space = Workspace(
        topic,
        options,
        typed,
        tuple(map(str, state["words"])),
        preset.id,
        gradient_of=str(state["gradient_of"]),
        beside=(state["beside"][0], state["beside"][1]) if state["beside"] else None,
        sizes={str(name): int(n) for name, n in state.get("sizes", preset.sizes).items()},
        placeholders={id: frozenset((i, j) for i, j in cells) for id, cells in state.get("placeholders", {}).items()},
        given={str(id): tuple(tuple(map(str, row)) for row in rows) for id, rows in state.get("given", {}).items()},
        labels={axis: words.of("en") for axis, words in preset.labels.items()},
    ).in_language(language())
    if set(space.pattern.inputs) != set(typed):
        raise LookupError(topic.id)
    space.trace  # noqa: B018 - numbers that can no longer be computed with are not taken up
    return space
